// The form of an event, made from the schema: a control for each field, and beside a value the honest other answers.

import { element, fresh, replace, words } from "./dom.js";
import { NONE, UNKNOWN, VALUE } from "./draft.js";

/** Fills `parent` with the fields of a draft. `changed` is called after each change of it. */
export function drawFields(parent, draft, context) {
  const own = draft.kind.fields.filter((field) => !field.common);
  const common = draft.kind.fields.filter((field) => field.common);
  const rows = (fields) => fields.map((field) => fieldRow(draft, field, context));
  const isOpen = common.some((field) => draft.fields[field.field].state !== UNKNOWN);
  replace(
    parent,
    rows(own),
    common.length > 0 &&
      element("details", { class: "more", open: isOpen }, element("summary", {}, "Details that every event may have"), rows(common)),
  );
}

/** A row for a text that every event has: its id, its date. */
export function plainRow(title, name, input, hint) {
  const id = fresh("plain");
  input.id = id;
  input.dataset.key = `plain-${name}`;
  return element(
    "div", { class: "field", "data-field": name },
    element("div", { class: "field-head" }, element("label", { for: id }, title)),
    input,
    hint && element("p", { class: "hint" }, hint),
    element("p", { class: "mistake", id: `${id}-mistake` }),
  );
}

/** One field: its name, its control, and the choice between a value, nobody knows, and there is none. */
export function fieldRow(draft, field, context, prefix = "") {
  const slot = draft.fields[field.field];
  const id = fresh("field");
  const key = `${prefix}${field.field}`;
  const row = element("div", { class: "field", "data-field": field.field, "data-state": slot.state });
  const set = (state) => {
    slot.state = state;
    row.dataset.state = state;
    showState(row, field, slot);
    for (const radio of row.querySelectorAll(".states input")) radio.checked = radio.value === state;
    context.changed(draft, field.field);
  };
  const control = controlFor(field, slot, { id, key, context, typed: (text) => set(text === "" && !field.required && !field.isAsked ? UNKNOWN : VALUE) });
  const isGroup = control.tagName === "FIELDSET";
  const label = isGroup
    ? element("span", { class: "label", id: `${id}-label` }, field.title)
    : element("label", { for: id }, field.title);
  if (isGroup) control.setAttribute("aria-labelledby", `${id}-label`);
  const described = [`${id}-hint`, `${id}-mistake`].join(" ");
  (isGroup ? control : (control.querySelector("input, select, textarea") ?? control)).setAttribute("aria-describedby", described);
  row.append(
    element(
      "div", { class: "field-head" },
      label,
      field.unit && element("span", { class: "unit" }, field.unit),
      states(field, slot, id, key, set),
    ),
    control,
    element("p", { class: "hint", id: `${id}-hint` }, hint(field)),
    element("p", { class: "mistake", id: `${id}-mistake` }),
  );
  showState(row, field, slot);
  return row;
}

/** A control without a value says what that stands for; the value comes back with the choice of one. */
function showState(row, field, { state, value }) {
  const control = row.querySelector(".field > input, .field > select");
  if (!control) return;
  const said = { [UNKNOWN]: field.absent !== undefined ? "left open" : "not known", [NONE]: `none: ${field.null}` }[state];
  const shown = state === VALUE ? value : "";
  if (control.value !== shown) control.value = shown;
  if (control.tagName === "SELECT") control.options[0].textContent = said ?? "Choose…";
  else control.placeholder = said ?? "";
}

function hint(field) {
  const parts = [];
  const said = field.hint || field.ask;
  if (said) parts.push(said);
  if (field.minimum !== undefined && field.maximum !== undefined) parts.push(`From ${field.minimum} to ${field.maximum}.`);
  else if (field.maximum !== undefined) parts.push(`At most ${field.maximum}.`);
  else if (field.minimum !== undefined && field.minimum !== "0") parts.push(`At least ${field.minimum}.`);
  if (field.places !== undefined) parts.push(`At most ${field.places} digits after the point.`);
  if (field.absent !== undefined) parts.push(`If it is left open, it counts as ${words(absentWords(field.absent)).toLowerCase()}.`);
  return parts.join(" ");
}

const absentWords = (text) => ({ "[]": "none", null: "none", false: "no", true: "yes" })[text] ?? text;

/** The choice beside a value. A field that must be there, and cannot be none, has no other. */
function states(field, slot, id, key, set) {
  const choices = [[VALUE, "Value"]];
  if (!field.required && !field.isAsked) choices.push([UNKNOWN, field.absent !== undefined ? "Left open" : "Unknown"]);
  if (field.null) choices.push([NONE, "None"]);
  if (choices.length === 1) return null;
  return element(
    "fieldset", { class: "states" },
    element("legend", { class: "unseen" }, `${field.title}: is there a value?`),
    choices.map(([state, title]) =>
      element(
        "label", { title: state === NONE ? field.null : null },
        element("input", {
          type: "radio", name: `${id}-state`, value: state, checked: slot.state === state, "data-key": `${key}-${state}`,
          "aria-label": state === NONE ? `${field.title}: none (${field.null})` : `${field.title}: ${title.toLowerCase()}`,
          onchange: () => set(state),
        }),
        element("span", {}, title),
      ),
    ),
  );
}

// Controls

function controlFor(field, slot, setting) {
  switch (field.type.name) {
    case "list":
      return listControl(field, slot, setting);
    case "record":
      return recordControl(field.type, slot.value, setting, field.title);
    default:
      return scalarControl(field.type, slot.value, setting, (value) => {
        slot.value = value;
      });
  }
}

function scalarControl(type, value, { id, key, context, typed }, store) {
  const shared = {
    id, "data-key": key,
    oninput: (event) => {
      store(event.target.value);
      typed(event.target.value);
    },
  };
  switch (type.name) {
    case "choice":
      return select(shared, value, type.values.map((item) => [item, words(item)]));
    case "bool":
      return select(shared, value, [["true", "Yes"], ["false", "No"]]);
    case "date":
      return element("input", { ...shared, type: "date", value, min: "0001-01-01", max: "9999-12-31" });
    case "time":
      return element("input", { ...shared, type: "time", value });
    case "int":
    case "decimal":
      return element("input", { ...shared, type: "text", inputmode: "decimal", class: "number", value, spellcheck: "false" });
    case "party":
      return element("input", { ...shared, type: "text", value, list: context.partyList, spellcheck: "false" });
    default:
      return element("input", { ...shared, type: "text", value });
  }
}

function select(shared, value, options) {
  const node = element(
    "select", shared,
    element("option", { value: "" }, "Choose…"),
    options.map(([name, title]) => element("option", { value: name }, title)),
  );
  node.value = options.some(([name]) => name === value) ? value : "";
  return node;
}

function listControl(field, slot, setting) {
  const type = field.type.of;
  if (type.name === "choice") {
    return element(
      "fieldset", { class: "boxes", "data-key": setting.key },
      type.values.map((item) =>
        element(
          "label", {},
          element("input", {
            type: "checkbox", checked: slot.value.includes(item),
            onchange: (event) => {
              slot.value = type.values.filter((known) => (known === item ? event.target.checked : slot.value.includes(known)));
              setting.typed();
            },
          }),
          words(item),
        ),
      ),
    );
  }
  const box = element("fieldset", { class: "rows", "data-key": setting.key });
  const draw = () => {
    const rows = slot.value.map((item, position) => {
      const inner = { ...setting, id: fresh("item"), key: `${setting.key}-${position}` };
      const control =
        type.name === "record"
          ? recordControl(type, item, inner, `${field.title}, ${position + 1}`)
          : scalarControl(type, item, inner, (value) => {
              slot.value[position] = value;
            });
      if (type.name !== "record") control.setAttribute("aria-label", `${field.title}, ${position + 1}`);
      return element(
        "div", { class: "row" },
        control,
        element("button", {
          type: "button", class: "quiet", "aria-label": `Remove ${field.title}, ${position + 1}`,
          onclick: () => {
            slot.value.splice(position, 1);
            draw();
            setting.typed();
          },
        }, "Remove"),
      );
    });
    replace(box, rows, element("button", {
      type: "button", class: "quiet", "data-key": `${setting.key}-add`,
      onclick: () => {
        slot.value.push(type.name === "record" ? {} : "");
        draw();
        setting.typed();
        box.querySelector(".row:last-of-type input, .row:last-of-type select")?.focus();
      },
    }, "Add one"));
  };
  draw();
  return box;
}

function recordControl(type, value, setting, title) {
  return element(
    "fieldset", { class: "record", "data-key": setting.key },
    type.fields.map((part) => {
      const id = fresh("part");
      const control = scalarControl(part.type, value[part.field] ?? "", { ...setting, id, key: `${setting.key}-${part.field}` }, (text) => {
        value[part.field] = text;
      });
      control.setAttribute("aria-label", `${title}: ${part.field}`);
      return element("span", { class: "part" }, element("label", { for: id }, words(part.field)), control);
    }),
  );
}

// Mistakes

/** Shows each mistake at its field; gives back those that belong to none. */
export function showMistakes(parent, mistakes) {
  for (const row of parent.querySelectorAll(".field")) {
    row.querySelector(".mistake").textContent = "";
    row.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
  return mistakes.filter(({ field, message }) => {
    const row = [...parent.querySelectorAll(".field")].find((known) => known.dataset.field === field);
    if (!row) return true;
    const place = row.querySelector(".mistake");
    place.textContent = place.textContent ? `${place.textContent} ${message}` : message;
    row.querySelector(".field > input, .field > select, .field > fieldset")?.setAttribute("aria-invalid", "true");
    return false;
  });
}
