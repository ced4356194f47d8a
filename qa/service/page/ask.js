// The view that answers questions.

import { ask as get, isStopped, listen, query } from "./api.js";
import { fill, h } from "./h.js";
import { key } from "./key.js";
import { kept, keep, keepJson, keptJson } from "./kept.js";
import { nothing } from "./notices.js";
import { currentStatus, mayWrite } from "./status.js";
import { t } from "./texts.js";
import { isUnderWay, turnView } from "./turn.js";

/** How many turns before a question go along with it. */
const MOST_HISTORY = 6;
const EXAMPLES = 4;

const turns = (keptJson("turns", "sessionStorage") ?? []).map((turn) => ({ ...turn, controller: null }));
let isLeaving = false;
let scope = null; // {id, title} of the one article that is asked about
let examples = null;
let drawn = null; // {list, views, form, field, button, top}

addEventListener("pagehide", () => {
  isLeaving = true;
  remember();
});
addEventListener("pageshow", () => {
  isLeaving = false;
});
document.addEventListener("keychange", () => {
  if (key()) return;
  stop();
  turns.length = 0;
});

/** Draw the view into `root`; `parts` may name an article that is asked about. */
export async function draw(root, parts) {
  takeScope(parts);
  const list = h("div.turns");
  const views = new Map();
  const top = h("div.ask-top");
  const field = h("textarea", {
    id: "question",
    name: "question",
    rows: "1",
    maxlength: "2000",
    placeholder: t("ask.placeholder"),
    "aria-keyshortcuts": "/",
    enterkeyhint: "send",
    input: () => {
      grow(field);
      keep("question", field.value || null, "sessionStorage");
    },
    keydown: (event) => {
      const isTypingWord = event.isComposing || event.keyCode === 229; // Safari ends composing before the key
      if (event.key === "Enter" && !event.shiftKey && !isTypingWord) {
        event.preventDefault();
        form.requestSubmit();
      }
    },
  });
  field.value = kept("question", "sessionStorage") ?? "";
  const button = h("button.main", { type: "submit", id: "send" });
  const chip = h("p.scope", { hidden: true });
  const form = h(
    "form.composer",
    {
      role: "search",
      "aria-label": t("ask.label"),
      submit: (event) => {
        event.preventDefault();
        if (!stop()) submit();
      },
    },
    chip,
    h("label.unseen", { for: "question" }, t("ask.label")),
    h("div.composer-row", null, field, button),
  );
  drawn = { list, views, form, field, button, top, chip };
  fill(root, h("div.ask", null, top, list, form));
  turns.forEach(show);
  refresh();
  grow(field);
  if (turns.length > 1) views.get(turns.at(-1)).node.scrollIntoView();
  if (scope) field.focus();
  await begin();
}

/** Go on in the same view, with what `parts` name. */
export function moveTo(parts) {
  takeScope(parts);
  refresh();
  drawn.field.focus();
  return true;
}

function takeScope([kind, id, title]) {
  if (kind === "article" && id) scope = { id, title: title ?? id };
}

/** Put the cursor where one writes. */
export function focusInput() {
  drawn?.field.focus();
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
}

async function begin() {
  if (turns.length) return;
  const { top } = drawn;
  fill(top, h("h1", { tabindex: "-1" }, t("ask.title")), h("p.lead", null, t("ask.lead")));
  const status = await currentStatus();
  try {
    examples ??= (await get(`/v1/articles${query({ limit: EXAMPLES })}`)).articles.slice(0, EXAMPLES);
  } catch {
    examples = null; // without a library to name, the question field says enough
  }
  if (turns.length || drawn.top !== top) return;
  if (status?.articles === 0 || examples?.length === 0) {
    examples = null;
    drawn.form.hidden = true;
    const upload = mayWrite(status) && h("p", null, h("a.button.main", { href: "#/articles" }, t("ask.empty.go")));
    fill(top, h("h1.unseen", null, t("nav.ask")), nothing(t("ask.empty"), t("ask.empty.text"), upload));
    return;
  }
  if (!examples) return;
  top.append(
    h("h2.small.quiet", null, t("ask.examples")),
    h(
      "ul.examples",
      null,
      (scope ? [scope] : examples).map((article) => {
        const question = `《${article.title}》讲了什么？`;
        return h("li", null, h("button", { type: "button", click: () => put(question) }, question));
      }),
    ),
  );
}

function running() {
  return turns.find(isUnderWay);
}

/** Stop the turn that is under way; return whether there was one. */
function stop() {
  const turn = running();
  turn?.controller.abort();
  return Boolean(turn);
}

function refresh() {
  const isRunning = Boolean(running());
  drawn.button.textContent = isRunning ? t("ask.stop") : t("ask.send");
  drawn.button.classList.toggle("is-stop", isRunning);
  drawn.chip.hidden = !scope;
  if (scope) {
    const leave = () => {
      scope = null;
      history.replaceState(null, "", "#/ask");
      refresh();
      drawn.field.focus();
    };
    fill(
      drawn.chip,
      h("span", null, t("ask.scope", { title: scope.title })),
      h("button.plain.small", { type: "button", click: leave }, t("ask.scope.leave")),
    );
  }
  if (turns.length) fill(drawn.top, startAnew());
}

function startAnew() {
  const anew = () => {
    stop();
    turns.length = 0;
    drawn.list.replaceChildren();
    keepJson("turns", null, "sessionStorage");
    refresh();
    fill(drawn.top);
    begin();
    drawn.field.focus();
  };
  return [
    h("h1.unseen", { tabindex: "-1" }, t("nav.ask")),
    h("p.anew", null, h("button.plain", { type: "button", click: anew }, t("ask.anew"))),
  ];
}

function submit() {
  const question = drawn.field.value.trim();
  if (!question) {
    drawn.field.focus();
    return;
  }
  drawn.field.value = "";
  keep("question", null, "sessionStorage");
  grow(drawn.field);
  put(question);
}

function put(question) {
  if (running()) return;
  const turn = { question, scope };
  turns.push(turn);
  reset(turn);
  show(turn);
  drawn.views.get(turn).node.scrollIntoView({ block: "start" });
  run(turn);
}

function reset(turn) {
  Object.assign(turn, { state: "waiting", understood: null, sentences: [], answer: null, problem: null });
}

function show(turn) {
  const again = () => {
    if (running()) return;
    reset(turn);
    const old = drawn.views.get(turn).node;
    const made = viewOf(turn, again);
    old.replaceWith(made.node);
    made.node.querySelector("h2").focus();
    run(turn);
  };
  drawn.list.append(viewOf(turn, again).node);
}

function viewOf(turn, again) {
  const made = turnView(turn, { again, number: turns.indexOf(turn) + 1 });
  drawn.views.set(turn, made);
  return made;
}

async function run(turn) {
  turn.controller = new AbortController();
  refresh();
  try {
    const body = { question: turn.question, history: historyBefore(turn) };
    if (turn.scope) body.filters = { articles: [turn.scope.id] };
    if (!body.history.length) delete body.history;
    const { signal } = turn.controller;
    for await (const { name, data } of listen("/v1/ask", { method: "POST", json: body, signal })) {
      take(turn, name, data);
      changed(turn);
    }
    if (!turn.answer) turn.state = "lost";
  } catch (error) {
    if (isLeaving) return; // a browser breaks the request off itself
    if (isStopped(error)) turn.state = "stopped";
    else if (turn.state === "writing" && !error.status) turn.state = "lost";
    else Object.assign(turn, { state: "failed", problem: error });
  }
  turn.controller = null;
  changed(turn);
  refresh();
  remember();
}

function take(turn, name, data) {
  if (name === "understood") turn.understood = data.understood_as ?? null;
  if (name === "sentence") {
    turn.state = "writing";
    turn.sentences.push(data);
  }
  if (name === "answer") {
    turn.sentences.push(...data.sentences.slice(turn.sentences.length));
    Object.assign(turn, { state: "done", answer: data, understood: data.understood_as ?? turn.understood });
  }
}

function changed(turn) {
  drawn.views.get(turn)?.update();
}

function historyBefore(turn) {
  return turns
    .slice(0, turns.indexOf(turn))
    .filter((earlier) => earlier.answer)
    .slice(-MOST_HISTORY)
    .map((earlier) => ({ question: earlier.question, text: earlier.answer.text }));
}

/**
 * Keep what was said for as long as the tab is open; what was found on the way is left out, it is large. A turn that is
 * under way when the page is left counts as stopped.
 */
function remember() {
  const said = turns.filter((turn) => turn.state !== "failed");
  keepJson(
    "turns",
    said.map(({ controller, ...turn }) => ({
      ...turn,
      state: isUnderWay(turn) ? "stopped" : turn.state,
      answer: turn.answer && { ...turn.answer, passages: [] },
    })),
    "sessionStorage",
  );
}
