// The editor's desk: what is to be written about, the note of one article, and where a digest of several begins.

import { byline, fetchArticle } from "./article.js";
import { besideText } from "./beside.js";
import { briefForm } from "./brief.js";
import { candidates } from "./candidates.js";
import { choice } from "./choice.js";
import { drawDigest } from "./digest.js";
import { editor } from "./editor.js";
import { fill, h } from "./h.js";
import { articleList } from "./listing.js";
import { loading, nothing } from "./notices.js";
import { articlePath } from "./paths.js";
import { currentStatus } from "./status.js";
import { t } from "./texts.js";

const given = {};
let list = null;

/** Draw the desk of the article that `parts` name, a digest of several, or the list from which they are chosen. */
export async function draw(root, [what, ids]) {
  list = null;
  if (what && what !== "digest") await drawDesk(root, what);
  else if (ids) await drawDigest(root, ids.split(",").filter(Boolean));
  else await drawChoice(root);
}

/** Put the cursor where an article is searched for. */
export function focusInput() {
  list?.focusInput();
}

async function drawChoice(root) {
  const chosen = choice();
  list = articleList(given, {
    href: (article) => `#/desk/${article.id}`,
    before: chosen.box,
    found: chosen.found,
    empty: () => {
      const upload = h("a.button.main", { href: "#/articles" }, t("ask.empty.go"));
      return nothing(t("ask.empty"), t("desk.empty"), upload);
    },
  });
  fill(
    root,
    h("h1", { tabindex: "-1" }, t("desk.title")),
    h("p.lead", null, t("desk.lead")),
    list.node,
    chosen.bar,
  );
  await list.refresh();
}

async function drawDesk(root, id) {
  fill(root, loading());
  const [article, status] = await Promise.all([fetchArticle(id), currentStatus()]);
  document.title = `${article.title} · ${t("nav.desk")} · ${t("name")}`;
  const beside = besideText(article.id);
  const brief = briefForm();
  const editing = editor(article, { brief, beside, status });
  const found = candidates(article, { brief, beside, takeOver: editing.takeOver });
  const address = articlePath({ article: article.id });
  const show = h("a.show-article", { href: address, click: (event) => beside.open(event) }, t("pane.open"));
  fill(
    root,
    h(
      "header.desk-head",
      null,
      h("p.small", null, h("a", { href: "#/desk" }, t("desk.other"))),
      h("h1", { tabindex: "-1", lang: "zh-CN" }, article.title),
      byline({ ...article, source: null }, show),
    ),
    brief.node,
    found.node,
    editing.node,
  );
  await editing.begin();
  beside.show(found.places ?? editing.places);
}
