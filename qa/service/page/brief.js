// What is wanted of a text: its form, length, style, and for whom it is.

import { field, h } from "./h.js";
import { keepJson, keptJson } from "./kept.js";
import { t } from "./texts.js";

const LENGTHS = { note: [60, 120], abstract: [150, 300], "one-line": [8, 40] };
const LONGEST = 2000;
const FORMS = ["note", "abstract", "one-line", "takeaways", "outline", "qa"];
const STYLES = ["平实", "资讯", "书面"];

/** Return {node, values, form, length, onSubmit}: the form, and what is filled in as the service wants it. */
export function briefForm() {
  const before = { form: "note", audience: "", candidates: "3", ...keptJson("brief") };
  const number = (id, label) =>
    h("input", { id, type: "number", "aria-label": label, required: true, min: 1, max: LONGEST });
  const form = select("brief-form", FORMS, before.form, (name) => t(`form.${name}`));
  const style = styleField();
  const least = number("brief-least", t("brief.least"));
  const most = number("brief-most", t("brief.most"));
  const audience = h("input", {
    id: "brief-audience",
    maxlength: 200,
    value: before.audience,
    placeholder: t("brief.audience.any"),
    autocomplete: "off",
  });
  const howMany = select("brief-candidates", ["1", "2", "3", "4", "5"], before.candidates, (name) => name);
  const lengths = field(t("brief.length"), h("span.pair", null, least, "–", most));
  lengths.firstChild.htmlFor = least.id;
  const button = h("button.main", { type: "submit", id: "write" }, t("brief.write"));
  const listeners = [];
  const node = h(
    "form.brief",
    {
      "aria-label": t("brief.title"),
      submit: (event) => {
        event.preventDefault();
        keepJson("brief", { form: form.value, audience: audience.value, candidates: howMany.value });
        style.keep();
        for (const heard of listeners) heard();
      },
    },
    field(t("brief.form"), form),
    lengths,
    style.node,
    field(t("candidates"), howMany),
    field(t("brief.audience"), audience),
    h("div.field.is-last", null, button),
  );

  function changedForm() {
    const allowed = LENGTHS[form.value];
    lengths.hidden = !allowed;
    for (const input of [least, most]) input.disabled = !allowed;
    if (allowed) [least.value, most.value] = allowed;
  }

  form.addEventListener("change", changedForm);
  changedForm();
  return {
    node,
    button,
    form: () => form.value,
    length: () => (LENGTHS[form.value] ? [Number(least.value), Number(most.value)] : null),
    values: () => ({
      style: style.value(),
      candidates: Number(howMany.value),
      ...(LENGTHS[form.value] && { length: [Number(least.value), Number(most.value)] }),
      ...(audience.value.trim() && { audience: audience.value.trim() }),
    }),
    audience: () => audience.value.trim() || null,
    onSubmit: (heard) => listeners.push(heard),
  };
}

/** Return {node, value, keep}: the choice of a style, which is the same for all that is written. */
export function styleField() {
  const before = { style: STYLES[0], ...keptJson("brief") }.style;
  const style = select("brief-style", STYLES, before, (name) => t(`style.${STYLES.indexOf(name)}`));
  return {
    node: field(t("brief.style"), style),
    value: () => style.value,
    keep: () => keepJson("brief", { ...keptJson("brief"), style: style.value }),
  };
}

function select(id, values, chosen, name) {
  return h("select", { id }, values.map((value) => h("option", { value, selected: value === chosen }, name(value))));
}
