// The view of all articles: search, upload, removal.

import { h, fill } from "./h.js";
import { articleList } from "./listing.js";
import { failure, nothing } from "./notices.js";
import { removeArticle } from "./reading.js";
import { currentStatus, mayWrite } from "./status.js";
import { t } from "./texts.js";
import { uploadBox } from "./uploading.js";

const given = {}; // what is searched for, from one drawing to the next
let list = null;

/** Draw the view. */
export async function draw(root) {
  const upload = h("div");
  let isWriter = false;
  list = articleList(given, {
    actions: (article) => [
      h("a.plain", { href: `#/ask/article/${article.id}/${encodeURIComponent(article.title)}` }, t("article.ask")),
      h("a.plain", { href: `#/desk/${article.id}` }, t("article.desk")),
      isWriter && h("button.plain", { type: "button", click: (event) => remove(event, article) }, t("article.remove")),
    ],
    empty: () => nothing(t("ask.empty"), isWriter ? t("library.empty.writer") : t("library.empty.reader")),
  });
  fill(root, h("h1", { tabindex: "-1" }, t("nav.articles")), h("p.lead", null, t("library.lead")), upload, list.node);
  isWriter = mayWrite(await currentStatus());
  if (isWriter) fill(upload, uploadBox(() => list.refresh()));
  await list.refresh();
}

/** Put the cursor where one searches. */
export function focusInput() {
  list?.focusInput();
}

async function remove(event, article) {
  const item = event.currentTarget.closest("li");
  try {
    if (!(await removeArticle(article))) return;
    const next = item.nextElementSibling ?? item.previousElementSibling;
    await list.refresh();
    (next?.isConnected ? next.querySelector("a") : document.querySelector("main h1"))?.focus();
  } catch (error) {
    item.append(failure(error));
  }
}
