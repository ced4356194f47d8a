// One question and what came of it, from the first sign of life to the last word.

import { fill, h } from "./h.js";
import { openBeside, Places, placeWords, sentenceWithMarks } from "./marks.js";
import { copyButton, failure, fallbackRemark, remark } from "./notices.js";
import { articlePath } from "./paths.js";
import { langOf, secondsWords, t } from "./texts.js";

/**
 * A turn is {question, scope, state, understood, sentences, answer, problem}; its state is one of waiting, writing, done,
 * stopped, lost, failed. Return {node, update}: call `update` after every change of it.
 */
export function turnView(turn, { again, number }) {
  const places = new Places();
  const id = `turn-${number}`;
  const understood = h("p.understood.quiet.small", { hidden: true });
  const body = h("div.answer", { "aria-live": "polite", "aria-relevant": "additions" });
  const state = h("p.state", { role: "status" });
  const after = h("div.after");
  const node = h(
    "section.turn",
    { "aria-labelledby": id, "data-testid": "turn" },
    h("h2", { id, tabindex: "-1", lang: langOf(turn.question) }, turn.question),
    turn.scope && h("p.small.quiet", null, t("ask.scope", { title: turn.scope.title })),
    understood,
    body,
    state,
    after,
  );
  let written = 0;

  function update() {
    node.dataset.state = turn.state;
    if (turn.understood) {
      understood.hidden = false;
      understood.textContent = t("ask.understood", { question: turn.understood });
    }
    for (; written < turn.sentences.length; written++) {
      body.append(sentenceWithMarks(turn.sentences[written], places));
    }
    const words = { waiting: t("ask.waiting"), writing: t("ask.writing") }[turn.state] ?? "";
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("is-moving", isUnderWay(turn));
    fill(after, isUnderWay(turn) ? null : ending(turn, places, again));
  }

  update();
  return { node, update };
}

/** Whether a turn is still to bring something. */
export function isUnderWay(turn) {
  return turn.state === "waiting" || turn.state === "writing";
}

function ending(turn, places, again) {
  if (turn.state === "failed") return failure(turn.problem, again);
  const { answer } = turn;
  return [
    turn.state === "stopped" && remark(t("ask.stopped"), againButton(again)),
    turn.state === "lost" && remark(t("ask.lost"), h("p", null, t("ask.lost.text")), againButton(again)),
    answer?.status === "refused" && refusal(answer),
    answer?.status === "partial" && remark(t("ask.partial"), partialWords(answer)),
    answer?.fallback && fallbackRemark(answer.fallback, t("ask.fallback.text")),
    answer?.conflicts.map((conflict) => conflictBox(conflict, places)),
    places.all.length > 0 && sources(turn, places),
    answer && answer.status !== "refused" && footer(turn, answer, places),
  ];
}

function againButton(again) {
  return h("button.plain", { type: "button", click: again }, t("again"));
}

function refusal(answer) {
  const nearest = answer.nearest.slice(0, 3);
  const places = new Places();
  const citations = nearest.map((passage) => ({ ...passage, ...(passage.best ?? {}) }));
  for (const citation of citations) places.place(citation);
  return h(
    "div.refusal",
    { "data-testid": "refusal" },
    h("p.refusal-title", null, t("ask.refused")),
    answer.reason && h("p", null, answer.reason),
    answer.looked_for && h("p.small.quiet", null, t("ask.looked_for", { words: answer.looked_for })),
    nearest.length > 0 && [
      h("h3", null, t("ask.nearest")),
      h(
        "ul.nearest",
        null,
        citations.map((citation) =>
          h(
            "li",
            null,
            h(
              "a",
              { href: articlePath(citation), click: (event) => openBeside(event, citation, places) },
              placeWords(citation),
            ),
            h("p.quote", { lang: "zh-CN" }, citation.text.trim()),
          ),
        ),
      ),
    ],
  );
}

function partialWords(answer) {
  return [
    answer.reason && h("p", null, answer.reason),
    answer.missing.length > 0 && h("p", null, t("ask.missing"), h("span", null, answer.missing.join(t("semicolon")))),
  ];
}

function conflictBox(conflict, places) {
  return h(
    "div.notice.conflict",
    { "data-testid": "conflict" },
    h("p.notice-title", null, t("ask.conflict", { one: conflict.values[0], other: conflict.values[1] })),
    conflict.sentences.map((sentence) =>
      h(
        "p",
        null,
        sentenceWithMarks(sentence, places),
        h("span.conflict-title.small.quiet", null, sentence.citations[0]?.title),
      ),
    ),
  );
}

function sources(turn, places) {
  const told = new Set(turn.sentences.map((sentence) => sentence.text));
  return h(
    "section.sources",
    { "aria-label": t("ask.sources") },
    h("h3", null, t("ask.sources")),
    h(
      "ol",
      { "data-testid": "sources" },
      places.all.map(({ citation }) =>
        h(
          "li",
          null,
          h(
            "a",
            { href: articlePath(citation), click: (event) => openBeside(event, citation, places) },
            placeWords(citation),
          ),
          !told.has(citation.quote.trim()) && h("p.quote", { lang: "zh-CN" }, citation.quote.trim()),
        ),
      ),
    ),
  );
}

function footer(turn, answer, places) {
  const isWritten = answer.mode === "generative" && !answer.fallback;
  const facts = [
    isWritten ? t("ask.by_model", { model: answer.model ?? "" }) : t("ask.by_extract"),
    secondsWords(answer.seconds),
    answer.dropped.length > 0 && t("ask.dropped", { count: answer.dropped.length }),
  ].filter(Boolean);
  const copy = copyButton(() => asText(turn, places), t("ask.copy"));
  return h("p.facts.small.quiet", null, h("span", null, facts.join(" · ")), copy);
}

/** Return a turn as plain text: the answer with the numbers of its sources, and these. */
function asText(turn, places) {
  const sentences = turn.sentences.map((sentence) => {
    const numbers = sentence.citations.map((citation) => `[${places.place(citation).number}]`).join("");
    return sentence.text + numbers;
  });
  const line = ({ number, citation }) => `[${number}] ${placeWords(citation)}：${citation.quote.trim()}`;
  const lines = places.all.map(line);
  return [turn.question, "", sentences.join(""), "", ...lines].join("\n");
}
