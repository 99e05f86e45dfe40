// The room of the whole deal: what is used of each line that the pack declares, and what is left.

import { element, find, replace, words } from "./dom.js";
import { citations, factText } from "./findings.js";
import { bar } from "./room.js";
import * as server from "./server.js";
import { openCitation } from "./sources.js";

let asked = 0;

/** Draws the lines as of the day that was chosen; without one, of the last day on record. */
export async function drawLines() {
  const box = find("lines");
  if (!box.firstChild) box.append(...frame());
  const own = (asked += 1);
  const day = find("lines-day");
  try {
    const room = await server.room(day.value);
    if (own !== asked) return;
    day.value = room.as_of;
    replace(find("lines-found"), groups(room.lines).map(section));
  } catch (error) {
    if (own === asked) replace(find("lines-found"), element("p", { class: error.kind === "not-found" ? "faint" : "mistake" }, error.message));
  }
}

function frame() {
  return [
    element(
      "div", { class: "tools" },
      element("label", {}, "As of the end of ", element("input", { type: "date", id: "lines-day", min: "0001-01-01", max: "9999-12-31", onchange: drawLines })),
    ),
    element("div", { id: "lines-found", "aria-live": "polite" }),
  ];
}

/** The lines of one name together. */
function groups(lines) {
  const known = new Map();
  for (const line of lines) known.set(line.name, [...(known.get(line.name) ?? []), line]);
  return [...known.values()];
}

function section(lines) {
  return element(
    "section", { class: "card" },
    element("h2", {}, lines[0].title),
    element("ul", { class: "gauges" }, lines.map((line) => element(
      "li", {},
      element("p", {}, element("b", {}, who(line)), line.unit && element("span", { class: "faint" }, ` in ${line.unit}`)),
      picture(line),
      element("p", { class: "faint" }, lineWords(line)),
      line.error && element("p", { class: "message fault" }, line.error),
    ))),
    citations(lines[0].citations, { read: openCitation }, lines[0].title),
  );
}

/** Those who count as one together, and the readings under which it is so. */
function who(line) {
  const keys = line.keys.length === 0 ? "The deal" : line.keys.join(" + ");
  const readings = Object.entries(line.readings ?? {}).map(([reading, choice]) => `${words(reading).toLowerCase()}: ${choice}`);
  return readings.length === 0 ? keys : `${keys} (${readings.join(", ")})`;
}

const lineWords = (line) => `${factText(line.used)} used of ${factText(line.line)}; left: ${factText(line.left)}`;

/** Only what is known to be a figure can be drawn. */
function picture(line) {
  const [used, limit] = [Number(line.used.value ?? NaN), Number(line.line.value ?? NaN)];
  return Number.isFinite(used) && Number.isFinite(limit) && bar(used, limit, lineWords(line));
}
