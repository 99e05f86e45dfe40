// A citation, opened where it stands: the cited lines in the reader's own copy, beside the rule that rests on them.

import { element, find, replace } from "./dom.js";
import { citationWords } from "./findings.js";
import * as server from "./server.js";

const around = 8;
let asked = null;

/** The documents that the rules cite: asked for by the first citation that is opened. */
function documents() {
  asked ??= server.sources().then((answer) => answer.sources, (error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** `866-870`: the first and the last line. */
export function span(lines) {
  const numbers = (lines ?? "").match(/\d+/g)?.map(Number);
  return numbers ? [Math.min(...numbers), Math.max(...numbers)] : null;
}

const hasCopy = async (name) => (await documents()).some((source) => source.source === name && source.lines !== null);

/** Lines with some before and after; null where the desk has no copy. */
export async function citedLines(citation, more = around) {
  const range = span(citation.lines);
  if (!range || !(await hasCopy(citation.source))) return null;
  const answer = await server.lines(citation.source, Math.max(1, range[0] - more), range[1] + more);
  return answer.lines.map(({ line, text }) => ({ line, text, isCited: line >= range[0] && line <= range[1] }));
}

export async function openCitation(citation, ruleTitle) {
  const dialog = find("reader");
  replace(
    dialog,
    element(
      "header", {},
      element("h2", { id: "reader-heading" }, citationWords(citation)),
      element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close"),
    ),
    element("p", { class: "faint", id: "reader-source" }),
    element("p", { class: "beside" }, ruleTitle),
    element("div", { class: "passage", id: "passage" }, element("p", { class: "faint" }, "Opening…")),
  );
  dialog.showModal();
  const passage = find("passage");
  try {
    find("reader-source").textContent = (await documents()).find((item) => item.source === citation.source)?.title ?? "";
    const lines = await citedLines(citation);
    replace(passage, lines ? page(lines, citation.anchor) : absent(citation));
    passage.querySelector(".cited")?.scrollIntoView({ block: "center" });
  } catch (error) {
    replace(passage, element("p", { class: "mistake" }, error.message));
  }
}

function page(lines, anchor) {
  return element(
    "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The cited lines" },
    element("table", { class: "lines" }, element("tbody", {}, lines.map(({ line, text, isCited }) =>
      element(
        "tr", { class: isCited ? "cited" : null },
        element("th", { scope: "row" }, line),
        element("td", {}, isCited ? marked(text, anchor) : text),
      ),
    ))),
  );
}

/** The anchor within its line, if all of it stands there. */
function marked(text, anchor) {
  const start = anchor ? text.toLowerCase().indexOf(anchor.toLowerCase()) : -1;
  if (start < 0) return text;
  const end = start + anchor.length;
  return [text.slice(0, start), element("mark", {}, text.slice(start, end)), text.slice(end)];
}

function absent(citation) {
  return [
    citation.anchor && element("p", {}, "The passage is found by the words ", element("q", {}, citation.anchor), "."),
    element(
      "p", { class: "faint" },
      "The desk has no copy of this document. To read the lines here, start it with ",
      element("code", {}, `preclear serve --source ${citation.source}=FILE`), ".",
    ),
  ];
}
