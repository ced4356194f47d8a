// Offsets of the service count Unicode code points, strings of JavaScript UTF-16 units: 𠮷 is one there, two here.

/** Return a function that turns offsets of the service in a text into offsets of its string. */
export function unitsIn(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => Math.min(offset, text.length);
  const starts = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  starts.push(at);
  return (offset) => starts[Math.min(offset, starts.length - 1)];
}

/**
 * Cut a text at the ends of ranges: [{text, ids}], where `ids` are those of the ranges that a piece is in.
 * Ranges are {id, start, end} in the service's offsets, `from` and `to` the part of the text that is wanted.
 */
export function pieces(text, ranges, units, from = 0, to = text.length) {
  const placed = ranges
    .map((range) => ({ id: range.id, start: units(range.start), end: units(range.end) }))
    .filter((range) => range.start < to && range.end > from);
  const cuts = new Set([from, to]);
  for (const { start, end } of placed) {
    cuts.add(Math.max(start, from));
    cuts.add(Math.min(end, to));
  }
  const ends = [...cuts].sort((one, other) => one - other);
  return ends.slice(1).map((end, index) => ({
    text: text.slice(ends[index], end),
    ids: placed.filter((range) => range.start <= ends[index] && range.end >= end).map((range) => range.id),
  }));
}

/** Return the paragraphs of a section's text as [{start, end}] in its string's offsets. */
export function paragraphs(text) {
  const found = [];
  for (const match of text.matchAll(/[^\n](?:[^\n]|\n(?!\n))*/g)) {
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}
