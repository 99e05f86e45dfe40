// The rule browser.

import { count, element, find, replace, words } from "./dom.js";
import { citations } from "./findings.js";
import * as server from "./server.js";

let rules = [];
let tools = {};
let filter = "";

export function setRules(list, given) {
  rules = list;
  tools = given;
}

export async function drawRules(chosen) {
  const box = find("rules");
  if (!box.firstChild) box.append(frame());
  drawList(chosen);
  const detail = find("rule");
  if (!chosen) {
    replace(detail, element("p", { class: "faint" }, "Choose a rule to read it in full."));
    return;
  }
  try {
    replace(detail, card(await server.explain(chosen)));
  } catch (error) {
    replace(detail, element("p", { class: "mistake" }, error.message));
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

const forms = {
  forbid: "It is a violation if",
  require: "It is a violation unless",
  trigger: "It sets off a consequence if",
  notice: "It is noted if",
  unclear: "It is open if",
};

function card(rule) {
  return element(
    "article", {},
    element("h2", {}, rule.title),
    element("p", { class: "faint" }, element("code", {}, rule.rule), ` · pack ${rule.pack} · `, element("span", {}, `${rule.location.file}, line ${rule.location.line}`)),
    element("p", {}, "It looks at: ", rule.on.map(words).join(", "), "."),
    (rule.from || rule.to) && element("p", {}, "In force", rule.from && ` from ${rule.from}`, rule.to && ` to ${rule.to}`, "."),
    rule.where && [element("h3", {}, "It applies where"), element("pre", { tabindex: "0" }, element("code", {}, rule.where))],
    rule.clauses.map((clause) => [
      element("h3", {}, clause.id ? `${words(clause.id)}: ` : "", clause.id ? forms[clause.form].replace(/^It/, "it") : forms[clause.form]),
      element("pre", { tabindex: "0" }, element("code", {}, clause.condition)),
      clause.where && [element("p", {}, "where"), element("pre", { tabindex: "0" }, element("code", {}, clause.where))],
      clause.unless.length > 0 && element("div", {}, element("p", {}, "Except:"), element("ul", {}, clause.unless.map((exception) =>
        element("li", {}, `${words(exception.id)}, if `, element("code", {}, exception.if))))),
      citations(clause.citations, tools, rule.title),
    ]),
    rule.let?.length > 0 && [
      element("h3", {}, "Where these words stand for"),
      element("dl", {}, rule.let.map((item) => [element("dt", {}, element("code", {}, item.name)), element("dd", {}, element("code", {}, item.value))])),
    ],
    rule.citations.length > 0 && [element("h3", {}, "Where it stands"), citations(rule.citations, tools, rule.title)],
    rule.covers.length > 0 && element("p", { class: "faint" }, `Covers ${rule.covers.join(", ")}`),
  );
}
