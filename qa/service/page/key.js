// The key of a service that asks for one: kept until the tab is closed, and nowhere else.

import { h } from "./h.js";
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

function shown(reason) {
  return new Promise((resolve) => {
    const field = h("input", {
      id: "key-field",
      type: "password",
      autocomplete: "off",
      spellcheck: "false",
      required: true,
      "aria-describedby": "key-why",
    });
    const dialog = h(
      "dialog.key",
      { "aria-labelledby": "key-title", close: () => ended(false) },
      h(
        "form",
        { method: "dialog", submit: given },
        h("h2", { id: "key-title" }, t("key.title")),
        h("p.quiet", { id: "key-why" }, key() ? reason : t("key.why")),
        h("label", { for: "key-field" }, t("key.label")),
        field,
        h("p.small.quiet", null, t("key.kept")),
        h(
          "div.actions",
          null,
          h("button.plain", { type: "button", click: () => dialog.close() }, t("cancel")),
          h("button.main", { type: "submit" }, t("key.enter")),
        ),
      ),
    );

    function given(event) {
      event.preventDefault();
      keep(NAME, field.value.trim(), "sessionStorage");
      document.dispatchEvent(new CustomEvent("keychange"));
      ended(true);
    }

    function ended(isGiven) {
      resolve(isGiven);
      dialog.remove();
    }

    document.body.append(dialog);
    dialog.showModal();
  });
}
