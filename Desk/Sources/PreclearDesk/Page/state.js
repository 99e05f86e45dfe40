// What the page works on: the deal, its kinds of event, the draft, what is supposed, and the last report.

export const state = { deal: null, kinds: [], events: [], draft: null, supposed: [], report: null, judged: null, undo: null };

/** An id that nothing has yet. */
export function freeId(stem = "P") {
  const used = new Set([...state.events.map((event) => event.id), ...state.supposed.map((draft) => draft.id), state.draft?.id]);
  let number = 1;
  while (used.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Today, for a deal that is under way; for one of the past the last day on its record. */
export function firstDate(last) {
  const now = new Date();
  const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  return last && new Date(today) - new Date(last) > 90 * 86_400_000 ? last : today;
}
