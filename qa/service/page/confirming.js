// Questions that stand before everything else.

import { h } from "./h.js";
import { t } from "./texts.js";

/** Ask in a dialog; return whether the user said yes. Without an `input`, the focus is on what changes nothing. */
export function confirmed({ title, about, yes, input = [] }) {
  return new Promise((resolve) => {
    const isGiven = input.length > 0;
    const no = { type: "button", autofocus: !isGiven, click: () => dialog.close() };
    const dialog = h(
      "dialog",
      { "aria-labelledby": "dialog-title", "aria-describedby": "dialog-about", close: ended },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "dialog-title" }, title),
        h("p", { id: "dialog-about" }, about),
        input,
        h("div.actions", null, h("button.plain", no, t("cancel")), h("button.main", { value: "yes" }, yes)),
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
