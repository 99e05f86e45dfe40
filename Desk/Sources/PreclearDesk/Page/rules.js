// The rule browser.

import { count, element, find, replace, words } from "./dom.js";
import { citations, outcomeWord } from "./findings.js";
import * as server from "./server.js";
import { openCitation } from "./sources.js";

const tools = { read: openCitation };
let rules = null;
let filter = "";
let drawn = 0;

export async function drawRules(chosen) {
  const own = (drawn += 1);
  const box = find("rules");
  try {
    rules ??= (await server.rules()).rules;
  } catch (error) {
    replace(box, element("p", { class: "mistake" }, error.message));
    return;
  }
  if (own !== drawn) return;
  if (!find("rule")) replace(box, frame());
  drawList(chosen);
  const detail = find("rule");
  if (!chosen) {
    replace(detail, element("p", { class: "faint" }, "Choose a rule to read it in full."));
    return;
  }
  try {
    const answer = await server.explain(chosen);
    if (own === drawn) replace(detail, card(answer.cards[0]));
  } catch (error) {
    if (own === drawn) replace(detail, element("p", { class: "mistake" }, error.message));
  }
}

function frame() {
  return element(
    "div", { class: "browser" },
    element(
      "div", { class: "sheet" },
      element("label", { for: "rule-search" }, "Search"),
      element("input", {
        id: "rule-search", type: "search", placeholder: "A word of the rule, a kind of event",
        oninput: (event) => {
          filter = event.target.value;
          drawList(location.hash.replace(/^#rules\/?/, ""));
        },
      }),
      element("p", { id: "rule-count", class: "faint", role: "status" }),
      element("div", { id: "rule-list" }),
    ),
    element("div", { id: "rule", class: "card", tabindex: "-1" }),
  );
}

function drawList(chosen) {
  const wanted = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = rules.filter((rule) => {
    const text = [rule.rule, rule.title, rule.pack, ...rule.on].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  find("rule-count").textContent = count(found.length, "rule");
  const packs = [...new Set(found.map((rule) => rule.pack))];
  replace(find("rule-list"), packs.map((pack) => [
    element("h2", { class: "small" }, words(pack)),
    element("ul", { class: "index" }, found.filter((rule) => rule.pack === pack).map((rule) =>
      element("li", {}, element(
        "a", { href: `#rules/${rule.rule}`, "aria-current": rule.rule === chosen ? "true" : null, "data-key": `index-${rule.rule}` },
        element("span", {}, rule.title), element("small", {}, rule.rule),
      )),
    )),
  ]));
}

/** A sentence, or the head of a list of statements. */
function statement({ text, parts }) {
  return parts?.length ? [element("p", {}, text), element("ul", {}, parts.map((part) => element("li", {}, statement(part))))] : element("p", {}, text);
}

function card(rule) {
  return element(
    "article", {},
    element("h2", {}, rule.title),
    element("p", { class: "faint" }, element("code", {}, rule.rule), ` · pack ${rule.pack} · ${rule.location.file.split("/").at(-1)}, line ${rule.location.line}`),
    element("p", {}, "It looks at ", rule.on.map((kind) => words(kind).toLowerCase()).join(", "), "."),
    (rule.from || rule.to) && element("p", {}, "In force", rule.from && ` from ${rule.from}`, rule.to && ` to ${rule.to}`, "."),
    rule.where && section("It applies where", statement(rule.where)),
    rule.clauses.map((clause) => section(
      clause.clause ? `${words(clause.clause)}: ${clause.lead.charAt(0).toLowerCase()}${clause.lead.slice(1)}` : clause.lead,
      clause.where && [element("p", { class: "faint" }, "Where"), statement(clause.where)],
      statement(clause.condition),
      clause.unless.length > 0 && element("div", {}, element("p", {}, "Except:"), element("ul", {}, clause.unless.map((exception) =>
        element("li", {}, element("b", {}, words(exception.id)), statement(exception.condition))))),
      clause.cures.length > 0 && element("div", {}, element("p", {}, "What would cure it:"), element("ul", {}, clause.cures.map((cure) => element("li", {}, cure)))),
    )),
    rule.definitions.length > 0 && section("What the words mean", element("dl", {}, rule.definitions.map((item) => [
      element("dt", {}, item.title ?? item.name), element("dd", {}, statement(item.is)),
    ]))),
    rule.parameters.length > 0 && section("Its figures", element("dl", {}, rule.parameters.map((item) => [
      element("dt", {}, item.title ?? words(item.parameter)),
      item.values.map((value) => element("dd", {}, value.value, value.from && `, from ${value.from}`, value.until && ` to ${value.until}`, citations(value.citations, tools, rule.title))),
    ]))),
    rule.readings.map((reading) => section("It can be read two ways",
      element("p", {}, reading.question),
      element("ul", {}, reading.alternatives.map((alternative) => element("li", {}, element("b", {}, alternative.name), `: ${alternative.title}`))),
      citations(reading.citations, tools, rule.title))),
    rule.facts.length > 0 && section("What it needs to know", element("ul", {}, rule.facts.map((fact) => element("li", {}, fact.question)))),
    rule.citations.length > 0 && section("Where it stands", citations(rule.citations, tools, rule.title)),
    rule.examples.length > 0 && element("details", {}, element("summary", {}, count(rule.examples.length, "test case")), element("ul", {}, rule.examples.map((example) =>
      element("li", {}, example.name, element("span", { class: "faint" }, ` (${outcomeWord(example.outcome)})`))))),
    rule.covers.length > 0 && element("p", { class: "faint" }, `Covers ${rule.covers.join(", ")}`),
  );
}

const section = (title, ...content) => element("section", {}, element("h3", {}, title), content);
