// What stands where there is nothing yet, or where something went wrong.

import { h } from "./h.js";
import { t } from "./texts.js";

/** Return what says that something is on its way. */
export function loading(text = t("loading")) {
  return h("p.loading", { role: "status" }, text);
}

/** Return what says what went wrong and, where it may help, lets it be tried again. */
export function failure(problem, again = null) {
  const wait = problem.retryAfter ? t("problem.wait", { seconds: problem.retryAfter }) : "";
  return h(
    "div.notice.is-failure",
    { role: "alert" },
    h("p", null, problem.message, wait && ` ${wait}`),
    again && h("button.plain", { type: "button", click: again }, t("again")),
  );
}

/** Return a quiet box that says something beside the matter. */
export function remark(title, ...children) {
  return h("div.notice", null, h("p.notice-title", null, title), children);
}

/** Return what says that a model was to write this, why it did not, and what stands here instead. */
export function fallbackRemark(why, instead) {
  return remark(t("ask.fallback"), h("p", null, instead, " ", h("span.quiet", null, why)));
}

/** Return what stands for an empty list. */
export function nothing(title, text, ...actions) {
  return h("div.nothing", null, h("p.nothing-title", null, title), text && h("p.quiet", null, text), actions);
}

/** Tell those who listen instead of look, one thing after another. */
export function announce(text, lang = null) {
  const said = h("p", { lang }, text);
  setTimeout(() => document.getElementById("announcer").append(said), 50);
  setTimeout(() => said.remove(), 10_000);
}

/** Return a button that puts {text, node} on the clipboard, as plain text and with its form, and says that it did. */
export function copyButton(given, label = t("copy")) {
  return h(
    "button.plain",
    {
      type: "button",
      click: async (event) => {
        const button = event.currentTarget;
        const done = await copied(given());
        button.textContent = done ? t("copied") : t("copy.failed");
        announce(button.textContent);
        setTimeout(() => {
          button.textContent = label;
        }, 2000);
      },
    },
    label,
  );
}

async function copied({ text, node }) {
  try {
    if (node && window.ClipboardItem) {
      const kinds = { "text/plain": text, "text/html": node.outerHTML };
      const blobs = Object.entries(kinds).map(([type, content]) => [type, new Blob([content], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else {
      await navigator.clipboard.writeText(text);
    }
    return true;
  } catch {
    return copiedBySelection(text); // not over plain HTTP from another machine
  }
}

function copiedBySelection(text) {
  const before = document.activeElement;
  const area = h("textarea.unseen", { "aria-hidden": "true", tabindex: "-1" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}
