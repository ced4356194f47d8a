// A list of articles that can be searched and narrowed: in the library's view, and where the desk asks for one.

import { ask, isStopped, query } from "./api.js";
import { byline } from "./article.js";
import { field, fill, h } from "./h.js";
import { announce, failure, loading, nothing } from "./notices.js";
import { articlePath } from "./paths.js";
import { count, t } from "./texts.js";

const PAGE = 30;
/** From how many articles authors and categories are gathered for the filters. */
const MOST_KNOWN = 1000;
const WAIT_MS = 250;
const left = new WeakMap(); // what was given -> {id, count}: the article to come back to, and how many were listed

/**
 * Return {node, refresh, focusInput}: the search, the filters and the list. `given` keeps what is filled in from one
 * drawing to the next; `href` is where a title leads, `before` what stands before each article, `actions` what else it
 * offers; `found(total, given)` is what is offered for all that were found, `empty` what stands for a library without any.
 */
export function articleList(given, { href = addressOf, before = null, actions = () => [], found: offered, empty }) {
  const list = h("ul.articles", { "data-testid": "articles" });
  const under = h("div");
  const total = h("p", { role: "status" });
  const forAll = h("span");
  let fetching = null;
  let timer = null;
  let shown = [];
  let isOffered = false;

  const day = (name) => h("input", { id: `filter-${name}`, type: "date", name, value: given[name] ?? "", input: soon });
  const chosen = (name) => {
    const before = given[name] && option(given[name], given[name], true);
    return h("select", { id: `filter-${name}`, name, change: refresh }, option("", t("list.any")), before);
  };
  const authors = chosen("author");
  const categories = chosen("category");
  const isNarrowed = ["author", "category", "since", "until"].some((name) => given[name]);
  const form = h(
    "form.filters",
    {
      role: "search",
      "aria-label": t("list.search"),
      submit: (event) => {
        event.preventDefault();
        refresh();
      },
    },
    h("label.unseen", { for: "filter-contains" }, t("list.search")),
    h("input", {
      id: "filter-contains",
      type: "search",
      name: "words", // not "contains": a field hides the form's own method of its name
      value: given.contains ?? "",
      placeholder: t("list.search"),
      "aria-keyshortcuts": "/",
      autocomplete: "off",
      input: soon,
    }),
    h(
      "details",
      { open: isNarrowed, toggle: (event) => event.currentTarget.open && offer() },
      h("summary", null, t("list.filters")),
      h(
        "div.fields",
        null,
        field(t("list.author"), authors),
        field(t("list.category"), categories),
        field(t("list.since"), day("since")),
        field(t("list.until"), day("until")),
      ),
    ),
  );

  /** Offer the authors and categories that there are: a filter is for a whole name. */
  async function offer() {
    if (isOffered) return;
    isOffered = true;
    try {
      const { articles } = await ask(`/v1/articles${query({ limit: MOST_KNOWN })}`);
      fillIn(authors, articles.flatMap((article) => [article.columnist, article.author]));
      fillIn(categories, articles.flatMap((article) => article.categories));
    } catch {
      isOffered = false;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT_MS);
  }

  async function refresh() {
    const { words, ...filters } = Object.fromEntries(new FormData(form));
    Object.assign(given, { contains: words, ...filters });
    shown = [];
    await fetchMore();
  }

  async function fetchMore() {
    const before = left.get(given);
    left.delete(given);
    clearTimeout(timer);
    fetching?.abort();
    fetching = new AbortController();
    const isFirst = shown.length === 0;
    if (isFirst && !list.children.length) fill(under, loading());
    let found;
    try {
      const wanted = query({ ...given, limit: Math.max(PAGE, before?.count ?? 0), offset: shown.length });
      found = await ask(`/v1/articles${wanted}`, { signal: fetching.signal });
    } catch (error) {
      if (!isStopped(error)) fill(under, failure(error, fetchMore));
      return;
    }
    shown.push(...found.articles);
    const items = found.articles.map(item);
    if (isFirst) fill(list, items);
    else list.append(...items);
    total.textContent = found.total ? t("list.total", { count: count(found.total) }) : "";
    fill(forAll, offered?.(found.total, given));
    fill(under, rest(found.total));
    const first = before ? found.articles.findIndex(({ id }) => id === before.id) : 0;
    if (before || !isFirst) items[first]?.querySelector("a").focus();
  }

  function rest(total) {
    if (shown.length < total) return h("button.more", { type: "button", click: fetchMore }, t("list.more"));
    if (shown.length) return null;
    if (!Object.values(given).some(Boolean)) return empty();
    announce(t("list.nothing"));
    const all = h("button", { type: "button", click: clear }, t("list.clear"));
    return nothing(t("list.nothing"), t("list.nothing.text"), all);
  }

  function clear() {
    for (const input of form.querySelectorAll("input, select")) input.value = "";
    refresh();
    form.querySelector("input").focus();
  }

  function leave({ id }) {
    left.set(given, { id, count: shown.length });
  }

  function item(article) {
    const offers = actions(article);
    return h(
      before ? "li.has-tick" : "li",
      null,
      before?.(article),
      h("h2", { lang: "zh-CN" }, h("a", { href: href(article), click: () => leave(article) }, article.title)),
      byline({ ...article, source: null }, t("count", { count: count(article.characters) })),
      offers.length > 0 && h("div.item-actions", null, offers),
    );
  }

  const node = h("div.listing", null, form, h("div.total.small.quiet", null, total, forAll), list, under);
  return { node, refresh, focusInput: () => form.querySelector("input").focus() };
}

function addressOf(article) {
  return articlePath({ article: article.id });
}

function fillIn(select, names) {
  const known = new Set(names.filter(Boolean));
  const sorted = [...known].sort((one, other) => one.localeCompare(other, "zh-CN"));
  fill(select, option("", t("list.any")), sorted.map((name) => option(name, name, name === select.value)));
}

function option(value, words, isSelected = false) {
  return h("option", { value, selected: isSelected }, words);
}
