// The note in hand: written by an editor, checked while it is typed, kept on this machine until it is saved.

import { ask, isStopped, request } from "./api.js";
import { confirmed } from "./confirming.js";
import { length } from "./counting.js";
import { fill, h } from "./h.js";
import { keepJson, keptJson } from "./kept.js";
import { Places } from "./marks.js";
import { announce, copyButton, failure } from "./notices.js";
import { mayWrite } from "./status.js";
import { failedChecks, restingSentence } from "./summary.js";
import { count, momentWords, t } from "./texts.js";

const WAIT_MS = 500;

/** Return {node, places, begin, takeOver} of the note of an article. */
export function editor(article, { brief, beside, status }) {
  const path = `/v1/articles/${encodeURIComponent(article.id)}/note`;
  const draft = `draft.${article.id}`;
  const area = h("textarea", {
    id: "note",
    rows: 4,
    lang: "zh-CN",
    "aria-describedby": "note-count note-state",
    input: () => changed(),
  });
  const printed = h("p.only-printed.note-text", { lang: "zh-CN", "aria-hidden": "true" });
  const counted = h("p.count", { id: "note-count" });
  const state = h("p.small.quiet", { id: "note-state", role: "status" });
  const said = h("p.small.quiet", { role: "status" });
  const checks = h("div");
  const trouble = h("div");
  const saveButton = h("button.main", { type: "button", id: "save-note", click: () => save() }, t("editor.save"));
  const made = { places: new Places(), begin, takeOver };
  let saved = null; // the note that the service keeps: {text, tag, at, by, stale}
  let base = null; // the tag of the version that the text in hand was made from
  let mode = "extractive"; // what wrote it at first
  let checking = null;
  let timer = null;

  made.node = h(
    "section.editor",
    { "aria-label": t("editor.title") },
    h("h2", null, h("label", { for: "note" }, t("editor.title"))),
    area,
    printed,
    h("div.editor-bar", null, counted, state),
    h(
      "div.actions",
      null,
      mayWrite(status) ? saveButton : h("p.small.quiet", null, t("editor.read_only")),
      copyButton(() => ({ text: area.value })),
      h("button.plain", { type: "button", click: download }, t("download")),
    ),
    trouble,
    h("div.note-checks", { "data-testid": "note-checks" }, said, checks),
  );
  brief.node.addEventListener("change", () => changed({ isTyped: false }));

  async function begin() {
    try {
      saved = await ask(path);
    } catch (error) {
      if (error.status !== 404) fill(trouble, failure(error));
    }
    const kept = keptJson(draft);
    area.value = kept?.text ?? saved?.text ?? "";
    mode = kept?.mode ?? mode;
    const isMine = kept && saved && kept.text !== saved.text;
    base = (isMine ? kept.base : saved?.tag) ?? null;
    if (isMine && base !== saved.tag) fill(trouble, failure({ message: t("editor.meanwhile") }), theirsBox(saved));
    grow();
    tell();
    if (area.value) await check();
  }

  async function takeOver(summary) {
    const isLost = area.value.trim() && area.value !== saved?.text && area.value !== summary.text;
    const asked = { title: t("editor.replace"), about: t("editor.replace.text"), yes: t("candidates.take") };
    if (isLost && !(await confirmed(asked))) return;
    area.value = summary.text;
    mode = summary.mode;
    changed();
    area.focus();
    area.scrollIntoView({ block: "center" });
  }

  function changed({ isTyped = true } = {}) {
    if (isTyped) {
      const isNew = area.value !== (saved?.text ?? "");
      keepJson(draft, isNew ? { text: area.value, mode, base } : null);
    }
    grow();
    tell();
    clearTimeout(timer);
    timer = setTimeout(check, WAIT_MS);
  }

  function grow() {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }

  function tell() {
    printed.textContent = area.value;
    const [least, most] = range();
    const now = length(area.value);
    let off = "";
    if (now > most) off = t("count.over", { count: now - most });
    else if (now && now < least) off = t("count.under", { count: least - now });
    fill(counted, h("strong", null, count(now)), ` / ${least}–${most} `, off && h("span.is-off", null, off));
    const isNew = area.value !== (saved?.text ?? "");
    saveButton.disabled = !area.value.trim() || !isNew;
    let words = "";
    if (isNew) words = area.value ? t("editor.unsaved") : "";
    else if (saved) words = savedWords(saved);
    if (state.textContent !== words) state.textContent = words; // else it would be read out at every key
  }

  function savedWords({ at, by, stale }) {
    const words = t("editor.saved", { at: momentWords(at), by: by ?? "" }).trim();
    return stale ? `${words} · ${t("editor.stale")}` : words;
  }

  function range() {
    return brief.form() === "note" ? brief.length() : [60, 120];
  }

  async function check() {
    clearTimeout(timer);
    checking?.abort();
    if (!area.value.trim()) {
      said.textContent = "";
      fill(checks);
      return;
    }
    checking = new AbortController();
    const json = { article: article.id, note: area.value, length: range(), mode };
    if (brief.audience()) json.audience = brief.audience();
    checks.setAttribute("aria-busy", "true");
    try {
      show(await ask("/v1/notes/check", { method: "POST", json, signal: checking.signal }));
    } catch (error) {
      if (!isStopped(error)) fill(checks, failure(error, check));
    }
    checks.removeAttribute("aria-busy");
  }

  function show(checked) {
    const places = new Places();
    const { sentences, skipped } = checked.report;
    const all = [...sentences, ...skipped].sort((one, other) => one.start - other.start);
    const ofForm = checked.checks.filter((one) => one.name !== "cited");
    const words = verdict(checked.report, ofForm.filter((one) => !one.ok).length);
    if (said.textContent !== words) said.textContent = words;
    fill(checks, failedChecks(ofForm), h("ol.checked", null, all.map((sentence) => item(sentence, places))));
    made.places = places;
    if (document.activeElement === area) beside.show(places);
  }

  function item(sentence, places) {
    const sections = new Set(sentence.citations?.map((one) => one.path.join(" › ")));
    const kind = sentence.supported === undefined ? "skipped" : sentence.supported ? "supported" : "unsupported";
    return h(
      "li",
      { "data-kind": kind },
      h("span.verdict", null, t(`editor.${kind}`)),
      h(
        "div",
        { lang: "zh-CN" },
        sentence.citations?.length ? restingSentence(sentence, places, beside) : h("span", null, sentence.text),
        sections.size > 0 && h("p.small.quiet", null, [...sections].join(t("semicolon"))),
        sentence.why && h("p.small.why", null, sentence.why),
      ),
    );
  }

  function verdict(report, failed) {
    if (report.unsupported) return t("editor.unsupported.count", { count: report.unsupported });
    return failed ? t("editor.form", { count: failed }) : t("editor.fine");
  }

  async function save({ over = false } = {}) {
    const text = area.value;
    saveButton.disabled = true;
    fill(trouble);
    const headers = over ? {} : base ? { "If-Match": `"${base}"` } : { "If-None-Match": "*" };
    try {
      const response = await request(path, { method: "PUT", json: { text }, headers });
      saved = await response.json();
      base = saved.tag;
      keepJson(draft, area.value === text ? null : { text: area.value, mode, base });
      tell();
      announce(state.textContent);
    } catch (error) {
      tell();
      fill(trouble, failure(error), error.status === 412 && theirsBox(await ask(path).catch(() => null)));
    }
  }

  /** What somebody else saved meanwhile can be taken, or written over; both stay among the earlier versions. */
  function theirsBox(theirs) {
    const take = () => {
      fill(trouble);
      saved = theirs;
      base = saved.tag;
      area.value = saved.text;
      changed();
      area.focus();
    };
    const isThere = theirs !== null; // else it was removed
    return h(
      "div.theirs",
      null,
      isThere && [h("p.note-text", { lang: "zh-CN" }, theirs.text), h("p.small.quiet", null, savedWords(theirs))],
      h(
        "div.actions",
        null,
        isThere && h("button", { type: "button", click: take }, t("editor.theirs")),
        h("button", { type: "button", click: () => save({ over: true }) }, t("editor.mine")),
      ),
    );
  }

  function download() {
    const address = URL.createObjectURL(new Blob([`${area.value}\n`], { type: "text/plain;charset=utf-8" }));
    h("a", { href: address, download: `${article.title} ${t("form.note")}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  return made;
}
