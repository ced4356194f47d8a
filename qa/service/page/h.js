// The one way in which elements are made: never from markup, so what an article or a model wrote stays text.

/**
 * Return a new element.
 * `kind` is its tag and classes ("p.lead.small"); an attribute that is a function is a listener, one that is null or
 * false is left out, and true is an empty one. Children are nodes, texts, lists of these; null and false are left out.
 */
export function h(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...given(children));
  return node;
}

/** Put new children in the place of all others. */
export function fill(node, ...children) {
  node.replaceChildren(...given(children));
  return node;
}

function given(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Return an input under its label. */
export function field(label, input) {
  return h("div.field", null, h("label", { for: input.id }, label), input);
}

/** Return a link that leaves this service: only to http and https, anything else is only its text. */
export function outside(address, text = address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return document.createTextNode(text);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return document.createTextNode(text);
  return h("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, text);
}
