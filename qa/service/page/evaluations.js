// The runs of the evaluation, and the report of each, which is a page of its own in a frame.

import { ask } from "./api.js";
import { fill, h } from "./h.js";
import { loading, nothing } from "./notices.js";
import { momentWords, secondsWords, t } from "./texts.js";

/** What is told of a run in the list, as far as it was measured; the report has all. */
const TOLD = ["recall@5", "answer hit", "citation precision", "groundedness", "refusal recall", "wrong refusals", "form"];

/** Draw the list of runs, or the report of the one that `parts` name. */
export async function draw(root, parts) {
  root.classList.add("is-wide");
  fill(root, loading());
  if (parts[0]) drawReport(root, await ask(`/v1/evaluations/${encodeURIComponent(parts[0])}`));
  else drawList(root, (await ask("/v1/evaluations")).runs);
}

function drawList(root, runs) {
  fill(
    root,
    h("h1", { tabindex: "-1" }, t("nav.evaluations")),
    h("p.lead", null, t("evaluations.lead")),
    runs.length
      ? h("ul.runs", { "data-testid": "runs" }, runs.map(runItem))
      : nothing(t("evaluations.empty"), null, h("p.quiet", null, h("code", null, "qa eval run corpus"))),
  );
}

function runItem(run) {
  const figures = TOLD.map((name) => run.figures.find((figure) => figure.name === name)).filter(Boolean);
  return h(
    "li",
    null,
    h("h2", null, h("a", { href: `#/evaluations/${encodeURIComponent(run.id)}` }, run.label || run.suite)),
    facts(run),
    figures.length > 0 && h("dl.figures", null, figures.map(figureNode)),
  );
}

function figureNode(figure) {
  return h("div", null, h("dt", null, figure.title), h("dd", null, figure.words));
}

function facts(run) {
  const told = [
    run.label && run.suite,
    h("time", { datetime: run.started }, momentWords(run.started)),
    run.mode === "generative" ? run.model : t("ask.by_extract"),
    !run.gated && t("evaluations.ungated"),
    run.finished ? secondsWords(run.seconds) : t("evaluations.unfinished"),
  ].filter(Boolean);
  return h("p.byline", null, told.map((part) => h("span", null, part)));
}

function drawReport(root, { run, report }) {
  const title = run.label || run.suite;
  document.title = `${title} · ${t("nav.evaluations")} · ${t("name")}`;
  root.classList.add("is-whole");
  const name = t("evaluations.report", { title });
  const frame = h("iframe", { title: name, src: report, sandbox: "", referrerpolicy: "no-referrer" });
  fill(
    root,
    h(
      "div.report-top",
      null,
      h("a.plain", { href: "#/evaluations" }, t("evaluations.all")),
      h("h1", { tabindex: "-1" }, title),
      h("a.plain", { href: report, target: "_blank", rel: "noopener noreferrer" }, t("evaluations.tab")),
    ),
    frame,
  );
}
