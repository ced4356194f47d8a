// One question and what came of it, from the first sign of life to the last word.

import { fill, h } from "./h.js";
import { Places, sentenceWithMarks } from "./marks.js";
import { announce, copyButton, failure, fallbackRemark, remark } from "./notices.js";
import { cited, sourceList } from "./sources.js";
import { langOf, secondsWords, t } from "./texts.js";

/**
 * A turn is {question, scope, state, understood, sentences, answer, problem}; its state is one of waiting, writing, done,
 * stopped, lost, failed. Return {node, update}: call `update` after every change of it.
 */
export function turnView(turn, { again, number }) {
  const places = new Places();
  const id = `turn-${number}`;
  const understood = h("p.understood.quiet.small", { hidden: true });
  const body = h("div.answer");
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
  let wasUnderWay = false; // not what is only drawn anew

  function update() {
    const isGoing = isUnderWay(turn);
    node.dataset.state = turn.state;
    if (turn.understood) {
      understood.hidden = false;
      understood.textContent = t("ask.understood", { question: turn.understood });
    }
    for (; written < turn.sentences.length; written++) {
      const sentence = turn.sentences[written];
      body.append(sentenceWithMarks(sentence, places));
      if (wasUnderWay) announce(sentence.text, langOf(sentence.text));
    }
    const words = { waiting: t("ask.waiting"), writing: t("ask.writing") }[turn.state] ?? "";
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("is-moving", isGoing);
    fill(after, isGoing ? null : ending(turn, places, again));
    if (wasUnderWay && !isGoing && turn.state !== "failed") announce(endWords(turn, places));
    wasUnderWay = isGoing;
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
    places.all.length > 0 && sourceList(places, { text: turn.sentences.map(({ text }) => text).join("") }),
    answer && answer.status !== "refused" && footer(turn, answer, places),
  ];
}

/** Return what those hear of the end who do not see it. */
function endWords({ state, answer }, places) {
  if (!answer) return t(`ask.${state}`);
  if (answer.status === "refused") return [t("ask.refused"), answer.reason].filter(Boolean).join(t("semicolon"));
  return [
    t("ask.done", { count: places.all.length }),
    answer.status === "partial" && t("ask.partial"),
    answer.fallback && t("ask.fallback"),
    ...answer.conflicts.map(conflictWords),
  ]
    .filter(Boolean)
    .join(t("semicolon"));
}

function againButton(again) {
  return h("button.plain", { type: "button", click: again }, t("again"));
}

function refusal(answer) {
  const places = new Places();
  for (const passage of answer.nearest.slice(0, 3)) {
    const best = passage.best ?? passage;
    places.place({ ...passage, ...best, quote: best.text });
  }
  return h(
    "div.refusal",
    { "data-testid": "refusal" },
    h("p.refusal-title", null, t("ask.refused")),
    answer.reason && h("p", null, answer.reason),
    answer.looked_for && h("p.small.quiet", null, t("ask.looked_for", { words: answer.looked_for })),
    places.all.length > 0 && sourceList(places, { title: t("ask.nearest") }),
  );
}

function partialWords(answer) {
  return [
    answer.reason && h("p", null, answer.reason),
    answer.missing.length > 0 && h("p", null, t("ask.missing"), h("span", null, answer.missing.join(t("semicolon")))),
  ];
}

function conflictWords({ values: [one, other] }) {
  return t("ask.conflict", { one, other });
}

function asPart(conflict) {
  return { heading: conflictWords(conflict), sentences: conflict.sentences };
}

function conflictBox(conflict, places) {
  return h(
    "div.notice.conflict",
    { "data-testid": "conflict" },
    h("p.notice-title", null, conflictWords(conflict)),
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

function footer(turn, answer, places) {
  const isWritten = answer.mode === "generative" && !answer.fallback;
  const facts = [
    isWritten ? t("ask.by_model", { model: answer.model ?? "" }) : t("ask.by_extract"),
    secondsWords(answer.seconds),
    answer.dropped.length > 0 && t("ask.dropped", { count: answer.dropped.length }),
  ].filter(Boolean);
  const parts = [{ sentences: turn.sentences }, ...answer.conflicts.map(asPart)];
  const copy = copyButton(() => cited(turn.question, parts, places), t("ask.copy"));
  return h("p.facts.small.quiet", null, h("span", null, facts.join(" · ")), copy);
}
