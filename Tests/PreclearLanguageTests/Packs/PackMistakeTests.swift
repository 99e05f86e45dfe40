import PreclearEngine
import PreclearLanguage
import Testing

/// What the checker rejects (`language.md`, section 8): each with its place, its words and its help.
@Suite struct PackMistakeTests {
  /// Line 1 is the pack's name, so that what follows begins on line 2.
  private static let head = """
    enums: {side: [buy, sell], colour: [red, green], role: [officer, clerk]}
    parties: {declared_by: party, roles: role}
    calendars: {desk: desk.calendar}
    catalogue: [LIMIT, HOLDING]
    no_rule: {HOLDING: Later.}
    events:
      party: {fields: {party: {type: party}, roles: {type: list(role)}}}
      trade:
        fields:
          side: {type: side, required: true}
          colour: {type: colour}
          shares: {type: int, required: true}
          fee: {type: int, null: none}
          limit: {type: int, minimum: 0}
          employee: {type: party}
          note: {type: string}
      tick: {}
    readings:
      close: {question: What?, alternatives: {narrow: {title: Narrow}, wide: {title: Wide}}, \(Desk.cite)}
    registers:
      held: {key: event.employee, start: {shares: at_least(0)}, on: {trade: {shares: it.shares + event.shares}}}
    measures:
      total: {on: trade, by: event.employee, sum: event.shares}
      whole: {on: trade, sum: event.shares}
      daily: {on: trade, by: event.employee, sum: event.shares, daily: true}
      recent: {on: trade, list: event.shares, window: 5 desk days}
      pairs: {on: trade, by: [event.employee, event.side], count: true}

    """

  @Test(arguments: [
    ("a line break", #"["a\nb.yaml"]"#), ("letters in two codings", #"["\u00E9.yaml", "e\u0301.yaml"]"#),
  ])
  func nameOfAFileThatADigestCannotHoldIsRefused(_ name: String, _ list: String) throws {
    let files = TextFiles(texts: [
      "pack/pack.yaml": "pack: desk\nfiles: \(list)\n", "pack/a\nb.yaml": "{}", "pack/\u{E9}.yaml": "{}",
    ])
    let failure = try #require(throws: LoadFailure.self, "\(name)") { try PackLoader.load("pack", files: files) }
    #expect(failure.diagnostics.map(\.code) == ["file-name"], "\(name)")
  }

  /// The mistakes of a rule's condition, which begins at line 6, column 13 of `rule.yaml`.
  private func condition(_ text: String, on: String = "trade") -> [String] {
    mistakes(
      rule: """
        rules:
          limit:
            title: Limit
            on: \(on)
            covers: [LIMIT]
            forbid: \(text)
            \(Desk.cite)
        """)
  }

  private func mistakes(rule: String = "", more: String = "") -> [String] {
    let covering = """
      rules: {kept: {title: Kept, on: tick, notice: "true", covers: [LIMIT], \(Desk.cite)}}
      """
    return Desk(
      files: [
        "pack.yaml": "pack: desk\n" + Self.head, "desk.calendar": "{calendar: desk, weekend: [saturday, sunday]}",
        "more.yaml": more, "rule.yaml": rule.isEmpty ? covering : rule,
      ].filter { !$0.value.isEmpty }
    ).mistakes()
  }

  @Test func packWithoutAMistakeHasNone() {
    #expect(mistakes() == [])
    #expect(condition("event.shares > 5") == [])
  }

  // MARK: Names

  @Test func unknownNameIsRejectedWithTheNearest() {
    #expect(condition("totl[event.employee] > 5") == ["rule.yaml:6:13: unknown name 'totl' | did you mean 'total'?"])
    #expect(condition("sume([1]) > 5") == ["rule.yaml:6:13: unknown function 'sume' | did you mean 'sum'?"])
    #expect(
      condition("event.note.startWith('x')")
        == ["rule.yaml:6:24: unknown method 'startWith' | did you mean 'startsWith'?"])
  }

  @Test func unknownFieldIsRejected() {
    #expect(
      condition("event.share > 5")
        == ["rule.yaml:6:19: unknown field of event 'trade': 'share' | did you mean 'shares'?"])
    #expect(
      condition("held[event.employee].share > 5")
        == ["rule.yaml:6:34: unknown field of 'held' 'share' | did you mean 'shares'?"])
    #expect(
      condition("party(event.employee).rolls == []")
        == ["rule.yaml:6:35: unknown field of 'party' 'rolls' | did you mean 'roles'?"])
  }

  @Test func keyThatDoesNotFitIsRejected() {
    #expect(condition("total > 5") == ["rule.yaml:6:13: 'total' has a key | write total[…]"])
    #expect(condition("total[event.shares] > 5") == ["rule.yaml:6:19: expected a party, found a whole number"])
    #expect(condition("whole[1] > 5") == ["rule.yaml:6:19: 'whole' has no key"])
    #expect(
      condition("pairs[event.employee] > 5")
        == ["rule.yaml:6:19: 'pairs' has a key of 2 parts | write pairs[[…, …]]"])
    #expect(
      condition("pairs[[event.employee, 'by']] > 5")
        == ["rule.yaml:6:36: 'by' is no value of 'side' | did you mean 'buy'?"])
  }

  @Test func unknownKindIsRejected() {
    #expect(
      condition("true", on: "trad") == ["rule.yaml:4:9: unknown event kind or view 'trad' | did you mean 'trade'?"])
    #expect(
      mistakes(more: "measures: {x: {on: ticks, count: true}}")
        == ["more.yaml:1:20: unknown event kind or view 'ticks' | did you mean 'tick'?"])
  }

  @Test func textThatIsNoValueOfTheEnumIsRejected() {
    #expect(
      condition("event.side == 'by'") == ["rule.yaml:6:27: 'by' is no value of 'side' | did you mean 'buy'?"])
    #expect(
      condition("event.side in ['buy', 'cell']")
        == ["rule.yaml:6:35: 'cell' is no value of 'side' | did you mean 'sell'?"])
    #expect(
      condition("event.side == 'hold'") == ["rule.yaml:6:27: 'hold' is no value of 'side' | the values are buy, sell"])
    #expect(
      condition("event.kind == 'trad'", on: "[trade, tick]")
        == ["rule.yaml:6:27: 'trad' is no value of 'kind' | did you mean 'trade'?"])
  }

  @Test func unknownRoleIsRejected() {
    #expect(
      condition("\"'oficer' in party(event.employee).roles\"")
        == ["rule.yaml:6:14: 'oficer' is no value of 'role' | did you mean 'officer'?"])
  }

  @Test func unknownReadingOrAlternativeIsRejected() {
    #expect(
      condition("reading.clos == 'narrow'") == ["rule.yaml:6:13: unknown reading 'clos' | did you mean 'close'?"])
    #expect(
      condition("reading['clos'] == 'narrow'") == ["rule.yaml:6:21: unknown reading 'clos' | did you mean 'close'?"])
    #expect(
      condition("reading.close == 'narow'")
        == ["rule.yaml:6:30: 'narow' is no value of 'close' | did you mean 'narrow'?"])
  }

  @Test func unknownCalendarIsRejected() {
    #expect(
      condition("dsk_day(event.date, 1) > event.date")
        == ["rule.yaml:6:13: unknown function 'dsk_day' | did you mean 'desk_day'?"])
    #expect(
      mistakes(more: "measures: {x: {on: tick, count: true, window: 3 desks days}}")
        == ["more.yaml:1:47: unknown calendar 'desks' | did you mean 'desk'?"])
  }

  @Test func catalogueIDThatIsUnknownOrNotCoveredIsRejected() {
    #expect(
      mistakes(
        rule: """
          rules:
            limit: {title: Limit, on: tick, notice: "true", covers: [LIMIT, LIMITS], \(Desk.cite)}
          """) == ["rule.yaml:2:67: unknown catalogue id 'LIMITS' | did you mean 'LIMIT'?"])
    #expect(
      mistakes(rule: "rules: {limit: {title: Limit, on: tick, notice: \"true\", \(Desk.cite)}}")
        == [
          "pack.yaml:5:13: no rule covers 'LIMIT', and 'no_rule' gives no reason | name it under a rule's 'covers', or under "
            + "'no_rule' with the reason"
        ])
    #expect(
      mistakes(more: "no_rule: {LIMITED: No.}")
        == ["more.yaml:1:11: unknown catalogue id 'LIMITED' | did you mean 'LIMIT'?"])
  }

  @Test func unknownNamesOfStateAreRejectedOnce() {
    #expect(
      mistakes(more: "measures: {x: {over: hold, count: true}}")
        == ["more.yaml:1:22: unknown register 'hold' | did you mean 'held'?"])
    #expect(
      mistakes(more: "measures: {x: {on: trade, sum: event.share}}")
        == ["more.yaml:1:38: unknown field of event 'trade': 'share' | did you mean 'shares'?"])
    #expect(
      mistakes(more: "registers: {x: {key: event.employe, on: {trade: {count: 1}}}}")
        == ["more.yaml:1:28: unknown field of event 'trade': 'employe' | did you mean 'employee'?"])
    #expect(
      mistakes(more: "crossings: {x: {key: hold, level: whole > 5, passive: tick}}")
        == ["more.yaml:1:22: unknown register 'hold' | did you mean 'held'?"])
    #expect(
      mistakes(more: "crossings: {x: {cluster: person, level: whole > 5}}")
        == ["more.yaml:1:26: unknown cluster 'person'"])
    #expect(
      mistakes(more: "views: {x: {from: {trade: {size: event.share}}}}\nmeasures: {two: {on: x, sum: x.size}}")
        == ["more.yaml:1:40: unknown field of event 'trade': 'share' | did you mean 'shares'?"])
  }

  @Test func unknownTypeIsRejected() {
    #expect(
      mistakes(more: "views: {x: {fields: {size: integer}, from: {trade: {size: event.shares}}}}")
        == ["more.yaml:1:28: unknown type 'integer'"])
  }

  // MARK: Types

  @Test func typeThatDoesNotFitIsRejected() {
    #expect(condition("event.shares") == ["rule.yaml:6:13: expected a condition, true or false, found a whole number"])
    #expect(
      condition("event.shares + event.note > 5")
        == ["rule.yaml:6:13: '+' does not go with a whole number and a text"])
    #expect(condition("event.shares == 'x'") == ["rule.yaml:6:13: a whole number is never equal to a text"])
    #expect(condition("event.date > 5") == ["rule.yaml:6:26: expected a date, found a whole number"])
    #expect(
      condition("date('2024-02-30') > event.date") == [
        "rule.yaml:6:18: '2024-02-30' is no date | write 2001-11-05"
      ])
    #expect(
      condition("event.side == event.colour")
        == ["rule.yaml:6:13: one of the values of 'side' is never equal to one of the values of 'colour'"])
    #expect(
      condition("\"(event.shares > 5 ? 1 : 'x') == 1\"")
        == ["rule.yaml:6:38: expected a whole number, found a text | both branches have one type"])
    #expect(
      mistakes(more: "measures: {x: {on: trade, sum: event.note}}")
        == ["more.yaml:1:32: expected a number, found a text"])
    #expect(
      mistakes(more: "measures: {x: {on: trade, by: event.shares / 2.0, count: true}}")
        == ["more.yaml:1:31: expected a text, a whole number, a date, or true or false, found a decimal number"])
  }

  @Test func typesOfAViewThatDoNotAgreeAreRejected() {
    #expect(
      mistakes(more: "views: {x: {from: {trade: {size: event.shares}, tick: {size: event.id}}}}")
        == ["more.yaml:1:62: expected a whole number, found a text"])
    #expect(
      mistakes(more: "views: {x: {from: {trade: {size: null}}}}")
        == ["more.yaml:1:34: nothing shows the type of 'size' | declare it under 'fields:'"])
    #expect(
      mistakes(more: "views: {x: {fields: {size: int}, from: {trade: {sise: event.shares}}}}")
        == ["more.yaml:1:49: unknown field of the view 'x': 'sise' | did you mean 'size'?"])
    #expect(
      mistakes(more: "views: {x: {fields: {size: int}, from: {trade: {size: event.note}}}}")
        == ["more.yaml:1:55: expected a whole number, found a text"])
  }

  @Test func reckoningWithWhatMayBeNullIsRejected() {
    let help = "write coalesce(event.fee, …), or test it first: event.fee != null && …"
    let message = "'event.fee' may be null, and nothing can be reckoned with null | \(help)"
    #expect(condition("event.fee + 1 > 5") == ["rule.yaml:6:13: \(message)"])
    #expect(condition("5 < event.fee") == ["rule.yaml:6:17: \(message)"])
    #expect(condition("-event.fee > 5") == ["rule.yaml:6:14: \(message)"])
    #expect(condition("max(event.fee, 5) > 5") == ["rule.yaml:6:17: \(message)"])
    #expect(condition("coalesce(event.fee, 0) > 5") == [])
    #expect(condition("event.fee != null && event.fee > 5") == [])
    #expect(condition("event.fee == null || event.fee > 5") == [])
    #expect(condition("given(event.fee) && event.fee > 5") == [])
    #expect(condition("'event.fee == null ? false : event.fee > 5'") == [])
    #expect(condition("event.fee != null || event.fee > 5") == ["rule.yaml:6:34: \(message)"])
    #expect(condition("'!(event.fee == null) && event.fee > 5'") == [])
  }

  // MARK: Cycles and time

  @Test func termThatIsMadeOfItselfIsRejected() {
    #expect(
      mistakes(
        rule: "rules: {limit: {title: L, on: tick, notice: one, covers: [LIMIT], \(Desk.cite)}}",
        more: "terms:\n  one: {is: two}\n  two: {is: one}")
        == ["more.yaml:3:13: the term 'one' is made of itself"])
  }

  @Test func viewThatIsMadeOfItselfIsRejected() {
    let found = mistakes(
      more:
        "views:\n  one: {from: {two: {}}}\n  two: {from: {one: {}, tick: {}}}\nmeasures: {x: {on: one, count: true}}")
    #expect(
      found.contains("more.yaml:2:3: the view 'one' is made of itself | what it is made of must not lead back to it"))
  }

  @Test func stateThatIsMadeOfItselfIsRejected() {
    let help = "read what it was before the event: before(…)"
    #expect(
      mistakes(more: "measures:\n  one: {on: tick, sum: two}\n  two: {on: tick, sum: one}")
        == ["more.yaml:2:3: 'one' is made of itself | \(help)"])
    #expect(
      mistakes(more: "measures:\n  one: {on: tick, sum: one + 1}")
        == ["more.yaml:2:3: 'one' is made of itself | \(help)"])
    #expect(mistakes(more: "measures:\n  one: {on: tick, sum: before(one) + 1}") == [])
    #expect(
      mistakes(more: "registers: {x: {start: {x: 0}, on: {tick: {x: two}}}}\nmeasures: {two: {on: tick, last: x.x}}")
        == ["more.yaml:1:13: 'x' is made of itself | \(help)"])
    #expect(
      mistakes(more: "clusters: {home: {of: party, sums: {x: home(key).x}}}")
        .contains("more.yaml:1:12: 'home' is made of itself | \(help)"))
  }

  @Test func fieldThatStandsForItselfIsRejected() {
    #expect(
      mistakes(more: "events: {loop: {fields: {a: {type: int, absent: event.b}, b: {type: int, absent: event.a}}}}")
        == ["more.yaml:1:26: the field 'a' is made of itself"])
    #expect(
      mistakes(more: "events: {loop: {fields: {a: {type: int, derived: event.a + 1}}}}")
        == ["more.yaml:1:26: the field 'a' is made of itself"])
  }

  @Test func beforeOverAVariableOfAMacroIsRejected() {
    let message =
      "has no value yet inside before(…) | before(…) is computed first: it may name the event, parameters, "
      + "readings and state"
    #expect(condition("recent.exists(r, before(whole) > r)") == [])
    #expect(condition("recent.exists(r, before(whole > r))") == ["rule.yaml:6:45: 'r' \(message)"])
    #expect(condition("recent.exists(a, before(whole > a))") == ["rule.yaml:6:45: 'a' \(message)"])
  }

  @Test func asOfWhatIsNotKeptDayByDayIsRejected() {
    let help = "is not kept day by day | give it 'daily: true'"
    #expect(condition("as_of(event.date, whole) > 1") == ["rule.yaml:6:31: 'whole' \(help)"])
    #expect(condition("as_of(event.date, -whole) < 1") == ["rule.yaml:6:31: 'whole' \(help)"])
    #expect(condition("as_of(event.date, [whole]) == [1]") == ["rule.yaml:6:31: 'whole' \(help)"])
    #expect(condition("as_of(event.date, held[event.employee].shares) > 1") == ["rule.yaml:6:31: 'held' \(help)"])
    #expect(condition("on_day(event.date, whole) > 1") == ["rule.yaml:6:32: 'whole' \(help)"])
    #expect(condition("as_of(event.date, daily[event.employee]) > 1") == [])
  }

  // MARK: Comparisons

  @Test func figureThatStandsTwiceInAComparisonIsRejected() {
    let help = "bounds forget that it is one figure: rewrite the comparison so that it stands once"
    #expect(
      condition("held[event.employee].shares > 2 * held[event.employee].shares - 5")
        == [
          "rule.yaml:6:13: 'held[event.employee].shares' may carry bounds, and stands twice in one comparison | \(help)"
        ])
    #expect(
      condition("event.limit * 2 == event.limit + 1")
        == ["rule.yaml:6:13: 'event.limit' may carry bounds, and stands twice in one comparison | \(help)"])
    #expect(condition("whole > 2 * whole - 5") == [])
    #expect(condition("held['a'].shares > 1 && held['a'].shares < 9") == [])
  }

  @Test func comparisonThatIsAlwaysTheSameIsRejected() {
    let message = "this comparison always has the same answer: what is compared with null is never null"
    #expect(condition("event.shares == null") == ["rule.yaml:6:13: \(message)"])
    #expect(condition("null != whole") == ["rule.yaml:6:13: \(message)"])
    #expect(condition("event.fee == null") == [])
    #expect(condition("true") == [])
    #expect(condition("event.shares == null", on: "[trade, tick]") == [])
  }

  @Test func lookingThroughARegisterIsRejected() {
    #expect(
      condition("held.exists(h, true)")
        == ["rule.yaml:6:13: a rule does not look through the register 'held' | use a measure 'over: held'"])
  }
}
