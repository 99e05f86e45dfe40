// The room that is left, as pictures: a gauge to each limit of a figure, and a calendar of the days that pass.

import { count, element, grouped, replace, shape } from "./dom.js";
import { VALUE } from "./draft.js";
import { outcomeWord, verdictWord } from "./findings.js";
import * as server from "./server.js";

const pause = 250;
const mostMonths = 12;
let asked = 0;
let chosen = null;

/** Asks for the room of what was just judged, unless something else is asked before the answer is there. */
export async function drawRoom(parent, draft, body, signal) {
  const own = (asked += 1);
  const numbers = draft.kind.fields.filter((field) => ["int", "decimal"].includes(field.type.name) && draft.fields[field.field].state === VALUE);
  await new Promise((resolve) => setTimeout(resolve, pause));
  if (own !== asked || signal.aborted) return;
  const field = numbers.find((known) => known.field === chosen) ?? numbers[0];
  try {
    const [size, days] = await Promise.all([
      field ? server.headroom(body, `field=${encodeURIComponent(field.field)}`, signal) : null,
      server.headroom(body, "by=date", signal),
    ]);
    if (own !== asked || signal.aborted) return;
    const again = (name) => {
      chosen = name;
      drawRoom(parent, draft, body, signal);
    };
    replace(parent, size && gauges(size, field, numbers, again), calendar(days));
  } catch (error) {
    if (error.name !== "AbortError" && own === asked) replace(parent);
  }
}

// Gauges

function gauges(room, field, numbers, again) {
  const limited = room.limits.filter((limit) => limit.greatest !== undefined || limit.room === "none");
  const free = room.limits.length - limited.length;
  return element(
    "section", { "aria-labelledby": "gauges-heading" },
    element("h2", { id: "gauges-heading" }, `Room for ${field.title.toLowerCase()}`),
    numbers.length > 1 && fieldPicker(field, numbers, again),
    element("p", {}, roomSentence(room, field)),
    limited.length > 0 && element("ul", { class: "gauges" }, limited.map((limit) =>
      element(
        "li", { class: room.binding.includes(limit.rule) ? "binding" : null },
        element("p", {}, element("a", { href: `#rules/${limit.rule}` }, limit.title)),
        gauge(Number(room.now), limit),
        element("p", { class: "faint" }, limitWords(limit, room.now), room.binding.includes(limit.rule) && " · binds first"),
      ))),
    free > 0 && element("p", { class: "faint" }, `${count(free, "other rule")} that look${free === 1 ? "s" : ""} at it set${free === 1 ? "s" : ""} no such limit.`),
  );
}

function fieldPicker(field, numbers, again) {
  const select = element(
    "select", { id: "room-field", "data-key": "room-field", onchange: (event) => again(event.target.value) },
    numbers.map((known) => element("option", { value: known.field }, known.title)),
  );
  select.value = field.field;
  return element("p", { class: "picker" }, element("label", { for: "room-field" }, "Of "), select);
}

function roomSentence(room, field) {
  const unit = field.unit ? ` ${field.unit}` : "";
  switch (room.room) {
    case "unlimited":
      return "No rule sets an upper limit.";
    case "none":
      return "No value passes: something else stands against it.";
    case "up_to":
      return `The greatest that passes is ${grouped(room.greatest)}${unit}.`;
    case "up_to_with_gaps":
      return `The greatest that passes is ${grouped(room.greatest)}${unit}, but not every lesser value does.`;
    default:
      return "How far it may go cannot be told.";
  }
}

const limitWords = (limit, now) =>
  limit.room === "none" ? "no value passes this rule" : `${grouped(now)} of ${grouped(limit.greatest)}${limit.room === "up_to_with_gaps" ? ", with gaps" : ""}`;

const gauge = (now, limit) => bar(now, limit.room === "none" ? null : Number(limit.greatest), limitWords(limit, String(now)));

/** A bar from nothing to the limit, or past it; without a limit nothing is left. The picture is a rounding, the figures beside it are not. */
export function bar(used, limit, words) {
  const whole = Math.max(used, limit ?? 0) || 1;
  const width = (value) => Math.max(0, Math.min(100, (100 * value) / whole));
  return shape(
    "svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", class: "gauge", role: "img", "aria-label": words },
    shape("rect", { class: "track", width: 100, height: 4 }),
    shape("rect", { class: limit === null || used > limit ? "over" : "used", width: limit === null ? 100 : width(used), height: 4 }),
    ...(limit === null ? [] : [shape("rect", { class: "cap", x: Math.min(99.4, width(limit)), width: 0.6, height: 4 })]),
  );
}

// Calendar

function calendar(room) {
  if (!room.windows?.length) return null;
  const months = shownMonths(room);
  return element(
    "section", { "aria-labelledby": "calendar-heading" },
    element("h2", { id: "calendar-heading" }, "Days"),
    element("p", {}, room.first_clear
      ? room.first_clear === room.date ? "It is clear on the day proposed." : `The first clear day is ${room.first_clear}, if nothing else happens before.`
      : `No day through ${room.through} is clear, if nothing else happens.`),
    element("div", { class: "months", "aria-hidden": "true" }, months.map((month) => monthGrid(month, room))),
    element("p", { class: "legend", "aria-hidden": "true" }, ["blocked", "review", "clear"].map((verdict) =>
      element("span", {}, shape("svg", { viewBox: "0 0 10 10" }, shape("rect", { class: `day ${verdict}`, width: 10, height: 10, rx: 2 })), verdictWord(verdict)))),
    element("table", {}, element("caption", { class: "unseen" }, "The same in words"), element("tbody", {}, room.windows.map((window) => element(
      "tr", {},
      element("th", { scope: "row" }, window.to === undefined ? `from ${window.from}` : window.to === window.from ? window.from : `${window.from} to ${window.to}`),
      element("td", {}, element("span", { class: `badge ${window.verdict}` }, verdictWord(window.verdict))),
      element("td", {}, window.findings.map((finding, position) => [position > 0 && ", ", element("a", { href: `#rules/${finding.rule}` }, finding.rule), ` (${outcomeWord(finding.outcome)})`])),
    )))),
    room.cut_short && element("p", { class: "faint" }, `The search ended with ${room.through}.`),
  );
}

/** The months from the day proposed to the one after the last change, as far as a page shows them. */
function shownMonths(room) {
  const last = room.windows.at(-1).from;
  const months = [];
  let [year, month] = room.date.split("-").map(Number);
  const [lastYear, lastMonth] = last.split("-").map(Number);
  const wanted = Math.min(mostMonths, Math.max(1, (lastYear - year) * 12 + lastMonth - month + 1));
  while (months.length < wanted) {
    months.push([year, month]);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  return months;
}

const shortNames = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function monthGrid([year, month], room) {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const lead = (first.getUTCDay() + 6) % 7;
  const cells = [];
  for (let day = 1; day <= length; day += 1) {
    const date = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    const place = lead + day - 1;
    const window = room.windows.find((known) => known.from <= date && (known.to === undefined || date <= known.to));
    cells.push(shape("rect", {
      class: `day ${window?.verdict ?? "past"} ${date === room.date ? "proposed" : ""}`, x: (place % 7) * 12, y: Math.floor(place / 7) * 12, width: 10, height: 10, rx: 2,
    }));
  }
  return element("figure", {}, element("figcaption", {}, `${shortNames[month - 1]} ${year}`), shape("svg", { viewBox: "-1 -1 84 72" }, ...cells));
}
