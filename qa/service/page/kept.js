// What outlives a reload: choices and drafts in localStorage, the key only as long as the tab is open.

const PREFIX = "zhangju.";

/** Return what was kept under a name, or null. */
export function kept(name, storage = "localStorage") {
  try {
    return window[storage].getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keep a text under a name; null forgets it. Where storage is closed or full, nothing is kept. */
export function keep(name, value, storage = "localStorage") {
  try {
    if (value === null) window[storage].removeItem(PREFIX + name);
    else window[storage].setItem(PREFIX + name, value);
  } catch {
    // The page works without.
  }
}

/** Return the kept JSON, or null. */
export function keptJson(name, storage) {
  try {
    return JSON.parse(kept(name, storage) ?? "null");
  } catch {
    return null;
  }
}

/** Keep something as JSON. */
export function keepJson(name, value, storage) {
  keep(name, value === null ? null : JSON.stringify(value), storage);
}
