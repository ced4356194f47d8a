// The articles that are ticked for a digest, kept until the tab is closed.

import { ask, query } from "./api.js";
import { fill, h } from "./h.js";
import { keepJson, keptJson } from "./kept.js";
import { announce } from "./notices.js";
import { count, t } from "./texts.js";

/** How many articles a digest takes (qa/summarizing/digest.py). */
export const MOST = 100;

/** Return the ticked articles: a Map by id. */
export function chosenArticles() {
  return new Map((keptJson("chosen", "sessionStorage") ?? []).map((article) => [article.id, article]));
}

/** Keep which articles are ticked. */
export function keepChosen(articles) {
  const shown = ({ id, title, author, columnist, date }) => ({ id, title, author, columnist, date });
  keepJson("chosen", [...articles.values()].map(shown), "sessionStorage");
}

/** Return {box, found, bar}: what ticks an article, what is offered for all, and what is done with those ticked. */
export function choice() {
  const chosen = chosenArticles();
  const boxes = new Map();
  const bar = h("div.choice", { "data-testid": "choice" });

  function changed(isHeard = true) {
    keepChosen(chosen);
    for (const [id, box] of boxes) box.checked = chosen.has(id);
    const ids = [...chosen.keys()];
    const isFit = ids.length <= MOST;
    fill(
      bar,
      h("p", null, t(isFit ? "choice.count" : "choice.too_many", { count: count(ids.length), most: MOST })),
      h("button.plain", { type: "button", click: clear }, t("list.clear")),
      isFit && h("a.button.main", { href: `#/desk/digest/${ids.join(",")}` }, t("choice.go")),
    );
    bar.hidden = ids.length === 0;
    if (isHeard) announce(bar.firstChild.textContent);
  }

  function clear() {
    chosen.clear();
    changed();
    document.querySelector("main h1").focus();
  }

  async function all(given) {
    const { articles } = await ask(`/v1/articles${query({ ...given, limit: MOST })}`);
    for (const article of articles) chosen.set(article.id, article);
    changed();
  }

  changed(false);
  return {
    bar,
    box: (article) => {
      const { id } = article;
      const tick = (event) => {
        if (event.currentTarget.checked) chosen.set(id, article);
        else chosen.delete(id);
        changed();
      };
      const label = t("choice.tick", { title: article.title });
      const box = h("input.tick", { type: "checkbox", "aria-label": label, checked: chosen.has(id), change: tick });
      boxes.set(id, box);
      return box;
    },
    found: (total, given) => {
      if (total < 2) return null;
      if (total > MOST) return h("span", null, t("choice.narrow", { most: MOST }));
      return h("button.plain.small", { type: "button", click: () => all(given) }, t("choice.all", { count: total }));
    },
  };
}
