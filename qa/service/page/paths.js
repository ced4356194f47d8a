// The addresses of the page's views, which can be kept and shared.

/** Return the address of an article, of a section in it, or of a place in that. */
export function articlePath({ article, section, start, end }) {
  const parts = ["#", "article", encodeURIComponent(article)];
  if (section !== undefined) parts.push(section);
  if (start !== undefined) parts.push(`${start}-${end}`);
  return parts.join("/");
}

/** Whether a click on a link asks for a tab or window of its own. */
export function wantsTab(event) {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0;
}

/** Return what an address names: {view, parts}. */
export function read(hash) {
  const [view, ...parts] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  return { view: view || "ask", parts };
}

/** Return the section and the range of an article's address, as far as they are there and make sense. */
export function placeOf([article, section, range]) {
  const place = { article };
  if (!/^-?\d+$/.test(section ?? "")) return place;
  place.section = Number(section);
  const [, start, end] = /^(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  const isRange = start !== undefined && Number(start) < Number(end);
  return isRange ? { ...place, start: Number(start), end: Number(end) } : place;
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
