// The length of a text as an editor counts it, by the rule of the service (qa/summarizing/form/counting.py), at every key.

const COUNTED =
  /[A-Za-z0-9\u00c0-\u024f]+(?:[.,%'’-][A-Za-z0-9\u00c0-\u024f]+)*%?|[^\s\u0300-\u036f\u200d\ufe0e\ufe0f]/gu;

/** Return how many characters a text has: a run of Latin letters and digits is one, blanks are none. */
export function length(text) {
  return text.match(COUNTED)?.length ?? 0;
}
