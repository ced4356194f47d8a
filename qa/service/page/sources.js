// What is cited, place by place: under its article and section, and as it is copied.

import { h, outside } from "./h.js";
import { mark, openBeside, placeWords } from "./marks.js";
import { articlePath } from "./paths.js";
import { t } from "./texts.js";

/**
 * Return the list of all places, by article and section. A quote is told only where the `text` above does not hold it;
 * `go` goes to a place, as `openBeside`.
 */
export function sourceList(places, { title = t("ask.sources"), text = "", go = openBeside } = {}) {
  return h(
    "section.sources",
    { "aria-label": title },
    h("h3", null, title),
    h(
      "ol",
      { "data-testid": "sources" },
      grouped(places.all, ({ citation }) => citation.article).map((ofArticle) =>
        h(
          "li",
          { lang: "zh-CN" },
          h("p.source-title", null, ofArticle[0].citation.title),
          h("ul", null, grouped(ofArticle, ({ citation }) => citation.path.join("\n")).map(sectionItem)),
        ),
      ),
    ),
  );

  function sectionItem(found) {
    const [{ number, citation }] = found;
    const words = citation.path.join(" › ") || t("sources.text");
    const head =
      found.length > 1
        ? [h("span.numbers", null, found.map((place) => mark(place.citation, places, go))), h("span", null, words)]
        : h(
            "a",
            { href: articlePath(citation), click: (event) => go(event, citation, places) },
            h("span.numbers", null, h("span.mark", null, String(number))),
            h("span", null, words),
          );
    const quoted = found.filter((place) => !text.includes(place.citation.quote.trim()));
    const isOne = found.length === 1;
    const quote = (place) => h("p.quote", null, !isOne && `${place.number} `, place.citation.quote.trim());
    return h("li", null, head, quoted.map(quote));
  }
}

/** Return a text with its sources as it is copied: {text, node}. `parts` are {heading, sentences}, each a paragraph. */
export function cited(title, parts, places) {
  const lines = places.all.map(({ number, citation }) => ({ number, citation, quote: citation.quote.trim() }));
  const numbers = ({ citations }) => citations.map((citation) => `[${places.place(citation).number}]`).join("");
  const plain = ({ heading, sentences }) =>
    (heading ? `${heading}\n` : "") + sentences.map((sentence) => sentence.text + numbers(sentence)).join("");
  const line = ({ number, citation, quote }) => `[${number}] ${placeWords(citation)}：${quote}`;
  const text = [title, "", ...parts.map(plain), "", ...lines.map(line)];
  const node = h(
    "div",
    null,
    h("h2", null, title),
    parts.map(({ heading, sentences }) => [
      heading && h("h3", null, heading),
      h("p", null, sentences.map((sentence) => [sentence.text, h("sup", null, numbers(sentence))])),
    ]),
    lines.map(({ number, citation, quote }) =>
      h("p", null, `[${number}] `, outside(citation.source ?? "", placeWords(citation)), `：${quote}`),
    ),
  );
  return { text: text.join("\n"), node };
}

function grouped(places, keyOf) {
  const groups = new Map();
  for (const place of places) {
    const key = keyOf(place);
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups.values()];
}
