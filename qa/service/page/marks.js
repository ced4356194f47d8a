// Marks behind sentences: small numbers that lead to where it is written.

import { h } from "./h.js";
import { openPane } from "./pane.js";
import { articlePath, wantsTab } from "./paths.js";
import { langOf, t } from "./texts.js";

/** Numbers for places, in the order in which they are first cited. */
export class Places {
  constructor() {
    this.all = [];
    this.byKey = new Map();
  }

  /** Return the place of a citation: {id, number, citation}. */
  place(citation) {
    const key = [citation.article, citation.section, citation.start, citation.end].join(" ");
    if (!this.byKey.has(key)) {
      const number = this.all.length + 1;
      this.all.push({ id: String(number), number, citation });
      this.byKey.set(key, this.all.at(-1));
    }
    return this.byKey.get(key);
  }

  /** Return the articles that the places with these ids are in. */
  articlesOf(ids) {
    return this.all.filter(({ id }) => ids.includes(id)).map(({ citation }) => citation.article);
  }

  /** Return the places in one article as ranges of its sections. */
  rangesIn(article) {
    return this.all
      .filter(({ citation }) => citation.article === article)
      .map(({ id, citation }) => ({ id, section: citation.section, start: citation.start, end: citation.end }));
  }
}

/** Return where a citation is, in words. */
export function placeWords(citation) {
  return [citation.title, ...citation.path].join(" › ");
}

/** Return the mark of one citation; it opens the article beside what is read. */
export function mark(citation, places, go = openBeside) {
  const { id, number } = places.place(citation);
  return h(
    "a.mark",
    {
      href: articlePath(citation),
      "aria-label": t("mark", { number, place: placeWords(citation) }),
      title: placeWords(citation),
      "data-place": id,
      click: (event) => go(event, citation, places),
    },
    String(number),
  );
}

/** Open a citation's article beside what is read, unless the click asks for a new tab. */
export function openBeside(event, citation, places) {
  if (wantsTab(event)) return;
  event.preventDefault();
  openPane({
    article: citation.article,
    ranges: places.rangesIn(citation.article),
    current: places.place(citation).id,
    opener: event.currentTarget,
  });
}

/** Return a sentence's text with its marks behind it, of which the first never begins a line. */
export function marksBehind({ text, citations }, places, go = openBeside) {
  const [first, ...others] = citations.map((citation) => mark(citation, places, go));
  if (!first) return [text];
  const end = Array.from(text).at(-1) ?? "";
  return [text.slice(0, text.length - end.length), h("span.tail", null, end, first), others];
}

/** Return a sentence with its marks behind it. */
export function sentenceWithMarks(sentence, places) {
  return h("span.sentence", { lang: langOf(sentence.text) }, marksBehind(sentence, places));
}
