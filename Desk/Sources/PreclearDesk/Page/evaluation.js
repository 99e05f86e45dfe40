// How a rule came to its outcome: every part of it with its value on the proposal.

import { element, find, replace } from "./dom.js";
import { outcomeWord } from "./findings.js";
import * as server from "./server.js";

/** Opens it for what was judged: the last of its events, after those before it. */
export async function openEvaluation(finding, judged) {
  const dialog = find("reader");
  const parts = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The parts of the rule" }, element("p", { class: "faint" }, "Opening…"));
  replace(
    dialog,
    element(
      "header", {},
      element("h2", { id: "reader-heading" }, "How it was evaluated"),
      element("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close"),
    ),
    element("p", { class: "beside" }, finding.title),
    parts,
  );
  dialog.showModal();
  try {
    const { explanations } = await server.evaluate(judged, finding.rule);
    replace(parts, explanation(explanations.at(-1)));
  } catch (error) {
    replace(parts, element("p", { class: "mistake" }, error.message));
  }
}

function explanation({ rule, outcome, reason, cases }) {
  return [
    element("p", {}, element("code", {}, rule), ` comes to: ${outcomeWord(outcome)}. ${reason}`),
    cases.map((own) => element(
      "section", {},
      own.choices.length > 0 && element("h3", {}, own.choices.join("; ")),
      tree(own.parts),
    )),
  ];
}

const tree = (parts) => element("ul", { class: "tree" }, parts.map((part) => element(
  "li", { class: part.result === "not needed" ? "faint" : null },
  part.label && [element("b", {}, part.label), " "],
  element("code", {}, part.expression),
  element("span", { class: `came ${part.result.replace(" ", "-")}` }, part.value),
  part.parts && tree(part.parts),
)));
