// What is written when a note is asked for: progress first, then candidates to choose from.

import { isStopped, listen } from "./api.js";
import { length } from "./counting.js";
import { fill, h } from "./h.js";
import { Places, placeWords } from "./marks.js";
import { announce, copyButton, failure, fallbackRemark } from "./notices.js";
import { articlePath } from "./paths.js";
import { count, secondsWords, t } from "./texts.js";

const written = new Map(); // article -> the last summary, for as long as the page is loaded

/**
 * Return {node, places}: what was written of an article, and what is being written; `takeOver(summary)` puts one into the
 * editor.
 */
export function candidates(article, { brief, beside, takeOver }) {
  const state = h("p.state", { role: "status" });
  const list = h("div.candidates");
  const node = h("section", { "aria-label": t("candidates") }, state, list);
  const made = { node, places: null };
  let controller = null;

  brief.onSubmit(() => (controller ? controller.abort() : write()));
  if (written.has(article.id)) show(written.get(article.id));

  async function write() {
    controller = new AbortController();
    brief.button.textContent = t("ask.stop");
    brief.button.classList.add("is-stop");
    fill(list);
    tell(t("candidates.writing"));
    const isNote = brief.form() === "note";
    const json = { article: article.id, ...brief.values(), ...(!isNote && { form: brief.form() }) };
    let summary = null;
    try {
      const path = isNote ? "/v1/notes" : "/v1/summaries";
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
    tell("");
    brief.button.textContent = t("brief.write");
    brief.button.classList.remove("is-stop");
    if (summary) announce(t("candidates.found", { count: 1 + summary.candidates.length }));
  }

  function tell(words) {
    state.textContent = words;
    state.classList.toggle("is-moving", words !== "");
  }

  function show(summary) {
    written.set(article.id, summary);
    const all = [summary, ...summary.candidates];
    const cards = all.map((one, index) => card(one, index, all.length));
    fill(
      list,
      summary.fallback && fallbackRemark(summary.fallback, t("candidates.fallback")),
      cards.map((each) => each.node),
    );
    made.places = cards[0].places;
    beside.show(made.places);
  }

  function card(summary, index, total) {
    const places = new Places();
    const id = `candidate-${index}`;
    const body = summary.parts.some((part) => part.heading) ? inParts(summary, places) : inSentences(summary, places);
    const failed = summary.checks.filter((check) => !check.ok);
    const facts = [
      t("count", { count: count(length(summary.text)) }),
      index === 0 && total > 1 && t("candidates.best"),
      summary.mode === "generative" && !summary.fallback ? summary.model : t("candidates.by_rules"),
      summary.rounds > 0 && t("candidates.rounds", { count: summary.rounds }),
      index === 0 && summary.seconds && secondsWords(summary.seconds),
    ].filter(Boolean);
    const card = h(
      "article.candidate",
      { "aria-labelledby": id, "data-testid": "candidate" },
      h("h2", { id }, total > 1 ? t("candidates.number", { number: index + 1 }) : t(`form.${summary.form}`)),
      body,
      failed.length > 0 && h("ul.failed-checks", null, failed.map((check) => h("li", null, check.detail))),
      h("p.facts.small.quiet", null, h("span", null, facts.join(" · "))),
      h(
        "div.actions",
        null,
        summary.form === "note" && takeButton(summary),
        copyButton(() => summary.text),
      ),
    );
    card.addEventListener("mouseenter", () => beside.show(places));
    return { node: card, places };
  }

  function takeButton(summary) {
    return h("button", { type: "button", click: () => takeOver(summary) }, t("candidates.take"));
  }

  function inSentences(summary, places) {
    return h("p.note-text", { lang: "zh-CN" }, summary.sentences.map((sentence) => tied(sentence, places)));
  }

  function inParts(summary, places) {
    return h(
      "div.note-text",
      { lang: "zh-CN" },
      summary.parts.map((part) => [
        part.heading && h("h3", null, part.heading),
        h("p", null, part.sentences.map((sentence) => tied(sentence, places))),
      ]),
    );
  }

  function tied(sentence, places) {
    return restingSentence(sentence, places, beside);
  }

  return made;
}

/** Return a sentence with its marks, tied to the places in the article beside it. */
export function restingSentence(sentence, places, beside) {
  const ids = sentence.citations.map((citation) => places.place(citation).id);
  const marks = sentence.citations.map((citation) => {
    const { number } = places.place(citation);
    return h(
      "a.mark",
      {
        href: articlePath(citation),
        title: placeWords(citation),
        "aria-label": t("mark", { number, place: placeWords(citation) }),
        click: (event) => beside.go(event, citation, places),
      },
      String(number),
    );
  });
  return beside.tie(h("span.sentence", null, sentence.text, h("span.marks", null, marks)), places, ids);
}

function progressWords({ stage, done, total }) {
  if (total > 1) return t("candidates.progress", { done, total });
  return t(stage === "summarize" ? "candidates.reading" : "candidates.writing");
}
