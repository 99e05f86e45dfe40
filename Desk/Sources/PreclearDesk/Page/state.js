// What the page works on: the deal, its kinds of event, the draft, what is supposed, and the last report.

export const state = { deal: null, kinds: [], events: [], draft: null, supposed: [], report: null, undo: null };

/** The kind that the ledger has most often. */
export function mostFrequent(events) {
  const counts = new Map();
  for (const event of events) counts.set(event.kind, (counts.get(event.kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** An id that nothing has yet. */
export function freeId(stem = "P") {
  const used = new Set([...state.events.map((event) => event.id), ...state.supposed.map((draft) => draft.id), state.draft?.id]);
  let number = 1;
  while (used.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Today, for a deal that is under way; for one of the past the day of its last event. */
export function firstDate() {
  const now = new Date();
  const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  const last = state.events.reduce((latest, event) => (event.date > latest ? event.date : latest), "");
  return last && new Date(today) - new Date(last) > 90 * 86_400_000 ? last : today;
}
