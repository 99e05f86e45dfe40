// The memo: all that was asked and answered, on paper, without the page around it.

import { element, find, grouped, replace, words } from "./dom.js";
import { NONE, UNKNOWN } from "./draft.js";
import { citationWords, countsLine, findingGroups, verdictWord } from "./findings.js";
import { citedLines } from "./sources.js";

export async function printMemo(state) {
  await drawMemo(state);
  window.print();
}

/** Fills the article that paper shows in the place of everything else. */
async function drawMemo(state) {
  const result = state.report?.results.at(-1);
  const memo = find("memo");
  if (!result) {
    replace(memo, element("h1", {}, "Not judged"), element("p", {}, "The proposal is not complete, or holds a mistake."));
    return;
  }
  replace(
    memo,
    element("p", { class: "mark" }, "Preclear"),
    element("h1", {}, `Memo: ${state.draft.kind.title} of ${result.date}, ${result.event}`),
    element("p", { class: `verdict ${result.verdict}` }, element("b", {}, verdictWord(result.verdict))),
    element("p", {}, `${state.deal.title}. ${countsLine(result.counts)}.`),
    element("h2", {}, "What was proposed"),
    proposal(state.draft),
    state.supposed.length > 0 && [
      element("h2", {}, "What was supposed to be on record, and is not"),
      state.supposed.map((draft) => [element("h3", {}, `${draft.kind.title} of ${draft.date}`), proposal(draft)]),
    ],
    findingGroups(result, {}, 2),
    await passages(result),
    element("h2", {}, "How it was judged"),
    element(
      "dl", {},
      row("Deal", state.deal.deal),
      row("Rules", `${state.report.pack.name} ${state.report.pack.version}`),
      row("Digest of the rules", state.report.pack.digest),
      row("Ledger", `${state.deal.ledger || "none"}, as of ${result.date}`),
      result.later > 0 && row("Later events left out", String(result.later)),
    ),
    element("p", { class: "faint" }, "Preclear applies rules that people wrote to facts that people supplied. It is not legal advice."),
  );
}

const row = (name, value) => [element("dt", {}, name), element("dd", {}, value)];

/** Every field with what was said of it. Of the fields that all events have only those that say something. */
function proposal(draft) {
  const rows = [["Id", draft.id], ["Kind", draft.kind.title], ["Date", draft.date]];
  for (const field of draft.kind.fields) {
    const { state, value } = draft.fields[field.field];
    if (state === UNKNOWN && (field.common || field.absent !== undefined)) continue;
    const said = state === UNKNOWN ? "not known" : state === NONE ? `none: ${field.null}` : valueText(value);
    rows.push([field.title, said + (state !== UNKNOWN && state !== NONE && field.unit ? ` ${field.unit}` : "")]);
  }
  return element("table", {}, element("tbody", {}, rows.map(([title, said]) =>
    element("tr", {}, element("th", { scope: "row" }, title), element("td", {}, said)))));
}

function valueText(value) {
  if (Array.isArray(value)) return value.map(valueText).join("; ") || "none";
  if (typeof value === "object") return Object.entries(value).map(([name, part]) => `${words(name).toLowerCase()} ${part}`).join(", ");
  return grouped(String(value));
}

/** The cited lines, once each, where the reader gave the document. */
async function passages(result) {
  const cited = new Map();
  for (const finding of result.findings) {
    for (const citation of finding.citations) cited.set(`${citation.source} ${citation.lines}`, citation);
  }
  const parts = [];
  for (const citation of cited.values()) {
    const lines = await citedLines(citation, 0);
    if (lines) parts.push(element("h3", {}, citationWords(citation)), element("blockquote", {}, lines.map(({ text }) => text.trim()).join(" ")));
  }
  return parts.length > 0 && [element("h2", {}, "The passages"), parts];
}
