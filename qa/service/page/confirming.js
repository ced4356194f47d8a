// A question to the user before something is done that cannot be undone.

import { h } from "./h.js";
import { t } from "./texts.js";

/** Ask; return whether the user said yes. */
export function confirmed(title, text, yes) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text", close: ended },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "confirm-title" }, title),
        h("p", { id: "confirm-text" }, text),
        h(
          "div.actions",
          null,
          h("button.plain", { value: "no", autofocus: true }, t("cancel")),
          h("button.main", { value: "yes" }, yes),
        ),
      ),
    );

    function ended() {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    }

    document.body.append(dialog);
    dialog.showModal();
  });
}
