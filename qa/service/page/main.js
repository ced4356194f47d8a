// The page: its frame, and which view is in it.

import { Problem } from "./api.js";
import * as ask from "./ask.js";
import { forgetKey, key } from "./key.js";
import { fill, h } from "./h.js";
import { keep } from "./kept.js";
import { failure, loading } from "./notices.js";
import { closePane } from "./pane.js";
import { read } from "./paths.js";
import { forgetStatus } from "./status.js";
import { language, t } from "./texts.js";

/** The views, each with draw(root, parts); all but the first are fetched when they are wanted. */
const VIEWS = {
  ask: async () => ask,
  articles: () => import("./library.js"),
  article: () => import("./reading.js"),
  desk: () => import("./desk.js"),
  evaluations: () => import("./evaluations.js"),
};
const THEMES = ["auto", "light", "dark"];
const main = document.getElementById("main");
const root = document.documentElement;
let current = null; // {view, parts, module}

addEventListener("hashchange", () => go({ moved: true }));
document.addEventListener("keychange", () => {
  forgetStatus();
  frame();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
  if (!current?.module?.focusInput) return;
  event.preventDefault();
  current.module.focusInput();
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
document.getElementById("language").addEventListener("click", () => {
  root.lang = language() === "zh" ? "en" : "zh-CN";
  keep("language", language());
  forgetStatus();
  closePane();
  frame();
  go({});
});
document.getElementById("theme").addEventListener("click", () => {
  root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  keep("theme", root.dataset.theme);
  frame();
});
document.getElementById("sign-out").addEventListener("click", () => {
  forgetKey();
  for (const name of ["turns", "question", "chosen"]) keep(name, null, "sessionStorage");
  location.hash = "#/ask";
  location.reload();
});

/** Set the texts of the frame, which is in the page from the start. */
function frame() {
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  const other = document.getElementById("language");
  other.textContent = t("language.other");
  other.lang = language() === "zh" ? "en" : "zh-CN";
  const theme = document.getElementById("theme");
  theme.textContent = t("theme", { theme: t(`theme.${root.dataset.theme}`) });
  document.getElementById("sign-out").hidden = !key();
}

/** Return a view's module; where it cannot be had, the browser's own words for that are of no use. */
async function fetched(view) {
  try {
    return await VIEWS[view]();
  } catch {
    throw new Problem({ code: "Unreachable", detail: t("problem.unreachable") });
  }
}

/** Show the view that the address names. */
async function go({ moved = false }) {
  let { view, parts } = read(location.hash);
  if (!VIEWS[view]) [view, parts] = ["ask", []];
  const section = view === "article" ? "articles" : view;
  for (const link of document.querySelectorAll("#nav a")) {
    if (link.dataset.view === section) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (moved && current?.view === view && current.module?.moveTo?.(parts)) {
    current.parts = parts;
    return;
  }
  if (current?.view !== view) closePane();
  const mine = { view, parts, module: null };
  current = mine;
  root.dataset.view = view;
  document.title = `${t(`nav.${section}`)} · ${t("name")}`;
  const place = h("div.view");
  fill(main, place);
  if (moved) scrollTo(0, 0);
  try {
    mine.module = await fetched(view);
    if (current !== mine) return;
    await mine.module.draw(place, parts);
  } catch (error) {
    if (current !== mine) return;
    const isNowhere = error.status === 404;
    const elsewhere = h("p", null, h("a", { href: "#/articles" }, t("problem.elsewhere")));
    fill(place, failure(error, isNowhere ? null : () => go({})), isNowhere && elsewhere);
    return;
  }
  const isElsewhere = !place.contains(document.activeElement);
  if (moved && current === mine && isElsewhere) (place.querySelector("h1") ?? main).focus({ preventScroll: true });
}

frame();
fill(main, loading());
go({});
