// The view in which a transaction is pre-cleared: the draft is judged as it is typed, and the answer can be acted on.

import { askEvent, askField, askRecord, knownFact } from "./ask.js";
import { count, element, find, replace } from "./dom.js";
import { VALUE, draftFrom, lacking, newDraft, serialize, serializeOne, setFromText, withKind } from "./draft.js";
import { openEvaluation } from "./evaluation.js";
import { cureSteps, cureWords, findingGroups, questionPanel, verdictBanner, verdictWord } from "./findings.js";
import { drawFields, plainRow, showMistakes } from "./form.js";
import { setLedger } from "./ledger.js";
import { printMemo } from "./memo.js";
import { drawRoom } from "./room.js";
import * as server from "./server.js";
import { openCitation } from "./sources.js";
import { freeId, state } from "./state.js";
import { trouble } from "./trouble.js";

const pause = 150;
const context = { partyList: "parties", changed: () => soon() };

/** Begins with a draft. */
export function openCheck(draft) {
  state.draft = draft;
  drawForm();
  judge();
}

// The form

/** Draws the form anew, but for the choice of the kind: who types there goes on typing. */
function drawForm() {
  const { draft } = state;
  const form = find("form");
  if (!find("kind-row")) {
    const kinds = element("select", { onchange: (event) => chooseKind(event.target.value) }, kindOptions());
    form.append(element("div", { id: "kind-row" }, plainRow("Kind of transaction", "kind", kinds)), element("div", { id: "rest" }));
    form.onsubmit = (event) => event.preventDefault();
  }
  const kinds = find("kind-row").querySelector("select");
  if (kinds.value !== draft.kind.kind) kinds.value = draft.kind.kind;
  const id = element("input", { type: "text", value: draft.id, spellcheck: "false", oninput: (event) => { draft.id = event.target.value; soon(); } });
  const date = element("input", { type: "date", value: draft.date, min: "0001-01-01", max: "9999-12-31", oninput: (event) => { draft.date = event.target.value; soon(); } });
  const fields = element("div", { id: "fields" });
  drawFields(fields, draft, context);
  replace(
    find("rest"),
    draft.kind.about && element("p", { class: "hint" }, draft.kind.about),
    element("div", { class: "pair" }, plainRow("Id", "id", id), plainRow("Date", "date", date)),
    supposedList(),
    fields,
    partyNames(),
    element(
      "div", { class: "acts" },
      element("button", { type: "button", class: "main", id: "print", onclick: () => printMemo(state) }, "Print the memo"),
      element("button", { type: "button", id: "clear", onclick: startOver }, "Start over"),
      state.deal.journal && element("button", { type: "button", id: "record", onclick: recordDraft }, "Record in the ledger…"),
    ),
  );
}

function chooseKind(name) {
  state.draft = withKind(state.draft, state.kinds.find((kind) => kind.kind === name));
  drawForm();
  soon();
}

function kindOptions() {
  const option = (kind) => element("option", { value: kind.kind }, kind.title);
  const looked = state.kinds.filter((kind) => kind.rules > 0);
  const others = state.kinds.filter((kind) => kind.rules === 0);
  if (others.length === 0) return looked.map(option);
  return [
    element("optgroup", { label: "Rules look at these" }, looked.map(option)),
    element("optgroup", { label: "No rule looks at these" }, others.map(option)),
  ];
}

/** The parties that are known by name, to choose from while typing. */
function partyNames() {
  return element("datalist", { id: context.partyList }, knownParties().map((name) => element("option", { value: name })));
}

function knownParties() {
  const names = new Set(state.deal.parties.map((party) => party.id));
  const fields = new Map(state.kinds.map((kind) => [kind.kind, kind.fields.filter((field) => field.type.name === "party").map((field) => field.field)]));
  for (const event of state.events) {
    for (const field of fields.get(event.kind) ?? []) if (event[field]) names.add(event[field]);
  }
  return [...names].sort();
}

/** The ledger as it is now: what its events name can be chosen from while typing. */
export function takeLedger(ledger) {
  state.events = ledger.events.map(({ event }) => event);
  setLedger(ledger, { read: openCitation, propose });
  find(context.partyList)?.replaceWith(partyNames());
}

function startOver() {
  state.supposed = [];
  state.draft = newDraft(state.draft.kind, state.draft.id, state.draft.date);
  drawForm();
  judge();
}

/** An event of the ledger as a proposal of its own. */
function propose(event) {
  const kind = state.kinds.find((known) => known.kind === event.kind);
  if (!kind) return;
  state.draft = draftFrom(kind, event, freeId());
  drawForm();
  location.hash = "check";
  judge();
}

function supposedList() {
  if (state.supposed.length === 0) return null;
  return element(
    "section", { class: "supposed", "aria-label": "Supposed to be on record" },
    element("p", { class: "label" }, "Supposed to be on record"),
    element("ul", {}, state.supposed.map((draft, position) => element(
      "li", {},
      element("span", {}, `${draft.kind.title}, ${draft.date} `, element("span", { class: "faint" }, summary(draft))),
      element("button", { type: "button", class: "quiet", onclick: () => { state.supposed.splice(position, 1); drawForm(); judge(); } }, "Remove"),
    ))),
  );
}

const summary = (draft) => draft.kind.fields
  .filter((field) => draft.fields[field.field].state === VALUE && ["string", "number"].includes(typeof draft.fields[field.field].value))
  .map((field) => draft.fields[field.field].value).filter(Boolean).join(", ");

// Judging

let timer = 0;
let running = null;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(judge, pause);
}

async function judge() {
  clearTimeout(timer);
  running?.abort();
  const open = lacking(state.draft);
  if (open.length > 0) {
    state.report = null;
    showMistakes(find("form"), []);
    showOpen(open);
    return;
  }
  const drafts = [...state.supposed, state.draft];
  const { body, places } = serialize(drafts);
  const control = new AbortController();
  running = control;
  try {
    const report = await server.check(body, control.signal);
    if (control.signal.aborted) return;
    state.report = report;
    state.judged = body;
    trouble(null);
    showMistakes(find("form"), []);
    showResult(report.results[report.results.length - 1]);
    if (running === control) drawRoom(find("room"), state.draft, body, control.signal);
  } catch (error) {
    if (error.name !== "AbortError") refused(error, places, drafts.length - 1);
  }
}

function showOpen(open) {
  replace(
    find("verdict"),
    element("div", { class: "verdict open" }, element("h2", {}, "Not judged yet"), element("p", {}, `Still to be filled in: ${open.join(", ")}.`)),
  );
  replace(find("findings"));
  replace(find("room"));
  say(`Not judged yet. Still to be filled in: ${open.join(", ")}.`);
}

function showResult(result) {
  replace(
    find("verdict"),
    verdictBanner(result),
    undoNote(),
    state.supposed.length > 0 && element("p", { class: "notice" }, `Judged as if ${count(state.supposed.length, "event")} stood on record that ${state.supposed.length === 1 ? "does" : "do"} not. ${supposedVerdicts()}`),
  );
  replace(find("findings"), questionPanel(result, { answer }), findingGroups(result, { read: openCitation, openRule: true, apply, evaluate: (finding) => openEvaluation(finding, state.judged) }));
  say(`${verdictWord(result.verdict)}. ${count(result.findings.length, "finding")}.`);
}

/** What is supposed is judged too: that it is itself blocked may not stay hidden. */
function supposedVerdicts() {
  const results = state.report.results.slice(0, -1).filter((result) => result.verdict !== "clear");
  return results.map((result) => `${result.event} is itself ${verdictWord(result.verdict).toLowerCase()}.`).join(" ");
}

/** Mistakes of the input at their fields; what has no field, and what is not of the input, above the page. */
function refused(error, places, position) {
  state.report = null;
  replace(find("room"));
  replace(find("findings"));
  if (error.kind !== "invalid-input") {
    replace(find("verdict"));
    trouble(error);
    return;
  }
  trouble(null);
  const mistakes = error.errors.map((mistake) => {
    const place = places[mistake.line];
    const text = mistake.help ? `${mistake.message} (${mistake.help})` : mistake.message;
    return { field: place?.position === position ? place.field : null, message: text.charAt(0).toUpperCase() + text.slice(1) };
  });
  const others = showMistakes(find("form"), mistakes);
  replace(
    find("verdict"),
    element(
      "div", { class: "verdict open" },
      element("h2", {}, "Not judged"),
      element("p", {}, "The form holds a mistake. Nothing is judged until it is put right."),
      element("ul", {}, (others.length > 0 ? others : mistakes).map(({ message }) => element("li", {}, message))),
    ),
  );
  say(`Not judged. ${mistakes[0]?.message ?? ""}`);
}

/** For those who listen. The same sentence is not said twice. */
function say(text) {
  if (find("spoken").textContent !== text) find("spoken").textContent = text;
}

// Answers and cures

function answer(missing) {
  const fact = knownFact(missing.fact, state);
  if (!fact) return null;
  if (fact.field && fact.isEvent) {
    return askField(state.draft, fact.field, context, missing.fact, () => {
      drawForm();
      judge().then(nextQuestion);
    });
  }
  return element(
    "button", {
      type: "button", class: "answer", "data-key": `suppose-${missing.fact}`,
      onclick: () => askEvent(fact, missing, state, context, freeId("S"), (draft) => {
        state.supposed.push(draft);
        drawForm();
        judge().then(nextQuestion);
      }),
    },
    "Suppose an answer…",
  );
}

function nextQuestion() {
  const next = document.querySelector("#findings .asked select, #findings .asked input, #findings .asked button");
  (next ?? document.querySelector("#verdict h2"))?.focus();
}

function apply(cure) {
  const steps = cureSteps(cure);
  const before = structuredClone({ date: state.draft.date, fields: state.draft.fields });
  for (const step of steps) {
    if (step.kind === "wait") state.draft.date = step.date;
    else if (step.kind === "obtain") {
      const fact = knownFact(step.fact, state);
      if (!fact) continue;
      askEvent({ ...fact, particulars: cure.particulars }, { question: `Suppose that it is obtained: ${step.fact}.` }, state, context, freeId("S"), (draft) => {
        state.supposed.push(draft);
        drawForm();
        judge();
      });
    } else setFromText(state.draft, step.field, step.to);
  }
  state.undo = { before, text: cureWords(cure) };
  drawForm();
  judge().then(() => document.querySelector("#verdict h2")?.focus());
}

function undoNote() {
  if (!state.undo) return null;
  const { before, text } = state.undo;
  return element(
    "p", { class: "notice done" }, `Done: ${text}. `,
    element("button", {
      type: "button", class: "quiet",
      onclick: () => {
        state.draft.date = before.date;
        state.draft.fields = before.fields;
        state.undo = null;
        drawForm();
        judge();
      },
    }, "Undo"),
  );
}

// The record

function recordDraft() {
  const result = state.report?.results.at(-1);
  if (!result) return;
  askRecord(state, result, async () => {
    await server.record(serializeOne(state.draft), state.draft.id.trim(), result.verdict);
    takeLedger(await server.ledger());
    state.draft = newDraft(state.draft.kind, freeId(), state.draft.date);
    drawForm();
    location.hash = "ledger";
    judge();
  });
}
