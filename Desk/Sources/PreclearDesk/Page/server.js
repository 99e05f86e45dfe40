// The desk's HTTP interface, as the page uses it. The token comes with the address, and is kept for this tab alone.

const tokenKey = "preclear-token";
const given = /^#token=([0-9a-f]+)$/.exec(location.hash)?.[1];

const token = () => given ?? sessionStorage.getItem(tokenKey) ?? "";

/** Takes the token out of the address, so that it stays out of the history and of bookmarks. The tab's store is slow to open: whoever waits for the form comes first. */
export function keepToken() {
  if (!given) return;
  sessionStorage.setItem(tokenKey, given);
  history.replaceState(null, "", location.pathname);
}

/** What a request came to, if it was refused: a title, a sentence, and the mistakes with their places. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "The desk refused the request.");
    this.status = status;
    this.title = problem.title || "The desk refused the request";
    this.errors = problem.errors || [];
    this.kind = (problem.type || "").replace("urn:preclear:problem:", "");
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, {
      ...options,
      headers: { Authorization: `Bearer ${token()}`, ...options.headers },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, {
      title: "The desk does not answer",
      detail: "The program that serves this page has ended. Start it again with preclear serve, and open the address that it prints.",
    });
  }
  const text = await response.text();
  let value = {};
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(response.status, { detail: "The desk gave an answer that is no JSON." });
  }
  if (!response.ok) throw new Refusal(response.status, value);
  return value;
}

const post = (path, body, signal) =>
  ask(path, { method: "POST", body, signal, headers: { "Content-Type": "application/json" } });

export const deal = () => ask("/api/deal");
export const schema = () => ask("/api/schema");
export const rules = () => ask("/api/rules");
export const sources = () => ask("/api/sources");
export const ledger = () => ask("/api/ledger");
export const explain = (rule) => ask(`/api/explain?rule=${encodeURIComponent(rule)}`);
export const check = (body, signal) => post("/api/check?name=proposal", body, signal);
export const headroom = (body, by, signal) => post(`/api/headroom?name=proposal&${by}`, body, signal);
export const room = (date) => ask(`/api/room${date ? `?as_of=${date}` : ""}`);
export const evaluate = (body, rule) => post(`/api/explain?name=proposal&rule=${encodeURIComponent(rule)}`, body);
export const lines = (source, from, to) =>
  ask(`/api/lines?source=${encodeURIComponent(source)}&from=${from}&to=${to}`);
export const record = (body, id, verdict) =>
  post(`/api/ledger?confirm=${encodeURIComponent(id)}&verdict=${encodeURIComponent(verdict)}`, body);
