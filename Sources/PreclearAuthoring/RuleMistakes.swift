/// What every command refuses to judge by: the codes of a file's form, of names and of types, for `lint --explain`.
package enum RuleMistakes {
  package static let all: [LintCheck] = documents + names + types + forms + events + tests

  private static let documents = [
    mistake(
      "yaml-syntax", "the file is no YAML",
      "The place is where the text stops making sense; the cause may stand before it: a quote that is not closed, a tab, a list item or a key that is indented otherwise than its neighbours."
    ),
    mistake(
      "yaml-ambiguous", "a value that versions of YAML read differently",
      "Such as yes, 010, 1_000, 12:30 or 2001-1-5. Write true or false, digits alone, or put the value in quotes."),
    mistake("yaml-alias", "an alias", "What `*name` stands for is not seen where it stands. Write the value out."),
    mistake("yaml-anchor", "an anchor", "`&name` serves aliases alone, and those are refused. Take it away."),
    mistake("yaml-tag", "a tag", "The type of a value follows from what the rules expect. Take `!…` away."),
    mistake("yaml-merge-key", "a merge key", "`<<` brings in keys that are not seen where it stands. Write them out."),
    mistake("yaml-key", "a key that is no text on one line", "Write the key as a word, or in quotes."),
    mistake(
      "yaml-duplicate-key", "a key twice in one mapping",
      "Which of the two would count is not said. Keep one; for a second rule or field take another name."),
    mistake(
      "yaml-documents", "a second document in the file",
      "Everything behind `---` would be lost. One file, one document."),
    mistake("yaml-empty", "an empty file", "Write its first section, or take the file out of the list in pack.yaml."),
    mistake("yaml-encoding", "bytes that are not UTF-8", "Save the file as UTF-8."),
    mistake("yaml-limit", "a file beyond the limits", "It is too large, too deep or has too many values. Split it."),
    mistake("yaml-memory", "no memory left to read the file", "Free some and try again."),
    mistake(
      "unexpected-value", "another kind of value than is expected here",
      "A text where a list belongs, a mapping where an expression does, and the like. The message says what was expected and what was found."
    ),
    mistake(
      "unknown-key", "a key that is not known here",
      "The message lists those that are. Often it is misspelt, or indented too far."),
    mistake(
      "missing-key", "a key that is needed is not there",
      "Add it. `docs/language.md` shows each section with all of its keys."),
    mistake(
      "no-file", "a file or folder that is named is not there", "Paths go from the folder of the file that names them."),
    mistake(
      "file-name", "a file whose name a digest cannot hold",
      "A pack's digest has a line for each file: a name has no control characters, and no two are the same letters in other codings. Rename the file."
    ),
  ]

  private static let names = [
    mistake(
      "unknown-name", "a name that nothing has",
      "Of a field, parameter, measure, register, view, reading, enum, term, role or calendar. The help gives the nearest name that there is. What an imported pack declares is written with its pack before it."
    ),
    mistake("unknown-value", "a value that the enum does not have", "Add it to the enum, or write one that it has."),
    mistake("duplicate", "the same name twice", "Names of one kind are told apart within a pack. Rename one."),
    mistake(
      "cycle", "something that is made of itself",
      "Measures, registers, terms, views and fields may build on each other in one direction only."),
    mistake("import-cycle", "packs that import each other", "Move what both need into a third pack."),
    mistake(
      "unfilled-need", "a need of an imported pack that nobody fills", "Say under the import's `with:` what it is here."
    ),
    mistake(
      "unknown-need", "something given that the imported pack does not need", "Its `needs:` lists what it takes."),
    mistake(
      "need-type", "a need filled with something of another type",
      "The message says what the imported pack makes of it."),
    mistake(
      "other-filling", "two importers that fill a need differently",
      "A pack is loaded once, however many import it, so all have to mean the same. Fill it in one place, or alike."),
  ]

  private static let types = [
    mistake(
      "expression-syntax", "an expression that cannot be read",
      "The caret shows where. Expressions are CEL: `&&`, `||`, `!`, `==`, `in`, `a ? b : c`, texts in quotes. In YAML, put an expression with `: `, `#` or a leading `!` in quotes or under `>-`."
    ),
    mistake(
      "type", "values of types that do not go together",
      "Numbers with numbers, dates with dates, a party with a party. The message says which type is expected and which was found; `date(\"2001-11-05\")` and `period(\"P90D\")` make dates and periods of texts."
    ),
    mistake("arguments", "a function with more or fewer arguments than it takes", "The message shows its form."),
    mistake(
      "constant", "a comparison that always has the same answer",
      "What is compared with null can never be null. Drop the comparison, or compare what may be absent."),
    mistake(
      "null-arithmetic", "reckoning with what may be null",
      "Say what null counts as, with `coalesce(x, 0)`, or ask `x != null` first."),
    mistake(
      "figure-twice", "an unknown figure twice in one comparison",
      "Where it has bounds, each place would be taken for another figure, and the answer would be left open too often. Bring it to one side."
    ),
    mistake(
      "pattern", "a pattern that is none",
      "`matches` takes the regular expressions of RE2: no look-around, no back-references."),
    mistake(
      "not-daily", "a past day of what is not kept day by day",
      "Give the measure or register `daily: true`, or ask for its present value."),
    mistake(
      "register-scan", "a rule that looks through a whole register",
      "That would take longer with each key. Ask for one key, or make a measure `over` the register."),
    mistake(
      "before", "the variable of a macro inside before(…)",
      "It has no value there: the earlier state is the same for each item. Take `before(…)` out of the macro."),
    mistake("key", "something with a key, asked for without one", "Write the key in brackets: `held[event.holder]`."),
  ]

  private static let forms = [
    mistake(
      "form", "a rule or clause without the right form",
      "A clause has one of forbid, require, trigger, notice, unclear and the like; a rule has either one such form or `clauses:`. The message names what stands there."
    ),
    mistake(
      "clause-kind", "a clause for a kind of event that the rule does not look at",
      "Add the kind to the rule's `on:`, or take it from the clause."),
    mistake("suppose", "worlds that cannot be listed", "`suppose:` takes a field of the event whose type is an enum."),
    mistake(
      "aggregate", "a measure without one way to add up",
      "One of count, sum, min, max, first, last, list; `distinct` goes with a list."),
    mistake("window", "a window that is none", "A period such as P90D, or `per: month`, `quarter` or `year`."),
    mistake(
      "unbounded-list", "a list that grows without end", "Give it a window, `distinct: true`, or say `unbounded: true`."
    ),
    mistake("id", "an id with a control character", "Reports put it on a line of its own. Take the character away."),
    mistake("anchor", "an anchor of more than eight words", "It has to find the passage, not to repeat it."),
    mistake(
      "uncited", "a value or reading that cites nothing",
      "Say where the figure is from: `cite: {source, page, lines, anchor}`."),
    mistake("alternatives", "a reading with fewer than two alternatives", "What reads one way only is no reading."),
    mistake(
      "uncovered", "an entry of the catalogue that nothing speaks of",
      "Name it under a rule's `covers:`, or under `no_rule:` with a reason."),
    mistake("weekday", "no weekday", "monday to sunday, in lower case."),
    mistake(
      "holiday", "a holiday without a rule for its day", "month and day, month with nth and weekday, easter, or dates."),
    mistake(
      "proposal-pattern", "a pattern that leads out of the deal's folder",
      "Proposals are below the deal that judges them."),
    mistake(
      "order", "dates that go back",
      "Values stand in the order of their days, each day with one; events in the order of theirs; what ends, ends after it begins."
    ),
    mistake("number", "a number with more digits than can be held", "Whole numbers have 64 bits, decimals 38 digits."),
  ]

  private static let events = [
    mistake(
      "missing-field", "an event without a field that it must have",
      "Every event has id, kind and date; what else a kind must have, `preclear schema` says."),
    mistake(
      "unknown-field", "a field that this kind of event does not have",
      "The help gives the nearest name. `preclear schema` lists all."),
    mistake("unknown-kind", "a kind of event that the pack does not have", "The help gives the nearest name."),
    mistake("derived-field", "a field that is reckoned, and cannot be written", "Leave it out."),
    mistake(
      "null-field", "null where the field has no meaning for it", "Leave the field out if its value is not known."),
    mistake("empty-field", "an empty text or list", "Leave the field out if its value is not known."),
    mistake(
      "minimum", "a figure below the least that the field takes",
      "Look for a slip of the pen, or correct the field's `minimum`."),
    mistake(
      "maximum", "a figure above the greatest that the field takes",
      "Look for a slip of the pen, or correct the field's `maximum`."),
    mistake(
      "places", "a figure with more decimal places than the field has",
      "Nothing is rounded in silence: write it as the field takes it."),
    mistake(
      "digits", "a figure with more digits than the field has",
      "Look for a slip of the pen, or correct the field's `digits`."),
    mistake(
      "duplicate-id", "an id that is on record already", "A finding names an event by its id. Give this one another."),
    mistake(
      "event", "something that is no event", "An event is a mapping with id, kind, date and the fields of its kind."),
    mistake(
      "parties", "parties of a deal whose pack knows none",
      "The pack declares them under `parties:`, with the kind of event that makes them known."),
    mistake(
      "too-large", "a whole number that does not fit 64 bits",
      "Look for a slip of the pen, or make the field a decimal."),
  ]

  private static let tests = [
    mistake(
      "no-deal", "a rule test that has no deal to be judged by",
      "Name one in the file with `deal:`, or run it with --deal."),
    mistake("empty-expectation", "a test that expects nothing", "It cannot fail. Say what is expected of a rule."),
    mistake(
      "error-not-alone", "an outcome beside an error", "An input that is refused has no result: expect one of the two."),
    mistake("unknown-word", "an outcome or verdict that there is not", "The message lists those that there are."),
    mistake(
      "unreachable-note", "a note on what cannot be reached that does not hold",
      "It says what, and why, and stands above it; and no test may reach it."),
  ]

  private static func mistake(_ code: String, _ title: String, _ explanation: String) -> LintCheck {
    LintCheck(code, .error, title, explanation)
  }
}
