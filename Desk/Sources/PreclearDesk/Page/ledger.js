// The ledger as a timeline: every event, and what the rules said of it on its day.

import { count, element, find, grouped, replace, words } from "./dom.js";
import { findingGroups, verdictWord } from "./findings.js";

let events = null;
let total = 0;
let tools = {};
let show = { only: "all", kind: "" };

export function setLedger(answer, given) {
  events = answer.events;
  total = answer.total;
  tools = given;
}

export function drawLedger() {
  const box = find("ledger");
  if (!events) {
    replace(box, element("p", { class: "faint" }, "Opening…"));
    return;
  }
  const kinds = [...new Set(events.map(({ event }) => event.kind))].sort();
  replace(
    box,
    element(
      "div", { class: "tools" },
      element("label", {}, "Show ", picker("only", [["all", "every event"], ["findings", "events with findings"], ["blocked", "what was blocked"]])),
      element("label", {}, "of kind ", picker("kind", [["", "any"], ...kinds.map((kind) => [kind, words(kind)])])),
      element("p", { id: "ledger-count", class: "faint", role: "status" }),
    ),
    element("div", { id: "timeline" }),
  );
  drawTimeline();
}

function picker(name, options) {
  const node = element(
    "select", {
      "data-key": `ledger-${name}`,
      onchange: (event) => {
        show = { ...show, [name]: event.target.value };
        drawTimeline();
      },
    },
    options.map(([value, title]) => element("option", { value }, title)),
  );
  node.value = show[name];
  return node;
}

function drawTimeline() {
  const shown = events.filter(({ event, result }) =>
    (show.kind === "" || event.kind === show.kind) &&
    (show.only === "all" || (show.only === "findings" ? result?.findings.length > 0 : result?.verdict === "blocked")));
  find("ledger-count").textContent =
    `${count(shown.length, "event")}${total > events.length ? `, of the last ${events.length} of ${total}` : ""}`;
  const months = [...new Set(shown.map(({ event }) => event.date.slice(0, 7)))];
  replace(find("timeline"), months.map((month) => element(
    "section", {},
    element("h2", { class: "small" }, monthTitle(month)),
    element("ol", { class: "timeline" }, shown.filter(({ event }) => event.date.startsWith(month)).map(entry)),
  )));
}

const monthNames = "January February March April May June July August September October November December".split(" ");
const monthTitle = (month) => `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

function entry({ event, result }) {
  const verdict = result?.verdict;
  const found = result?.findings.length ?? 0;
  const line = [
    element("time", { datetime: event.date }, event.date),
    element("b", {}, words(event.kind)),
    element("span", { class: "faint" }, event.id),
    result
      ? element("span", { class: `badge ${verdict}` }, verdictWord(verdict))
      : element("span", { class: "badge" }, "Opening"),
  ];
  return element(
    "li", { class: verdict ?? "opening" },
    element(
      "details", {},
      element("summary", {}, line, found > 0 && element("span", { class: "faint" }, count(found, "finding"))),
      element("dl", { class: "event" }, Object.entries(event).filter(([name]) => !["id", "kind", "date"].includes(name)).map(([name, value]) =>
        [element("dt", {}, words(name)), element("dd", {}, valueText(value))])),
      result && findingGroups(result, { read: tools.read, openRule: true }),
      result && element("p", {}, element("button", { type: "button", class: "quiet", onclick: () => tools.propose(event) }, "Propose one like it")),
    ),
  );
}

function valueText(value) {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([name, part]) => `${name} ${valueText(part)}`).join(", ");
  return typeof value === "string" ? grouped(value) : value ? "yes" : "no";
}
