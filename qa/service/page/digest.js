// A digest: several articles in one text, each sentence with the article and the section that it rests on.

import { byline, fetchArticle } from "./article.js";
import { besideText } from "./beside.js";
import { styleField } from "./brief.js";
import { chosenArticles, keepChosen } from "./choice.js";
import { fill, h } from "./h.js";
import { Places } from "./marks.js";
import { copyButton, fallbackRemark, loading, remark } from "./notices.js";
import { articlePath } from "./paths.js";
import { cited, sourceList } from "./sources.js";
import { byArticle, summaryCard } from "./summary.js";
import { t } from "./texts.js";
import { writing } from "./writing.js";

const written = new Map(); // the ids of the articles -> the last digest, for as long as the page is loaded

/** Draw the digest of these articles, and what was written of them. */
export async function drawDigest(root, ids) {
  fill(root, loading());
  const known = chosenArticles();
  const articles = await Promise.all(ids.map((id) => known.get(id) ?? fetchArticle(id)));
  document.title = `${t("form.digest")} · ${t("nav.desk")} · ${t("name")}`;
  const beside = besideText();
  const style = styleField();
  const button = h("button.main", { type: "submit", id: "write" }, t("brief.write"));
  const work = writing({
    label: t("form.digest"),
    button,
    wanted: () => ({ path: "/v1/summaries", json: { form: "digest", articles: ids, style: style.value() } }),
    show: (summary) => {
      written.set(ids.join(), summary);
      show(work.list, summary, beside);
    },
  });
  fill(
    root,
    h(
      "header.desk-head",
      null,
      h("p.small", null, h("a", { href: "#/desk" }, t("desk.other"))),
      h("h1", { tabindex: "-1" }, t("form.digest")),
    ),
    h(
      "details",
      { open: articles.length <= 8 },
      h("summary", null, t("list.total", { count: articles.length })),
      h("ul.rows.of-digest", null, articles.map((article) => articleItem(article, articles, beside))),
    ),
    h(
      "form.brief",
      {
        "aria-label": t("brief.title"),
        submit: (event) => {
          event.preventDefault();
          style.keep();
          work.toggle();
        },
      },
      style.node,
      h("div.field.is-last", null, button),
    ),
    work.node,
  );
  if (written.has(ids.join())) show(work.list, written.get(ids.join()), beside);
}

function articleItem(article, articles, beside) {
  const leave = () => {
    const others = articles.filter((other) => other !== article);
    keepChosen(new Map(others.map((other) => [other.id, other])));
    location.replace(others.length ? `#/desk/digest/${others.map(({ id }) => id).join(",")}` : "#/desk");
  };
  const open = (event) => beside.open(event, article.id);
  const label = t("digest.leave", { title: article.title });
  return h(
    "li",
    null,
    h(
      "div",
      null,
      h("a", { href: articlePath({ article: article.id }), lang: "zh-CN", click: open }, article.title),
      byline({ ...article, categories: null, source: null }),
    ),
    h("button.plain.small", { type: "button", "aria-label": label, click: leave }, t("article.remove")),
  );
}

function show(list, summary, beside) {
  const places = new Places();
  const rows = summary.parts.flatMap(({ heading, sentences }) =>
    byArticle(sentences).map((row, index) => ({ heading: index === 0 && heading, sentences: row })),
  );
  fill(
    list,
    summary.fallback && fallbackRemark(summary.fallback, t("candidates.fallback")),
    summaryCard(summary, {
      name: t("digest.written", { count: summary.covered.length }),
      places,
      beside,
      actions: [
        copyButton(() => ({ text: summary.text })),
        copyButton(() => cited(t("form.digest"), rows, places), t("digest.copy")),
      ],
    }),
    summary.missing.length > 0 && remark(t("digest.missing"), h("p", null, summary.missing.flat().join(t("semicolon")))),
    sourceList(places, { text: summary.text, go: beside.go }),
  );
  beside.show(places, places.all[0]?.citation.article);
}
