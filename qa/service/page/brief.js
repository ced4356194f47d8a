// What is wanted of a note: its form, length, style, and for whom it is.

import { h } from "./h.js";
import { keepJson, keptJson } from "./kept.js";
import { t } from "./texts.js";

const LENGTHS = { note: [60, 120], abstract: [150, 300], "one-line": [8, 40] };
const LONGEST = 2000;
const FORMS = ["note", "abstract", "one-line", "takeaways", "outline", "qa"];
const STYLES = ["平实", "资讯", "书面"];

/** Return {node, values, form, length, onSubmit}: the form, and what is filled in as the service wants it. */
export function briefForm() {
  const before = { form: "note", style: STYLES[0], audience: "", candidates: "3", ...keptJson("brief") };
  const number = (id, label) =>
    h("input", { id, type: "number", "aria-label": label, required: true, min: 1, max: LONGEST });
  const form = select("brief-form", FORMS, before.form, (name) => t(`form.${name}`));
  const style = select("brief-style", STYLES, before.style, (name) => t(`style.${STYLES.indexOf(name)}`));
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
  const lengths = field(t("brief.length"), "brief-least", h("span.pair", null, least, "–", most));
  const button = h("button.main", { type: "submit", id: "write" }, t("brief.write"));
  const listeners = [];
  const node = h(
    "form.brief",
    {
      "aria-label": t("brief.title"),
      submit: (event) => {
        event.preventDefault();
        const chosen = { form: form.value, style: style.value, audience: audience.value, candidates: howMany.value };
        keepJson("brief", chosen);
        for (const heard of listeners) heard();
      },
    },
    field(t("brief.form"), "brief-form", form),
    lengths,
    field(t("brief.style"), "brief-style", style),
    field(t("brief.candidates"), "brief-candidates", howMany),
    field(t("brief.audience"), "brief-audience", audience),
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
      style: style.value,
      candidates: Number(howMany.value),
      ...(LENGTHS[form.value] && { length: [Number(least.value), Number(most.value)] }),
      ...(audience.value.trim() && { audience: audience.value.trim() }),
    }),
    audience: () => audience.value.trim() || null,
    onSubmit: (heard) => listeners.push(heard),
  };
}

function select(id, values, chosen, name) {
  return h("select", { id }, values.map((value) => h("option", { value, selected: value === chosen }, name(value))));
}

function field(label, id, input) {
  return h("div.field", null, h("label", { for: id }, label), input);
}
