// What the service says of itself; asked once, and again when the key changes.

import { ask } from "./api.js";

let asked = null;

/** Return the status, or null where it cannot be had. */
export function currentStatus() {
  asked ??= ask("/v1/status").catch(() => {
    asked = null;
    return null;
  });
  return asked;
}

/** Ask again next time: the library or the key is another. */
export function forgetStatus() {
  asked = null;
}

/** Whether who uses the page may change the library. */
export function mayWrite(status) {
  return !status?.key || status.key.scope === "write";
}
