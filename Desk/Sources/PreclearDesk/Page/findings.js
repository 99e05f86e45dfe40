// What a check found: the verdict, each finding with its arithmetic, and what can be done about it.

import { count, element, grouped, words } from "./dom.js";

const verdicts = {
  blocked: ["Blocked", "A rule is violated."],
  review: ["For review", "Nothing is violated, but something is not known, or the event sets something off."],
  clear: ["Clear", "No rule stands against it."],
};

const groups = [
  ["violation", "What blocks"],
  ["indeterminate", "What is missing"],
  ["trigger", "What it sets off"],
  ["notice", "To be noted"],
  ["waived", "Waived"],
];

const outcomeWords = {
  clear: "clear", violation: "violation", indeterminate: "open", trigger: "trigger", notice: "notice", waived: "waived",
  not_applicable: "not applicable",
};

export const outcomeWord = (outcome) => outcomeWords[outcome] ?? outcome;
export const verdictWord = (verdict) => verdicts[verdict]?.[0] ?? verdict;

/** `40 rules: 7 clear, 1 violation, 32 not applicable`. */
export function countsLine(counts) {
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const countable = ["violation", "trigger", "notice"];
  const parts = Object.entries(counts).filter(([, number]) => number > 0).map(([outcome, number]) =>
    countable.includes(outcome) ? count(number, outcome) : `${number} ${outcomeWord(outcome)}`);
  return `${count(total, "rule")}: ${parts.join(", ")}`;
}

export function verdictBanner(result) {
  const [title, meaning] = verdicts[result.verdict];
  return element(
    "div", { class: `verdict ${result.verdict}` },
    element("h2", { tabindex: "-1" }, title),
    element("p", {}, meaning),
    element(
      "p", { class: "faint" },
      `${countsLine(result.counts)}.`,
      result.later > 0 && ` ${count(result.later, "later event")} of the ledger left out.`,
    ),
  );
}

/** All findings of a result, the gravest group first. `tools` has the acts; without one its button is left out. */
export function findingGroups(result, tools = {}, level = 3) {
  return groups.map(([outcome, title]) => {
    const own = result.findings.filter((finding) => finding.outcome === outcome);
    return own.length > 0 && element(
      "section", { class: `group ${outcome}` },
      element(`h${level}`, {}, title),
      own.map((finding) => findingCard(finding, tools, level + 1)),
    );
  });
}

function findingCard(finding, tools, level) {
  return element(
    "article", { class: `finding ${finding.outcome}` },
    element(`h${level}`, {}, finding.title),
    finding.message !== finding.title && element("p", { class: "message" }, finding.message),
    finding.error && element("p", { class: "message fault" }, finding.error),
    waiver(finding),
    finding.readings?.map(readingSplit),
    finding.worlds && worlds(finding.worlds),
    arithmetic(finding.facts ?? []),
    questions(finding),
    cures(finding, tools),
    finding.settled?.map((settled) =>
      element("p", { class: "faint" }, `Settled: ${settled.reading} is ${settled.choose}`, settled.by && `, by ${settled.by}`, settled.on && ` on ${settled.on}`, ".")),
    citations(finding.citations, tools, finding.title),
    element(
      "p", { class: "origin" },
      tools.openRule
        ? element("a", { href: `#rules/${finding.rule}`, "data-key": `rule-${finding.rule}` }, finding.rule)
        : finding.rule,
      finding.clause && `, clause ${finding.clause}`,
      finding.exception && `, exception ${finding.exception}`,
      tools.evaluate && !finding.rule.startsWith("preclear/") && element(
        "button", { type: "button", class: "quiet evaluate", "data-key": `evaluate-${finding.rule}`, onclick: () => tools.evaluate(finding) },
        "Show the evaluation",
      ),
    ),
  );
}

function waiver(finding) {
  if (!finding.waiver) return null;
  const { by, instrument, from, until, because } = finding.waiver;
  return element("p", { class: "message" }, `Waived by ${by}: ${instrument}, from ${from} until ${until}. ${because} It would be: ${outcomeWord(finding.was)}.`);
}

function readingSplit(split) {
  return element(
    "p", { class: "split" },
    `The document can be read two ways (${words(split.reading).toLowerCase()}): `,
    Object.entries(split.alternatives).map(([name, outcome], position) => [
      position > 0 && "; ", element("b", {}, name), ` gives ${outcomeWord(outcome)}`,
    ]),
    ".",
  );
}

function worlds(list) {
  return element(
    "p", { class: "split" },
    `It turns on ${words(list[0].field).toLowerCase()}: `,
    list.map((world, position) => [position > 0 && "; ", element("b", {}, world.value), ` gives ${outcomeWord(world.outcome)}`]),
    ".",
  );
}

export function factText(fact) {
  if (fact.value !== undefined) return grouped(fact.value);
  if (fact.least === null && fact.most === null) return "not known";
  if (fact.least === null) return `at most ${grouped(fact.most)}`;
  if (fact.most === null) return `at least ${grouped(fact.least)}`;
  return `from ${grouped(fact.least)} to ${grouped(fact.most)}`;
}

function arithmetic(facts) {
  if (facts.length === 0) return null;
  return element(
    "details", { class: "arithmetic", open: true },
    element("summary", {}, "The figures behind it"),
    element("table", {}, element("tbody", {}, facts.map((fact) =>
      element("tr", {}, element("th", { scope: "row" }, element("code", {}, fact.name)), element("td", {}, factText(fact))),
    ))),
  );
}

/** What the finding waits for. */
function questions(finding) {
  if (finding.missing.length === 0) return null;
  return element(
    "ul", { class: "questions", "aria-label": "What is not known" },
    finding.missing.map((missing) =>
      element("li", {}, element("p", { class: "question" }, missing.question, " ", element("code", { class: "faint" }, missing.fact)), answers(missing))),
  );
}

/** Every missing fact of a result once, what settles most first, with the means to answer it where it stands. */
export function questionPanel(result, tools) {
  const facts = new Map();
  for (const finding of result.findings) {
    for (const missing of finding.missing) {
      const known = facts.get(missing.fact) ?? { missing, askedBy: 0, settles: missing.settles ?? 0 };
      known.askedBy += 1;
      facts.set(missing.fact, known);
    }
  }
  if (facts.size === 0) return null;
  const ranked = [...facts.values()].sort((a, b) => b.settles - a.settles || b.askedBy - a.askedBy);
  return element(
    "section", { class: "group asked", "aria-labelledby": "questions-heading" },
    element("h3", { id: "questions-heading" }, facts.size === 1 ? "One question is open" : `${facts.size} questions are open`),
    element("ul", { class: "questions" }, ranked.map(({ missing, askedBy }) => element(
      "li", {},
      element("p", { class: "question" }, missing.question),
      element("p", { class: "faint" }, element("code", {}, missing.fact), `, for ${count(askedBy, "finding")}`),
      tools.answer(missing),
    ))),
  );
}

/** What each answer would do, where the check could work it out: the answers of one outcome together. */
function answers(missing) {
  if (!missing.answers?.length) return null;
  const outcomes = [...new Set(missing.answers.map((answer) => answer.outcome))];
  return element("ul", { class: "outcomes" }, outcomes.map((outcome) => element(
    "li", {}, element("b", {}, `${words(outcomeWord(outcome))}: `),
    missing.answers.filter((answer) => answer.outcome === outcome).map(answerWords).join("; "),
  )));
}

/** One value, or a range, of which an end that is left out is without bound. */
function answerWords({ answer, from, to }) {
  if (answer !== undefined) return grouped(answer);
  if (from === undefined && to === undefined) return "Any value";
  if (to === undefined) return `${grouped(from)} or more`;
  if (from === undefined) return `${grouped(to)} or less`;
  return from === to ? grouped(from) : `${grouped(from)} to ${grouped(to)}`;
}

export function cureSteps(cure) {
  return cure.kind === "combine" ? cure.steps : [cure];
}

function stepWords(step) {
  switch (step.kind) {
    case "wait":
      return `wait until ${step.date}`;
    case "reduce":
      return `reduce ${words(step.field).toLowerCase()} to ${grouped(step.to)}`;
    case "change":
      return `change ${words(step.field).toLowerCase()} to ${step.to === null ? "none" : words(step.to).toLowerCase()}`;
    default:
      return `obtain ${step.fact}`;
  }
}

export function cureWords(cure) {
  const text = cureSteps(cure).map(stepWords).join(" and ") + (cure.particulars ? ` (${cure.particulars})` : "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cures(finding, tools) {
  const notes = finding.cure_notes ?? [];
  if (finding.cures.length + notes.length === 0) return null;
  return element(
    "div", { class: "cures" },
    element("p", { class: "label" }, "What would cure it"),
    notes.map((note) => element("p", { class: "faint" }, note)),
    finding.cures.length > 0 && element("ul", {}, finding.cures.map((cure) => {
      const scope = cure.clears === "event" ? "the whole event is then clear" : "this rule is then clear";
      const text = cureWords(cure);
      return element(
        "li", {},
        tools.apply
          ? element("button", { type: "button", class: "cure", "data-key": `cure-${finding.rule}-${text}`, onclick: () => tools.apply(cure) }, text)
          : text,
        element("span", { class: "faint" }, ` ${scope}`),
      );
    })),
  );
}

export function citationWords(citation, titles = {}) {
  const place = [citation.page, citation.lines && `lines ${citation.lines}`].filter(Boolean).join(", ");
  return `${titles[citation.source] ?? words(citation.source)} ${place}`.trim();
}

export function citations(list, tools, title) {
  if (!list?.length) return null;
  return element(
    "ul", { class: "citations", "aria-label": "Where it stands" },
    list.map((citation) =>
      element(
        "li", {},
        tools.read
          ? element("button", { type: "button", class: "cite", onclick: (event) => tools.read(citation, title, event.currentTarget) }, citationWords(citation))
          : citationWords(citation),
        citation.anchor && element("q", {}, citation.anchor),
      ),
    ),
  );
}
