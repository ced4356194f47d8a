// The view of one article on a page of its own.

import { request } from "./api.js";
import { articleView, fetchArticle, outline } from "./article.js";
import { confirmed } from "./confirming.js";
import { fill, h } from "./h.js";
import { announce, failure, loading } from "./notices.js";
import { articlePath, placeOf } from "./paths.js";
import { currentStatus, forgetStatus, mayWrite } from "./status.js";
import { t } from "./texts.js";

const ROOMY = matchMedia("(min-width: 56rem)"); // enough for the outline beside the text
const PLACE = "place"; // the id of the one range that an address names
let drawn = null; // {root, article, place, view}

/** Draw the article that `parts` name, with the place in it that they name. */
export async function draw(root, parts) {
  const place = placeOf(parts);
  root.classList.add("is-wide");
  fill(root, loading());
  const withCard = place.section < 0;
  const [article, status] = await Promise.all([fetchArticle(place.article, { withCard }), currentStatus()]);
  drawn = { root, article, status };
  document.title = `${article.title} · ${t("name")}`;
  lay(place);
}

/** Go to another place of the article that is drawn; false where it is another article. */
export function moveTo(parts) {
  const place = placeOf(parts);
  if (!drawn || place.article !== drawn.place.article || place.section < 0 || !drawn.root.isConnected) return false;
  lay(place);
  return true;
}

function lay(place) {
  const { root, article, status } = drawn;
  const ranges = place.start === undefined ? [] : [{ id: PLACE, ...place }];
  const view = articleView(article, { ranges });
  drawn.place = place;
  const go = (section) => {
    history.replaceState(null, "", articlePath({ article: place.article, section }));
    view.showSection(section, { focus: true });
  };
  fill(
    root,
    h(
      "div.reading",
      null,
      h(
        "nav.reading-side",
        { "aria-label": t("article.outline") },
        h(
          "div.reading-actions",
          null,
          h("a.plain", { href: `#/ask/article/${article.id}/${encodeURIComponent(article.title)}` }, t("article.ask")),
          h("a.plain", { href: `#/desk/${article.id}` }, t("article.desk")),
          mayWrite(status) && h("button.plain", { type: "button", click: () => remove(article) }, t("article.remove")),
        ),
        h("details.outline-box", { open: ROOMY.matches }, h("summary", null, t("article.outline")), outline(article, go)),
      ),
      view.node,
    ),
  );
  if (ranges.length && view.show(PLACE, { focus: true })) return;
  if (place.section !== undefined) view.showSection(place.section, { focus: true });
}

/** Remove an article from the library, once the user has said that it is meant; return whether it is gone. */
export async function removeArticle(article) {
  const { title } = article;
  const about = t("article.remove.text", { title });
  if (!(await confirmed({ title: t("article.remove.title"), about, yes: t("article.remove") }))) return false;
  await request(`/v1/articles/${encodeURIComponent(article.id)}`, { method: "DELETE" });
  forgetStatus();
  announce(t("article.removed", { title }));
  return true;
}

async function remove(article) {
  try {
    if (await removeArticle(article)) location.hash = "#/articles";
  } catch (error) {
    drawn.root.prepend(failure(error));
  }
}
