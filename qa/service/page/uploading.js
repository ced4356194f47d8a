// Putting articles into the library: files, dropped or chosen, or a pasted text; each is followed until it is in.

import { ask, listen } from "./api.js";
import { filesOf, forgiveMisses } from "./dropped.js";
import { field, h } from "./h.js";
import { announce } from "./notices.js";
import { articlePath } from "./paths.js";
import { forgetStatus } from "./status.js";
import { t } from "./texts.js";

const ENDINGS = ".md,.markdown,.html,.htm,.txt,.zip";
const AGAIN_MS = 2000;
const MOST_TRIES = 30;
const WENT_IN = ["added", "updated"];

const rows = []; // {name, body, state, job, problem, controller, node}: what was handed in since the page was loaded
let list = null;
let isBusy = false;
let isDone = () => {};

forgiveMisses();
addEventListener("beforeunload", (event) => {
  if (isBusy) event.preventDefault();
});

/** Return the box in which articles are handed in; `done` is called after each one that changed the library. */
export function uploadBox(done) {
  isDone = done;
  list = h("ul.rows", { "data-testid": "uploads", "aria-label": t("upload.list") }, rows.map(rowNode));
  const input = h("input.unseen", {
    id: "upload-files",
    type: "file",
    multiple: true,
    accept: ENDINGS,
    change: () => {
      handFiles([...input.files]);
      input.value = "";
    },
  });
  const choose = h("label.button", { for: "upload-files" }, t("upload.choose"));
  const drop = h(
    "div.drop",
    null,
    h("p", null, t("upload.drop")),
    h("div.actions", null, input, choose, pasteButton(() => paste)),
    h("p.small.quiet", null, t("upload.kinds")),
  );
  const paste = pasteForm();
  const box = h("section.upload", { "aria-label": t("upload.title") }, drop, paste, list);
  listenForDrops(drop);
  return box;
}

function pasteButton(form) {
  return h(
    "button.plain",
    {
      type: "button",
      "aria-expanded": "false",
      "aria-controls": "paste",
      click: (event) => {
        const node = form();
        node.hidden = !node.hidden;
        event.currentTarget.setAttribute("aria-expanded", String(!node.hidden));
        if (!node.hidden) node.querySelector("input").focus();
      },
    },
    t("upload.paste"),
  );
}

function pasteForm() {
  const name = h("input", { id: "paste-name", name: "name", required: true, maxlength: "200", autocomplete: "off" });
  const text = h("textarea", { id: "paste-text", name: "text", required: true, rows: "8" });
  return h(
    "form.paste",
    {
      id: "paste",
      hidden: true,
      submit: (event) => {
        event.preventDefault();
        hand([{ name: name.value.trim(), body: { name: name.value.trim(), text: text.value } }]);
        event.currentTarget.reset();
      },
    },
    field(t("upload.paste.name"), name),
    field(t("upload.paste.text"), text),
    h("div.actions", null, h("button.main", { type: "submit" }, t("upload.paste.go"))),
  );
}

function listenForDrops(drop) {
  let depth = 0;
  const over = (change) => (event) => {
    event.preventDefault();
    depth += change;
    drop.classList.toggle("is-over", depth > 0);
  };
  drop.addEventListener("dragenter", over(1));
  drop.addEventListener("dragleave", over(-1));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    drop.classList.remove("is-over");
    handFiles(await filesOf(event.dataTransfer));
  });
}

function handFiles(files) {
  hand(files.map((file) => ({ name: file.name, body: file })));
}

/** Take things to put in; one after another, so that one that fails holds up no other. */
async function hand(things) {
  for (const thing of things) {
    const row = { ...thing, state: "waiting", job: null, problem: null };
    rows.unshift(row);
    list.prepend(rowNode(row));
  }
  if (isBusy) return;
  isBusy = true;
  for (let row; (row = rows.findLast((one) => one.state === "waiting")); ) await put(row);
  isBusy = false;
}

async function put(row) {
  change(row, { state: "sending" });
  try {
    const job = await ask("/v1/articles", { method: "POST", ...bodyOf(row) });
    change(row, { state: "running", job, body: null });
    await follow(row);
  } catch (error) {
    change(row, { state: "failed", problem: error });
  }
  announce(`${row.name}：${stateWords(row)}`);
  if (WENT_IN.some((outcome) => row.job?.outcomes[outcome])) {
    forgetStatus();
    isDone();
  }
}

function bodyOf(row) {
  if (!(row.body instanceof Blob)) return { json: row.body };
  const form = new FormData();
  form.append("files", row.body, row.name);
  return { form };
}

async function follow(row) {
  const isUnderWay = () => ["waiting", "running"].includes(row.job.status);
  for (let tries = 0; isUnderWay(); tries++) {
    if (tries) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    try {
      for await (const { name, data } of listen(`/v1/jobs/${row.job.id}`)) {
        if (name === "job") change(row, { job: data });
      }
    } catch (error) {
      if (error.status || tries >= MOST_TRIES) throw error; // else the line was cut, not the job
    }
  }
  const { status, done, outcomes } = row.job;
  change(row, { state: status === "done" && outcomes.failed !== done ? "done" : "failed" });
}

function change(row, values) {
  Object.assign(row, values);
  const before = row.shown;
  before.replaceWith(rowNode(row));
}

function rowNode(row) {
  const { progress } = row.job ?? {};
  const items = row.job?.items ?? [];
  const isMoving = ["sending", "running"].includes(row.state);
  const far = progress?.total ? { max: progress.total, value: progress.done } : {};
  const canStop = row.state === "running" && row.job.total > 1;
  const stop = () => ask(`/v1/jobs/${row.job.id}`, { method: "DELETE" }).catch(() => {});
  const node = h(
    "li",
    { "data-state": row.state },
    h("span.upload-name", null, row.name),
    h("span.upload-state", null, stateWords(row)),
    isMoving && h("progress", { "aria-label": row.name, ...far }),
    canStop && h("button.plain.small", { type: "button", click: stop }, t("ask.stop")),
    row.problem && h("p.upload-why", null, row.problem.message),
    row.job?.error && h("p.upload-why", null, row.job.error.message ?? row.job.error.detail),
    items.length > 0 && h("ul.upload-items", null, items.map((item) => itemNode(item, items.length))),
  );
  row.shown = node;
  return node;
}

function itemNode(item, total) {
  const name = item.title ?? item.path;
  const isIn = item.article && item.outcome !== "failed";
  return h(
    "li",
    { "data-outcome": item.outcome },
    isIn ? h("a", { href: articlePath({ article: item.article }), lang: "zh-CN" }, name) : total > 1 && name,
    total > 1 && h("span.quiet", null, ` ${t(`upload.${item.outcome}`)}`),
    item.error && h("p.upload-why", null, item.error.message),
    item.warnings?.map((warning) => h("p.small.quiet", null, warning.message)),
  );
}

function doneWords({ done, outcomes }) {
  const { failed } = outcomes;
  return failed ? t("upload.done.partly", { total: done, failed }) : t("upload.done", { total: done });
}

function stateWords(row) {
  const { job } = row;
  if (row.state === "done" && job.items.length === 1) return t(`upload.${job.items[0].outcome}`);
  if (row.state === "done") return doneWords(job);
  if (row.state === "running" && job.status === "waiting") return t("upload.in_line");
  if (row.state === "running" && job.total > 1) return t("upload.count", { done: job.done, total: job.total });
  if (row.state === "running") return t("upload.running");
  return t(`upload.${job?.status === "stopped" ? "stopped" : row.state}`);
}
