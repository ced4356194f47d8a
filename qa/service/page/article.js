// An article as it is read: its sections, with places in them marked.

import { ask } from "./api.js";
import { fill, h, outside } from "./h.js";
import { paragraphs, pieces, unitsIn } from "./offsets.js";
import { articlePath, wantsTab } from "./paths.js";
import { dateWords, t } from "./texts.js";

/** The section that the service makes of an article's author, date and headings, which can be cited, too. */
const CARD = -1;

/** Return an article, with its card as a section where that is wanted. */
export async function fetchArticle(id, { withCard = false, signal } = {}) {
  const path = `/v1/articles/${encodeURIComponent(id)}`;
  const article = await ask(withCard ? `${path}?chunks=true` : path, { signal });
  if (withCard) {
    const chunks = (article.chunks ?? []).filter((chunk) => chunk.section === CARD);
    const text = chunks.sort((one, other) => one.order - other.order).map((chunk) => chunk.text).join("");
    if (text) article.sections.unshift({ index: CARD, heading: t("article.card"), level: 0, text });
  }
  return article;
}

/**
 * Return {node, show, light, bringIntoSight, showSection} of an article.
 *
 * `ranges` are the places that are marked: {id, section, start, end}. `show(id)` scrolls to one and makes it the
 * current one, `light(ids)` lights some up, `bringIntoSight(within)` scrolls to these where none of them is in sight,
 * `showSection(index)` scrolls to a section. `onRange(ids)` hears which are pointed at.
 */
export function articleView(article, { ranges = [], prefix = "", heading = "h1", inPane = false, onRange } = {}) {
  const depthOf = depths(article);
  const sections = article.sections.map((section) => sectionNode(section, ranges, prefix, depthOf(section), inPane));
  const node = h(
    "article.text",
    { "data-testid": "article", lang: "zh-CN" },
    h(
      "header",
      null,
      h(`${heading}.title`, { id: `${prefix}title`, tabindex: "-1" }, article.title),
      byline(article),
      article.editor_note && h("p.note", null, h("span.note-name", null, t("form.note")), article.editor_note),
    ),
    sections,
    article.author_note && h("p.small.quiet", null, article.author_note),
    article.credits?.length > 0 && h("ul.credits.small.quiet", null, article.credits.map((line) => h("li", null, line))),
  );

  function marked(id) {
    return [...node.querySelectorAll("mark")].filter((mark) => mark.dataset.ids.split(" ").includes(id));
  }

  function show(id, { focus = false } = {}) {
    for (const mark of node.querySelectorAll("mark.is-current")) mark.classList.remove("is-current");
    const marks = marked(id);
    for (const mark of marks) mark.classList.add("is-current");
    if (!marks.length) return false;
    scrollTo(marks[0], "center");
    if (focus) focusOn(marks[0]);
    return true;
  }

  function light(ids) {
    for (const mark of node.querySelectorAll("mark")) {
      mark.classList.toggle("is-lit", mark.dataset.ids.split(" ").some((id) => ids.includes(id)));
    }
  }

  function bringIntoSight(within) {
    const lit = [...node.querySelectorAll("mark.is-lit")];
    const { top, bottom } = within.getBoundingClientRect();
    const isSeen = (mark) => mark.getBoundingClientRect().top >= top && mark.getBoundingClientRect().bottom <= bottom;
    if (lit.length && !lit.some(isSeen)) scrollTo(lit[0], "center");
  }

  function showSection(index, { focus = false } = {}) {
    const section = node.querySelector(`[data-section="${index}"]`);
    if (!section) return;
    scrollTo(section, "start");
    if (focus) focusOn(section.querySelector("h2, h3, h4, h5, h6") ?? section);
  }

  if (onRange) {
    for (const mark of node.querySelectorAll("mark")) {
      const ids = mark.dataset.ids.split(" ");
      mark.tabIndex = 0;
      for (const name of ["mouseenter", "focus"]) mark.addEventListener(name, () => onRange(ids));
      for (const name of ["mouseleave", "blur"]) mark.addEventListener(name, () => onRange([]));
    }
  }
  return { node, show, light, bringIntoSight, showSection };
}

/** Return the outline of an article; a click goes to the section. */
export function outline(article, go) {
  const depthOf = depths(article);
  return h(
    "ol.outline",
    null,
    article.sections
      .filter((section) => section.index >= 0)
      .map((section) =>
        h(
          `li.depth-${Math.min(2, depthOf(section))}`,
          null,
          h(
            "a",
            {
              href: articlePath({ article: article.id, section: section.index }),
              click: (event) => {
                if (wantsTab(event)) return;
                event.preventDefault();
                go(section.index);
              },
            },
            section.heading,
          ),
        ),
      ),
  );
}

/** Return who wrote an article, when, and about what. */
export function byline(article, ...more) {
  const author = article.columnist && article.columnist !== article.author ? article.columnist : null;
  const parts = [
    author,
    article.author,
    article.date && h("time", { datetime: article.date }, dateWords(article.date)),
    article.categories?.length ? article.categories.join(t("and")) : null,
    article.source && outside(article.source),
    ...more,
  ].filter(Boolean);
  return fill(h("p.byline"), parts.map((part) => h("span", null, part)));
}

/** Return how deep a section lies: what stands before all headings lies as high as the highest of them. */
function depths({ sections }) {
  const levels = [...new Set(sections.map(({ level }) => level).filter((level) => level > 0))].sort();
  return ({ level }) => Math.max(0, levels.indexOf(level));
}

function sectionNode(section, ranges, prefix, depth, inPane) {
  const own = ranges.filter((range) => range.section === section.index);
  const units = unitsIn(section.text);
  const level = Math.min(6, depth + (inPane ? 3 : 2));
  const id = `${prefix}s${section.index}`;
  return h(
    section.index === CARD ? "section.card" : "section",
    { "data-section": section.index, "aria-labelledby": id },
    h(depth ? `h${level}.is-sub` : `h${level}`, { id, tabindex: "-1" }, section.heading),
    paragraphs(section.text).map(({ start, end }) => {
      const cut = pieces(section.text, own, units, start, end);
      const shown = ({ text, ids }) => (ids.length ? h("mark", { "data-ids": ids.join(" ") }, text) : text);
      return h("p", null, cut.map(shown));
    }),
  );
}

function scrollTo(node, block) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  // After the layout that the node has just become a part of.
  requestAnimationFrame(() => {
    const pane = node.closest(".pane-body");
    if (!pane) {
      node.scrollIntoView({ block, behavior });
      return;
    }
    // Only the pane: what is pointed at beside it must stay where it is.
    const { top, height } = node.getBoundingClientRect();
    const above = block === "center" ? Math.max(0, (pane.clientHeight - height) / 2) : 16;
    pane.scrollBy({ top: top - pane.getBoundingClientRect().top - above, behavior });
  });
}

function focusOn(node) {
  if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
}
