// The key of a service that asks for one: kept until the tab is closed, and nowhere else.

import { confirmed } from "./confirming.js";
import { field, h } from "./h.js";
import { keep, kept } from "./kept.js";
import { t } from "./texts.js";

const NAME = "key";
let asking = null;

/** Return the key, or null. */
export function key() {
  return kept(NAME, "sessionStorage");
}

/** Forget the key. */
export function forgetKey() {
  keep(NAME, null, "sessionStorage");
  document.dispatchEvent(new CustomEvent("keychange"));
}

/** Ask the user for the key; return whether one was given. Asked by several requests at once, it is one question. */
export function askForKey(reason) {
  asking ??= shown(reason).finally(() => {
    asking = null;
  });
  return asking;
}

async function shown(reason) {
  const input = h("input", { id: "key-field", type: "password", autocomplete: "off", required: true });
  const isGiven = await confirmed({
    title: t("key.title"),
    about: key() ? reason : t("key.why"),
    yes: t("key.enter"),
    input: [field(t("key.label"), input), h("p.small.quiet", null, t("key.kept"))],
  });
  if (!isGiven) return false;
  keep(NAME, input.value.trim(), "sessionStorage");
  document.dispatchEvent(new CustomEvent("keychange"));
  return true;
}
