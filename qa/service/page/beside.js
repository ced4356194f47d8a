// What ties texts to the articles beside them: one article for all sentences, or for each sentence its own.

import { inPane, lightInPane, openPane } from "./pane.js";
import { wantsTab } from "./paths.js";

/** How long a sentence is pointed at before its article takes the place of another. */
const TURN_MS = 300;

/**
 * Return what ties texts to `article`, or to whichever a sentence rests on. One text at a time has its places marked
 * there; pointing at one of its sentences lights up the places, pointing at a place the sentences.
 */
export function besideText(article = null) {
  let shown = null; // the Places that are marked
  let turning = null;

  const onRange = (ids) => {
    for (const node of document.querySelectorAll("[data-rests]")) {
      const isOfShown = node.restsOn?.places === shown;
      node.classList.toggle("is-lit", isOfShown && node.restsOn.ids.some((id) => ids.includes(id)));
    }
  };
  const pane = (of, more) => of && openPane({ article: of, ranges: shown?.rangesIn(of) ?? [], onRange, ...more });

  return {
    /** Mark the places of a text in its article; where none is open yet, `first` is. */
    show(places, first = null) {
      shown = places;
      pane(article ?? inPane() ?? first, { quietly: true });
    },
    /** Open an article where it is not beside the texts. */
    open(event, of = article) {
      if (wantsTab(event)) return;
      event.preventDefault();
      pane(of, { opener: event.currentTarget });
    },
    /** Tie a node to the places that its sentence rests on. */
    tie(node, places, ids) {
      node.dataset.rests = ids.join(" ");
      node.restsOn = { places, ids };
      const lit = () => {
        clearTimeout(turning);
        if (shown !== places) this.show(places);
        node.classList.add("is-lit");
        const articles = places.articlesOf(ids);
        if (articles.includes(inPane())) lightInPane(ids);
        else if (inPane() && articles.length) turning = setTimeout(turnTo, TURN_MS, articles[0], ids);
      };
      const dark = () => {
        clearTimeout(turning);
        node.classList.remove("is-lit");
        lightInPane([]);
      };
      for (const name of ["mouseenter", "focusin"]) node.addEventListener(name, lit);
      for (const name of ["mouseleave", "focusout"]) node.addEventListener(name, dark);
      return node;
    },
    /** Go to the place of a citation. */
    go(event, citation, places) {
      if (wantsTab(event)) return;
      event.preventDefault();
      clearTimeout(turning);
      shown = places;
      pane(citation.article, { current: places.place(citation).id, opener: event.currentTarget });
    },
  };

  async function turnTo(of, ids) {
    await pane(of, { quietly: true });
    if (inPane() === of) lightInPane(ids);
  }
}
