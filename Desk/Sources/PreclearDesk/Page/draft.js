// An event while it is being written: what stands in each field, and the JSON that it comes to.

export const VALUE = "value";
export const UNKNOWN = "unknown";
export const NONE = "none";

/** A draft of an event of a kind. A field that must be there has a value; what else nobody has said yet is unknown. */
export function newDraft(kind, id, date) {
  const fields = {};
  for (const field of kind.fields) {
    fields[field.field] = { state: field.required ? VALUE : UNKNOWN, value: emptyValue(field.type) };
  }
  return { kind, id, date, fields };
}

function emptyValue(type) {
  return type.name === "list" ? [] : type.name === "record" ? {} : "";
}

/** Another kind, with what the old one held in fields of the same name. */
export function withKind(draft, kind) {
  const next = newDraft(kind, draft.id, draft.date);
  for (const field of kind.fields) {
    const old = draft.kind.fields.find((known) => known.field === field.field);
    const slot = draft.fields[field.field];
    if (!old || JSON.stringify(old.type) !== JSON.stringify(field.type)) continue;
    const isAllowed = slot.state === VALUE ? !isEmpty(field.type, slot.value) : slot.state === NONE ? field.null : !field.required;
    if (isAllowed) next.fields[field.field] = slot;
  }
  return next;
}

/** Sets a field from a text as reports write it, such as a cure's. */
export function setFromText(draft, name, text) {
  const field = draft.kind.fields.find((known) => known.field === name);
  if (!field) return false;
  // Reports write null as none, which may be a value of an enum too.
  const isNone = text === "none" && field.null && !(field.type.values ?? []).includes("none");
  const value = text === null || text === "null" || isNone ? null : text;
  draft.fields[name] =
    value === null && field.null
      ? { state: NONE, value: emptyValue(field.type) }
      : { state: VALUE, value: field.type.name === "list" ? listFromText(field.type, value ?? "") : (value ?? "") };
  return true;
}

function listFromText(type, text) {
  if (type.of.name === "record") return [];
  return text.replace(/^\[|\]$/g, "").split(",").map((item) => item.trim()).filter(Boolean);
}

/** Sets every field from an event as the ledger has it: numbers are texts there. */
export function draftFrom(kind, event, id) {
  const draft = newDraft(kind, id, event.date);
  for (const field of kind.fields) {
    if (!(field.field in event)) {
      draft.fields[field.field].state = field.required ? VALUE : UNKNOWN;
    } else if (event[field.field] === null) {
      draft.fields[field.field] = { state: field.null ? NONE : UNKNOWN, value: emptyValue(field.type) };
    } else {
      const value = event[field.field];
      draft.fields[field.field] = { state: VALUE, value: typeof value === "boolean" ? String(value) : value };
    }
  }
  return draft;
}

/** The titles of what has to be filled in before anything can be judged. */
export function lacking(draft) {
  const open = [];
  if (!draft.id.trim()) open.push("Id");
  if (!draft.date) open.push("Date");
  for (const field of draft.kind.fields) {
    const { state, value } = draft.fields[field.field];
    if (state === VALUE && isEmpty(field.type, value) && (field.required || field.type.name !== "list")) open.push(field.title);
  }
  return open;
}

function isEmpty(type, value) {
  return type.name === "list" ? value.length === 0 : type.name === "record" ? Object.keys(value).length === 0 : String(value).trim() === "";
}

/** The events as JSON with one field a line, so that the line of a mistake tells the field: `places[line]` is event and field. */
export function serialize(drafts) {
  const lines = ["["];
  const places = {};
  drafts.forEach((draft, position) => {
    const members = [["id", quote(draft.id.trim())], ["kind", quote(draft.kind.kind)], ["date", quote(draft.date)]];
    for (const field of draft.kind.fields) {
      const { state, value } = draft.fields[field.field];
      if (state === UNKNOWN) continue;
      members.push([field.field, state === NONE ? "null" : json(field.type, value)]);
    }
    lines.push(" {");
    members.forEach(([name, text], number) => {
      lines.push(`  ${quote(name)}: ${text}${number + 1 < members.length ? "," : ""}`);
      places[lines.length] = { position, field: name };
    });
    lines.push(position + 1 < drafts.length ? " }," : " }");
  });
  lines.push("]");
  return { body: lines.join("\n") + "\n", places };
}

/** One event on one line. */
export function serializeOne(draft) {
  const { body } = serialize([draft]);
  return body.trim().replace(/^\[\s*/, "").replace(/\s*\]$/, "");
}

// A text of JSON that is YAML too: what YAML takes for a line break is escaped.
const quote = (text) =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

function json(type, value) {
  switch (type.name) {
    case "int":
    case "decimal":
      return number(value);
    case "bool":
      return value === "true" || value === "false" ? value : quote(value);
    case "list":
      return `[${value.map((item) => json(type.of, item)).join(", ")}]`;
    case "record":
      return `{${type.fields.map((field) => `${quote(field.field)}: ${json(field.type, value[field.field] ?? "")}`).join(", ")}}`;
    default:
      return quote(String(value).trim());
  }
}

/** Digits are sent as they are typed, to the last one; commas between thousands are for the eye. */
function number(value) {
  const text = String(value).trim();
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text;
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(plain) ? plain : quote(plain);
}
