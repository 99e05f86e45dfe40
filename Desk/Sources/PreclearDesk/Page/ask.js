// Questions: a missing fact answered in place, or by an event that is supposed to be on record.

import { element, find, replace, words } from "./dom.js";
import { UNKNOWN, VALUE, lacking, newDraft, setFromText } from "./draft.js";
import { drawFields, fieldRow, plainRow } from "./form.js";
import { verdictWord } from "./findings.js";

/** What a fact's name means: a field of the event itself, or the kind of event that would state it. */
export function knownFact(name, { draft, kinds }) {
  const parts = /^([a-z_]\w*)(?:\(([^)]*)\))?(?:\.([a-z_]\w*))?/.exec(name);
  if (!parts) return null;
  const [, head, keys, field] = parts;
  if (head === "event") {
    const own = draft.kind.fields.find((known) => known.field === field);
    return own ? { isEvent: true, field: own } : null;
  }
  const kind = kinds.find((known) => known.kind === head);
  return kind ? { isEvent: false, kind, keys: (keys ?? "").split(",").map((key) => key.trim()).filter(Boolean), fieldName: field } : null;
}

/** The field's own control, and a button: half an answer is none. */
export function askField(draft, field, context, key, answered) {
  const own = newDraft({ ...draft.kind, fields: [field] }, "", "");
  own.fields[field.field].state = VALUE;
  return element(
    "form", {
      class: "in-place", novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        if (own.fields[field.field].state === VALUE && lacking({ ...own, id: "-", date: "-" }).length > 0) return;
        draft.fields[field.field] = own.fields[field.field];
        answered();
      },
    },
    fieldRow(own, { ...field, isAsked: true, hint: undefined, ask: undefined }, { ...context, changed: () => {} }, `ask-${key}-`),
    element("button", { type: "submit" }, "Answer"),
  );
}

/** Asks for an event of the kind that would state the fact. */
export function askEvent(fact, missing, state, context, id, answered) {
  const draft = prefilled(fact, state, id);
  const dialog = find("asker");
  const fields = element("div", {});
  const date = element("input", { type: "date", value: draft.date, max: state.draft.date, oninput: (event) => { draft.date = event.target.value; } });
  const mistake = element("p", { class: "mistake", role: "alert" });
  replace(
    dialog,
    element("header", {}, element("h2", { id: "asker-heading" }, "Suppose it stood on record"), closeButton(dialog)),
    element("p", { class: "question" }, missing.question),
    element("p", { class: "faint" }, `The proposal is then judged as if this event (${draft.kind.title.toLowerCase()}) were in the ledger. Nothing is written.`),
    element(
      "form", {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          const open = lacking(draft);
          if (open.length > 0) {
            mistake.textContent = `Still to be filled in: ${open.join(", ")}.`;
            return;
          }
          dialog.close();
          answered(draft);
        },
      },
      plainRow("Date", "date", date, "On the day of the proposal, or before."),
      fields, mistake,
      element("div", { class: "acts" }, element("button", { type: "submit", class: "main" }, "Suppose it")),
    ),
  );
  drawFields(fields, draft, { ...context, changed: () => {} });
  dialog.showModal();
}

/** A draft with the keys of the fact where its kind wants names. */
function prefilled(fact, state, id) {
  const draft = newDraft(fact.kind, id, state.supposed.at(-1)?.date ?? state.draft.date);
  const names = fact.kind.fields.filter((field) => ["party", "string", "choice"].includes(field.type.name) && field.required);
  const list = fact.kind.fields.find((field) => field.type.name === "list" && field.type.of.name === "party");
  if (fact.keys.length > 1 && list) draft.fields[list.field] = { state: VALUE, value: [...fact.keys] };
  else fact.keys.forEach((key, position) => {
    if (names[position]) draft.fields[names[position].field].value = key;
  });
  // What a cure was tried with: `from acme, written true`.
  for (const said of fact.particulars?.split(", ") ?? []) {
    const [name, ...text] = said.split(" ");
    setFromText(draft, name, text.join(" "));
  }
  const asked = fact.kind.fields.find((field) => field.field === fact.fieldName);
  if (asked && draft.fields[asked.field].state === UNKNOWN) draft.fields[asked.field].state = VALUE;
  return draft;
}

/** Recording is an act of its own: the id is typed once more, and the verdict is on the button. */
export function askRecord(state, result, confirmed) {
  const dialog = find("asker");
  const id = state.draft.id.trim();
  const typed = element("input", { type: "text", spellcheck: "false" });
  const mistake = element("p", { class: "mistake", role: "alert" });
  replace(
    dialog,
    element("header", {}, element("h2", { id: "asker-heading" }, "Record in the ledger"), closeButton(dialog)),
    element("p", {}, `This writes ${id} (${state.draft.kind.title.toLowerCase()} of ${state.draft.date}) to the ledger as something that happened, and the check of it to the journal. Neither can be taken back here. The verdict is: ${verdictWord(result.verdict).toLowerCase()}.`),
    state.supposed.length > 0 && element("p", { class: "notice" }, "What you only supposed is not recorded with it; it is judged again without."),
    element(
      "form", {
        novalidate: true,
        onsubmit: async (event) => {
          event.preventDefault();
          if (typed.value.trim() !== id) {
            mistake.textContent = `Type ${id} to record it.`;
            return;
          }
          try {
            await confirmed();
            dialog.close();
          } catch (error) {
            mistake.textContent = error.message;
          }
        },
      },
      plainRow(`Type the id, ${id}`, "confirm", typed), mistake,
      element("div", { class: "acts" }, element("button", { type: "submit", class: "main" }, `Record it, ${verdictWord(result.verdict).toLowerCase()} as it is`)),
    ),
  );
  dialog.showModal();
}

const closeButton = (dialog) => element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close");
