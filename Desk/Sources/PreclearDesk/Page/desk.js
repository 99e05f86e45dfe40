// The page: what it begins with, and which view is shown.

import { openCheck, propose } from "./check.js";
import { find, words } from "./dom.js";
import { newDraft } from "./draft.js";
import { drawLedger, setLedger } from "./ledger.js";
import { drawRules, setRules } from "./rules.js";
import * as server from "./server.js";
import { openCitation, setSources } from "./sources.js";
import { firstDate, freeId, mostFrequent, state } from "./state.js";
import { trouble } from "./trouble.js";

// Start

async function start() {
  server.takeToken();
  window.addEventListener("hashchange", route);
  try {
    const [deal, schema, ledger, rules, sources] = await Promise.all([
      server.deal(), server.schema(), server.ledger(), server.rules(), server.sources(),
    ]);
    show(deal, schema, ledger, rules, sources);
  } catch (error) {
    trouble(error);
  }
}

function show(deal, schema, ledger, rules, sources) {
  state.deal = deal;
  state.kinds = schema.kinds;
  state.events = ledger.events.map(({ event }) => event);
  find("deal-title").textContent = deal.title || words(deal.deal);
  find("deal-pack").textContent = `${deal.pack.name} ${deal.pack.version}`;
  document.title = `${words(deal.deal)}: Preclear`;
  setSources(sources.sources);
  setRules(rules.rules, { read: openCitation });
  setLedger(ledger, { read: openCitation, propose });
  const kind = schema.kinds.find((known) => known.rules > 0 && known.fields.some((field) => field.required)) ?? schema.kinds[0];
  const common = schema.kinds.find((known) => known.kind === mostFrequent(state.events)) ?? kind;
  openCheck(newDraft(common.rules > 0 ? common : kind, freeId(), firstDate()));
  route();
  performance.mark("usable");
  document.body.dataset.ready = "true";
}

// Views

const views = ["check", "ledger", "rules"];

function route() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  const view = views.includes(name) ? name : "check";
  for (const other of views) find(`view-${other}`).hidden = other !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "ledger") drawLedger();
  if (view === "rules") drawRules(decodeURIComponent(rest.join("/")));
}

start();
