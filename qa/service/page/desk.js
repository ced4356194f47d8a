// The editor's desk: candidates of an article's note, each sentence with what it rests on, and what becomes of them.

import { byline, fetchArticle } from "./article.js";
import { briefForm } from "./brief.js";
import { candidates } from "./candidates.js";
import { editor } from "./editor.js";
import { fill, h } from "./h.js";
import { articleList } from "./listing.js";
import { loading, nothing } from "./notices.js";
import { lightInPane, openPane } from "./pane.js";
import { articlePath } from "./paths.js";
import { currentStatus } from "./status.js";
import { t } from "./texts.js";

const given = {};
let list = null;

/** Draw the desk of the article that `parts` name, or the list from which one is chosen. */
export async function draw(root, parts) {
  if (parts[0]) await drawDesk(root, parts[0]);
  else await drawChoice(root);
}

/** Put the cursor where an article is searched for. */
export function focusInput() {
  list?.focusInput();
}

async function drawChoice(root) {
  list = articleList(given, {
    href: (article) => `#/desk/${article.id}`,
    empty: () => {
      const upload = h("a.button.main", { href: "#/articles" }, t("ask.empty.go"));
      return nothing(t("ask.empty"), t("desk.empty"), upload);
    },
  });
  fill(root, h("h1", { tabindex: "-1" }, t("desk.title")), h("p.lead", null, t("desk.lead")), list.node);
  await list.refresh();
}

async function drawDesk(root, id) {
  list = null;
  fill(root, loading());
  const [article, status] = await Promise.all([fetchArticle(id), currentStatus()]);
  document.title = `${article.title} · ${t("nav.desk")} · ${t("name")}`;
  const beside = besideArticle(article);
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

/**
 * Return what ties texts to the article beside them. One text at a time has its places marked there; pointing at one of
 * its sentences lights up the places, pointing at a place the sentences.
 */
function besideArticle(article) {
  let shown = null; // the Places that are marked

  const onRange = (ids) => {
    for (const node of document.querySelectorAll("[data-rests]")) {
      const isOfShown = node.restsOn?.places === shown;
      node.classList.toggle("is-lit", isOfShown && node.restsOn.ids.some((id) => ids.includes(id)));
    }
  };
  const pane = (more) => openPane({ article: article.id, ranges: shown?.rangesIn(article.id) ?? [], onRange, ...more });

  return {
    /** Mark the places of a text. */
    show(places) {
      shown = places;
      pane({ quietly: true });
    },
    /** Open the article where it is not beside the texts. */
    open(event) {
      event.preventDefault();
      pane({ opener: event.currentTarget });
    },
    /** Tie a node to the places that its sentence rests on. */
    tie(node, places, ids) {
      node.dataset.rests = ids.join(" ");
      node.restsOn = { places, ids };
      const lit = () => {
        if (shown !== places) this.show(places);
        node.classList.add("is-lit");
        lightInPane(ids);
      };
      const dark = () => {
        node.classList.remove("is-lit");
        lightInPane([]);
      };
      for (const name of ["mouseenter", "focusin"]) node.addEventListener(name, lit);
      for (const name of ["mouseleave", "focusout"]) node.addEventListener(name, dark);
      return node;
    },
    /** Go to the place of a citation. */
    go(event, citation, places) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      shown = places;
      pane({ current: places.place(citation).id, opener: event.currentTarget });
    },
  };
}
