import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

/// A small deal in which the linter finds nothing, until a test changes it.
struct LintDesk: FileAccess {
  var texts = Self.clean
  var paths = ["pack"]

  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let text = texts[path] else { throw LoadFailure("there is no '\(path)'", code: "unreadable-file") }
    return SourceFile(path: path, text: text)
  }

  func exists(_ path: String) -> Bool { texts[path] != nil }

  func list(_ directory: String) -> [String] {
    let prefix = directory == "." ? "" : directory + "/"
    let names = texts.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    return names.filter { !$0.contains("/") }.sorted()
  }

  /// The pack, its tests and the deal, on a day in the middle of 2020, with the code of conduct at hand.
  func report(on date: String? = "2020-06-01") -> LintReport {
    var options = Linter<LintDesk>.Options()
    options.date = date.flatMap(CalendarDate.init(iso:))
    options.sources = [("code", SourceDocument(SourceFile(path: "code.txt", text: Self.code), digest: ""))]
    let tests = texts.keys.filter { $0.hasSuffix(".test.yaml") }.sorted()
    return Linter(files: self, options: options)
      .lint(packs: paths, deals: texts["deal.yaml"] == nil ? [] : ["deal.yaml"], tests: tests)
  }

  func findings(on date: String? = "2020-06-01") -> [String] { report(on: date).diagnostics.map(Self.place) }

  /// `pack/conduct.yaml:6:19 literal`.
  static func place(_ finding: Diagnostic) -> String {
    guard let range = finding.range else { return finding.code }
    return "\(range.file.path):\(range.start.line):\(range.start.column) \(finding.code)"
  }

  static let code = """
    a thousand shares
    and no more
    two thousand shares
    1
    one hundred or two hundred
    of it
    three days of rest
    2
    gifts of shares
    3
    who has failed a review
    4
    """

  static let clean: [String: String] = [
    "deal.yaml": #"""
    deal: desk
    pack: pack
    waivers: waivers.yaml
    proposals: [plans/*.yaml]
    parties:
      - {id: ann, group: house}
    opening:
      - {id: O-1, kind: review, date: 2020-01-02, person: ann, passed: true}
    readings:
      gifts: {choose: counted, by: A. Counsel, on: 2020-01-01, because: They say so.}

    """#,
    "waivers.yaml": #"""
    waivers:
      - {rule: conduct/limit, event: P-1, by: B. Board, instrument: a letter, because: It is small., from: 2020-01-01, until: 2020-12-31}

    """#,
    "plans/one.yaml": #"""
    {id: P-1, kind: trade, date: 2020-02-03, person: ann, side: buy, desk: bonds, shares: 5000, price: 1.00}

    """#,
    "pack/pack.yaml": #"""
    pack: desk
    version: 1.0.0
    title: What a desk may do
    files: [schema.yaml, figures.yaml, state.yaml, conduct.yaml]
    calendars: {market: market-days.yaml}
    sources: {code: {title: The code of conduct}}
    catalogue: [LIMIT, PRICE, HOLD, GROUP, CALM]
    no_rule: {CALM: A fact that limits nothing.}

    """#,
    "pack/market-days.yaml": #"""
    calendar: market
    weekend: [saturday, sunday]

    """#,
    "pack/schema.yaml": #"""
    enums:
      side: [buy, sell]
      desk: [equities, bonds]
    parties: {declared_by: party}
    common:
      time: {type: time, null: unknown}
    events:
      party:
        fields:
          party: {type: party, required: true}
          group: {type: string, null: none, absent: "null"}
      trade:
        fields:
          person: {type: party, required: true}
          side: {type: side, required: true}
          desk: {type: desk, ask: Which desk traded?}
          shares: {type: int, minimum: 1, maximum: 1000000, required: true}
          price: {type: decimal, minimum: 0, null: without a price, ask: At what price?}
          approved: {type: bool, absent: "false"}
      review:
        fields:
          person: {type: party, required: true}
          passed: {type: bool, required: true}
      link:
        fields:
          persons: {type: list(party), required: true}
          together: {type: bool, required: true}
    views:
      purchase:
        from:
          trade: {when: 'event.side == "buy"', who: event.person, size: event.shares}

    """#,
    "pack/figures.yaml": #"""
    parameters:
      limit:
        title: Shares that a person may trade
        review_by: 2030-01-01
        values:
          - {from: 2000-01-01, value: 1000, cite: {source: code, page: "1", lines: 1-2, anchor: a thousand shares}}
          - {from: 2010-01-01, value: 2000, cite: {source: code, page: "1", lines: 3-4, anchor: two thousand shares}}
      cap:
        title: Highest price by desk
        values:
          - from: 2000-01-01
            value: {equities: 100.00, bonds: 200.00}
            cite: {source: code, page: "2", lines: 5-6, anchor: one hundred or two hundred}
      rest:
        title: Days between two purchases
        values:
          - {from: 2000-01-01, value: 3, cite: {source: code, page: "2", lines: 7-8, anchor: three days of rest}}
    readings:
      gifts:
        question: Do gifts count?
        alternatives: {counted: {title: They count}, free: {title: They do not}}
        cite: {source: code, page: "3", lines: 9-10, anchor: gifts of shares}
    terms:
      large: {of: [figure], is: figure > parameter.limit}

    """#,
    "pack/state.yaml": #"""
    measures:
      traded: {on: trade, by: event.person, sum: event.shares}
      last_bought: {on: purchase, by: purchase.who, max: event.date, none: 'date("-infinity")'}
    registers:
      reviews:
        key: event.person
        on:
          review: {passed: event.passed, day: event.date}
      positions:
        key: event.person
        start: {held: at_least(0)}
        asks: position({key})
        on:
          purchase: {key: purchase.who, held: it.held + purchase.size}
    clusters:
      house:
        of: party
        same: party(key).group
        pairs: {on: link, keys: event.persons, linked: event.together}
        candidates: positions
        possible: "!party(a).declared || !party(b).declared"
        sums: {held: "positions[key].held"}
        asks: link({a}, {b})
    crossings:
      heavy:
        cluster: house
        level: large(house(key).held)
        active: {on: purchase, keys: "[purchase.who]"}
        keep: {held: house(key).held}

    """#,
    "pack/conduct.yaml": #"""
    rules:
      limit:
        title: Nobody trades more than the limit
        on: trade
        where: event.side == "buy"
        forbid: large(traded[event.person])
        unless:
          - {id: approved, if: event.approved}
        because: "{event.person} comes to {traded[event.person]} shares."
        cure: [{reduce: shares}]
        covers: [LIMIT]
        cite: {source: code, page: "1", lines: 1-4, anchor: a thousand shares}
      price:
        title: No price above the cap of the desk
        on: trade
        effective: {from: 2001-01-01, to: 2040-12-31}
        let: {cap: "parameter.cap[event.desk]"}
        clauses:
          - id: high
            forbid: event.price != null && event.price > cap
            because: A price of {event.price | money} is above {cap | money}.
          - id: none
            notice: event.price == null
            because: There is no price.
        covers: [PRICE]
        cite: {source: code, page: "2", lines: 5-6, anchor: one hundred or two hundred}
      hold:
        title: Days of rest lie between two purchases
        on: purchase
        where: 'reading["gifts"] == "counted"'
        reads: before
        let: {free: "market_day(last_bought[purchase.who], parameter.rest)"}
        forbid: event.date <= free
        because: The last purchase rests until {free | date}.
        covers: [HOLD]
        cite: {source: code, page: "2", lines: 7-8, anchor: three days of rest}
      group:
        title: Who comes to hold much is watched
        on: purchase
        trigger: heavy.started.exists(k, heavy[k].held >= 0)
        because: A heavy holder.
        covers: [GROUP]
        cite: {source: code, page: "3", lines: 9-10, anchor: gifts of shares}
      reviewed:
        title: Who failed a review does not trade
        on: trade
        forbid: reviews[event.person] != null && !reviews[event.person].passed && reviews[event.person].day <= event.date
        because: The review was not passed.
        cite: {source: code, page: "4", lines: 11-12, anchor: has failed a review}

    """#,
    "pack/conduct.test.yaml": #"""
    deal: ../deal.yaml
    cases:
      - name: Outcomes that are expected
        propose: {id: T-1, kind: trade, date: 2020-03-02, person: bob, side: buy, desk: bonds, shares: 3000, price: 1.00}
        expect: {outcomes: {conduct/limit: violation, conduct/price: clear, conduct/hold: clear, conduct/group: clear, conduct/reviewed: clear}}
      - name: Others
        propose: {id: T-1, kind: trade, date: 2020-03-02, person: bob, side: buy, desk: bonds, shares: 3000, price: 1.00}
        expect: {outcomes: {conduct/limit: clear, conduct/price: violation, conduct/hold: violation, conduct/group: trigger, conduct/reviewed: violation}}
      - name: And others
        propose: {id: T-1, kind: trade, date: 2020-03-02, person: bob, side: buy, desk: bonds, shares: 3000, price: 1.00}
        expect: {outcomes: {conduct/limit: not_applicable, conduct/price: notice, conduct/hold: not_applicable}}
      - name: A price that nobody says
        propose: {id: T-1, kind: trade, date: 2020-03-02, person: bob, side: buy, desk: bonds, shares: 3000}
        expect: {outcomes: {conduct/price: indeterminate}}

    """#,
  ]
}
