// The candidates of what is written of an article, to choose from.

import { fill, h } from "./h.js";
import { Places } from "./marks.js";
import { copyButton, fallbackRemark } from "./notices.js";
import { summaryCard } from "./summary.js";
import { t } from "./texts.js";
import { writing } from "./writing.js";

const written = new Map(); // article -> the last summary, for as long as the page is loaded

/**
 * Return {node, places}: what was written of an article, and what is being written; `takeOver(summary)` puts one into
 * the editor.
 */
export function candidates(article, { brief, beside, takeOver }) {
  const work = writing({
    label: t("candidates"),
    button: brief.button,
    wanted: () => {
      const isNote = brief.form() === "note";
      const json = { article: article.id, ...brief.values(), ...(!isNote && { form: brief.form() }) };
      return { path: isNote ? "/v1/notes" : "/v1/summaries", json };
    },
    show,
  });
  const made = { node: work.node, places: null };

  brief.onSubmit(work.toggle);
  if (written.has(article.id)) show(written.get(article.id));

  function show(summary) {
    written.set(article.id, summary);
    const all = [summary, ...summary.candidates];
    const cards = all.map((one, index) => card(one, index, all.length));
    fill(
      work.list,
      summary.fallback && fallbackRemark(summary.fallback, t("candidates.fallback")),
      cards.map((each) => each.node),
    );
    made.places = cards[0].places;
    beside.show(made.places);
  }

  function card(summary, index, total) {
    const places = new Places();
    const take = h("button", { type: "button", click: () => takeOver(summary) }, t("candidates.take"));
    const node = summaryCard(summary, {
      name: total > 1 ? t("candidates.number", { number: index + 1 }) : t(`form.${summary.form}`),
      places,
      beside,
      isFirst: index === 0,
      actions: [summary.form === "note" && take, copyButton(() => ({ text: summary.text }))],
    });
    node.addEventListener("mouseenter", () => beside.show(places));
    return { node, places };
  }

  return made;
}
