// The article beside what is read: a side pane where there is room, else a sheet over everything.

import { isStopped } from "./api.js";
import { articleView, fetchArticle, outline } from "./article.js";
import { fill, h } from "./h.js";
import { failure, loading } from "./notices.js";
import { articlePath } from "./paths.js";
import { t } from "./texts.js";

const NARROW = matchMedia("(max-width: 60rem)");
const SEEK_MS = 250;
const SHEET = "sheet"; // marks the entry of the history that a phone's way back leaves
const pane = document.getElementById("pane");
let shown = null; // {id, article, ranges, view, opener, onRange}
let fetching = null;
let seeking = null;
let closedFor = null; // the article whose pane the user closed
let isPutAway = false;

NARROW.addEventListener("change", () => {
  // What stood beside the text without being asked for must not cover it, and is back where there is room again.
  if (NARROW.matches && !pane.hidden && !shown?.opener) isPutAway = pane.hidden = true;
  else if (!NARROW.matches && isPutAway) isPutAway = pane.hidden = false;
  fit();
});
addEventListener("popstate", () => {
  if (NARROW.matches && !pane.hidden && history.state !== SHEET) closePane();
});
pane.addEventListener("keydown", keptInside);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !pane.hidden && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
    closePane({ byUser: true });
  }
});

/**
 * Open an article with places marked: `ranges` as for articleView, `current` the id of the one to go to. `opener` gets
 * the focus back when the pane is closed. `quietly` leaves the focus, and opens nothing where it would cover what is read,
 * or was closed.
 */
export async function openPane(wanted) {
  const { article, ranges = [], current = null, opener = null, onRange = null, quietly = false } = wanted;
  if (quietly && pane.hidden && (NARROW.matches || closedFor === article)) return;
  closedFor = null;
  isPutAway = pane.hidden = false;
  if (NARROW.matches && history.state !== SHEET) history.pushState(SHEET, "");
  fit();
  const isSame = shown?.article?.id === article && JSON.stringify(shown.ranges) === JSON.stringify(ranges);
  if (isSame && shown.view) {
    shown.opener = opener ?? shown.opener;
    go(current, quietly);
    return;
  }
  fetching?.abort();
  fetching = new AbortController();
  const { signal } = fetching;
  const before = shown?.article?.id === article ? shown.article : null;
  shown = { id: article, opener, ranges, onRange };
  if (!before) {
    draw(loading());
    if (!quietly) pane.querySelector("button").focus({ preventScroll: true });
  }
  try {
    const withCard = ranges.some((range) => range.section < 0);
    const isEnough = before && (!withCard || before.sections[0]?.index === -1);
    shown.article = isEnough ? before : await fetchArticle(article, { withCard, signal });
  } catch (error) {
    if (isStopped(error)) return;
    draw(failure(error, () => openPane(wanted)));
    return;
  }
  const view = articleView(shown.article, { ranges, prefix: "pane-", heading: "h2", inPane: true, onRange });
  shown.view = view;
  const top = pane.querySelector(".pane-body")?.scrollTop ?? 0;
  draw(
    h(
      "details.outline-box",
      null,
      h("summary", null, t("article.outline")),
      outline(shown.article, (index) => view.showSection(index, { focus: true })),
    ),
    view.node,
  );
  if (before) pane.querySelector(".pane-body").scrollTop = top;
  go(current, quietly);
}

/** Return which article is beside the text, or null. */
export function inPane() {
  return pane.hidden ? null : (shown?.id ?? null);
}

/** Light up places in the article that is open; the first is brought into sight, once it is clear that it is meant. */
export function lightInPane(ids) {
  clearTimeout(seeking);
  shown?.view?.light(ids);
  if (ids.length) seeking = setTimeout(() => shown?.view?.bringIntoSight(pane.querySelector(".pane-body")), SEEK_MS);
}

/** Close the pane; the focus goes back to what opened it. */
export function closePane({ byUser = false } = {}) {
  fetching?.abort();
  closedFor = byUser ? (shown?.article?.id ?? null) : null;
  const opener = shown?.opener;
  shown = null;
  isPutAway = false;
  pane.hidden = true;
  fill(pane);
  fit();
  if (opener?.isConnected) opener.focus();
  if (byUser && history.state === SHEET) history.back();
}

function go(current, quietly) {
  const range = shown.ranges.find(({ id }) => id === current);
  const whole = pane.querySelector(".whole");
  whole.href = articlePath({ article: shown.article.id, ...range });
  if (current !== null && shown.view.show(current, { focus: !quietly })) return;
  if (!quietly) pane.querySelector(".title").focus({ preventScroll: true });
}

function draw(...content) {
  const path = shown.article && articlePath({ article: shown.article.id });
  const close = () => closePane({ byUser: true });
  fill(
    pane,
    h(
      "div.pane-top",
      null,
      h("span.pane-name", null, t("pane")),
      path && h("a.plain.whole", { href: path, click: () => closePane() }, t("pane.whole")),
      h("button.plain", { type: "button", click: close, "aria-keyshortcuts": "Escape" }, t("close")),
    ),
    h("div.pane-body", null, content),
  );
}

/** A sheet covers everything: what is under it can neither be focused nor read out. */
function fit() {
  const isSheet = !pane.hidden && NARROW.matches;
  for (const id of ["masthead", "main", "skip"]) document.getElementById(id).inert = isSheet;
  document.documentElement.classList.toggle("has-pane", !pane.hidden);
  pane.setAttribute("role", isSheet ? "dialog" : "complementary");
  if (isSheet) pane.setAttribute("aria-modal", "true");
  else pane.removeAttribute("aria-modal");
}

function keptInside(event) {
  if (event.key !== "Tab" || !NARROW.matches) return;
  const all = [...pane.querySelectorAll("a[href], button, summary, [tabindex='0']")];
  const stops = all.filter((stop) => stop.checkVisibility());
  // The focus may be on a marked place, which is no stop itself.
  const ahead = event.shiftKey ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  if (stops.some((stop) => document.activeElement.compareDocumentPosition(stop) & ahead)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
