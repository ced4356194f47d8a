// Asking for something to be written: how far it is, how to stop it, and what came of it.

import { isStopped, listen } from "./api.js";
import { fill, h } from "./h.js";
import { announce, failure } from "./notices.js";
import { t } from "./texts.js";

/** Return {node, list, toggle}: `wanted()` is {path, json} of the request, `show(summary)` puts what came into `list`. */
export function writing({ label, button, wanted, show }) {
  const state = h("p.state", { role: "status" });
  const list = h("div.candidates");
  const node = h("section", { "aria-label": label }, state, list);
  let controller = null;

  function tell(words) {
    state.textContent = words;
    state.classList.toggle("is-moving", words !== "");
  }

  function beginOrEnd(isBegun) {
    button.textContent = t(isBegun ? "ask.stop" : "brief.write");
    button.classList.toggle("is-stop", isBegun);
    tell(isBegun ? t("ask.writing") : "");
  }

  async function write() {
    controller = new AbortController();
    fill(list);
    beginOrEnd(true);
    let summary = null;
    try {
      const { path, json } = wanted();
      for await (const { name, data } of listen(path, { method: "POST", json, signal: controller.signal })) {
        if (name === "progress") tell(progressWords(data));
        if (name === "summary") summary = data;
      }
      if (summary) show(summary);
      else fill(list, failure({ message: t("problem.lost") }, write));
    } catch (error) {
      fill(list, isStopped(error) ? null : failure(error, write));
    }
    controller = null;
    beginOrEnd(false);
    if (summary) announce(t("candidates.found", { count: 1 + summary.candidates.length }));
  }

  return { node, list, toggle: () => (controller ? controller.abort() : write()) };
}

function progressWords({ stage, done, total }) {
  if (total > 1) return t("candidates.progress", { done, total });
  return t(stage === "summarize" ? "candidates.reading" : "ask.writing");
}
