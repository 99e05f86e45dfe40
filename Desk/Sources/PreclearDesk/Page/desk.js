// The page: what it begins with, and which view is shown.

import { openCheck, takeLedger } from "./check.js";
import { find, words } from "./dom.js";
import { newDraft } from "./draft.js";
import { drawLedger } from "./ledger.js";
import { drawLines } from "./lines.js";
import { drawRules } from "./rules.js";
import * as server from "./server.js";
import { firstDate, state } from "./state.js";
import { trouble } from "./trouble.js";

// Start

/** The script stands before what it works on, so that its first requests are under way while that is read. */
function parsed() {
  if (document.readyState !== "loading") return null;
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/** The form wants the deal and its schema. What else is asked for comes once it is seen, so that nothing is in its way. */
async function start() {
  window.addEventListener("hashchange", route);
  try {
    const [deal, schema] = await Promise.all([server.deal(), server.schema(), parsed()]);
    show(deal, schema);
    await seen();
    takeLedger(await server.ledger());
    if (!find("view-ledger").hidden) drawLedger();
    document.body.dataset.complete = "true";
  } catch (error) {
    await parsed();
    server.keepToken();
    trouble(error);
  }
}

function show(deal, schema) {
  state.deal = deal;
  state.kinds = schema.kinds;
  find("deal-title").textContent = deal.title || words(deal.deal);
  find("deal-pack").textContent = `${deal.pack.name} ${deal.pack.version}`;
  document.title = `${words(deal.deal)}: Preclear`;
  const kind = schema.kinds.find((known) => known.rules > 0 && known.fields.some((field) => field.required)) ?? schema.kinds[0];
  const usual = schema.kinds.find((known) => known.kind === deal.first.kind) ?? kind;
  openCheck(newDraft(usual.rules > 0 ? usual : kind, deal.first.id, firstDate(deal.first.date)));
  route();
  performance.mark("usable");
  server.keepToken();
  document.body.dataset.ready = "true";
}

/** Waits until the form is on the screen. A page that nobody sees draws no frame, and waits no longer than a moment. */
async function seen() {
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 500);
  });
  performance.mark("seen");
}

// Views

const views = ["check", "lines", "ledger", "rules"];

function route() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  const view = views.includes(name) ? name : "check";
  for (const other of views) find(`view-${other}`).hidden = other !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "lines") drawLines();
  if (view === "ledger") drawLedger();
  if (view === "rules") drawRules(decodeURIComponent(rest.join("/")));
}

start();
