// What was written of articles, sentence by sentence, each tied to the places that it rests on.

import { length } from "./counting.js";
import { h } from "./h.js";
import { marksBehind } from "./marks.js";
import { count, secondsWords, t } from "./texts.js";

/** Return the text of a summary: in parts where it has headings, else in one piece. */
export function summaryText(summary, places, beside) {
  const inLine = (sentences) => sentences.map((sentence) => restingSentence(sentence, places, beside));
  const isDigest = summary.form === "digest";
  if (!isDigest && !summary.parts.some((part) => part.heading)) {
    return h("p.note-text", { lang: "zh-CN" }, inLine(summary.sentences));
  }
  return h(
    "div.note-text",
    { lang: "zh-CN" },
    summary.parts.map((part) => [
      part.heading && h("h3", null, part.heading),
      (isDigest ? byArticle(part.sentences) : [part.sentences]).map((each) => h("p", null, inLine(each))),
    ]),
  );
}

/** Return sentences in a row for each article that they rest on. */
export function byArticle(sentences) {
  const rows = [];
  let article = null;
  for (const sentence of sentences) {
    const of = sentence.citations[0]?.article ?? article;
    if (!rows.length || of !== article) rows.push([]);
    rows.at(-1).push(sentence);
    article = of;
  }
  return rows;
}

/** Return a sentence with its marks, tied to the places in the article beside it. */
export function restingSentence(sentence, places, beside) {
  const ids = sentence.citations.map((citation) => places.place(citation).id);
  const go = (event, citation) => beside.go(event, citation, places);
  return beside.tie(h("span.sentence", null, marksBehind(sentence, places, go)), places, ids);
}

/** Return a summary with what is told of it; `actions` are what can be done with it. */
export function summaryCard(summary, { name, places, beside, isFirst = true, actions }) {
  const facts = [
    t("count", { count: count(length(summary.text)) }),
    isFirst && summary.candidates.length > 0 && t("candidates.best"),
    summary.mode === "generative" && !summary.fallback ? summary.model : t("candidates.by_rules"),
    summary.rounds > 0 && t("candidates.rounds", { count: summary.rounds }),
    isFirst && secondsWords(summary.seconds),
  ].filter(Boolean);
  return h(
    `article.candidate.is-${summary.form}`,
    { "aria-label": name, "data-testid": "candidate" },
    h("h2", null, name),
    summaryText(summary, places, beside),
    failedChecks(summary.checks),
    h("p.facts.small.quiet", null, h("span", null, facts.join(" · "))),
    h("div.actions", null, actions),
  );
}

/** Return what of the form is to be mended. */
export function failedChecks(checks) {
  const failed = checks.filter((check) => !check.ok);
  return failed.length > 0 && h("ul.failed-checks", null, failed.map((check) => h("li", null, check.detail)));
}
