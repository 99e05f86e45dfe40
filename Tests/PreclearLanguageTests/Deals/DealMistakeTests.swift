import PreclearLanguage
import Testing

/// Deals, events and settled readings that do not fit the pack.
@Suite struct DealMistakeTests {
  private static let pack = """
    enums: {side: [buy, sell], role: [officer, clerk]}
    parties: {declared_by: party, roles: role}
    common: {time: {type: time, null: unknown}}
    events:
      party: {fields: {party: {type: party}, roles: {type: list(role)}, group: {type: string, null: none}}}
      trade:
        fields:
          employee: {type: party, required: true, ask: "Who trades?"}
          side: {type: side}
          shares: {type: int, minimum: 0, maximum: 1000}
          price: {type: decimal, places: 2, digits: 3}
          rate: {type: decimal, percent: true, exponent: true}
          note: {type: string, nonempty: true}
          fee: {type: int, null: none}
          sure: {type: bool}
          day: {type: date}
          names: {type: list(party), nonempty: true}
          legs: {type: "list({side: side, shares: int})"}
          twice: {type: int, derived: event.shares * 2}
      tick: {}
    readings:
      close: {question: What?, alternatives: {narrow: {title: Narrow}, wide: {title: Wide}}, \(Desk.cite)}

    """

  private func event(_ fields: String, kind: String = "trade") -> [String] {
    Desk(Self.pack).mistakes("2024-01-02 \(kind) \(fields)")
  }

  /// The place of a field's value in `{id: proposal, kind: trade, date: 2024-01-02, employee: ann, NAME: …}`.
  private func field(_ text: String) -> [String] { event("employee: ann, \(text)") }

  private let at = "events.yaml:1:62: "
  private let value = "events.yaml:1:"

  @Test func eventThatFitsHasNoMistake() {
    #expect(
      event(
        """
        employee: ann, side: buy, shares: 0, price: 123.45, rate: 1.5e-2, note: x, fee: null, sure: true, \
        day: 2024-02-29, names: [ann], legs: [{side: sell, shares: 1}], time: "09:30"
        """) == [])
    #expect(event("employee: ann, rate: 1.5%, shares: 1000, time: null") == [])
  }

  @Test func unknownFieldIsRejected() {
    #expect(field("share: 5") == ["\(at)unknown field 'share' of event 'trade' | did you mean 'shares'?"])
    #expect(
      event("zzzzzz: 5", kind: "tick")
        == ["events.yaml:1:46: unknown field 'zzzzzz' of event 'tick' | its fields are id, kind, date, time"])
    #expect(field("twice: 5") == ["\(at)'twice' is computed, and cannot be written"])
  }

  @Test func missingFieldIsRejectedWithItsQuestion() {
    #expect(event("shares: 5") == ["events.yaml:1:1: the event 'trade' lacks 'employee' | Who trades?"])
  }

  @Test func eventWithoutItsHeadIsRejected() throws {
    func mistakes(_ text: String) -> [String] {
      do {
        let workspace = try Desk(Self.pack).open()
        _ = try workspace.judge(
          parties: nil, given: nil, propose: Desk.document(text), readings: nil, waivers: nil)
        return []
      } catch {
        return Desk.describe(error)
      }
    }
    #expect(mistakes("{kind: tick, date: 2024-01-02}") == ["events.yaml:1:1: the event lacks 'id'"])
    #expect(mistakes("{id: a, kind: tick}") == ["events.yaml:1:1: the event lacks 'date'"])
    #expect(mistakes("{id: a, date: 2024-01-02}") == ["events.yaml:1:1: the event lacks 'kind'"])
    #expect(
      mistakes("[a]") == ["events.yaml:1:1: expected an event (a record with id, kind and date), found a list"])
    #expect(
      mistakes("{id: '', kind: tick, date: 2024-01-02}")
        == ["events.yaml:1:6: an id is a text without control characters, and not empty"])
    #expect(
      mistakes("{id: \"a\\u0085\", kind: tick, date: 2024-01-02}")
        == ["events.yaml:1:6: an id is a text without control characters, and not empty"])
    #expect(
      mistakes("{id: 7, kind: tick, date: 2024-01-02}")
        == ["events.yaml:1:6: expected a text for 'id', found the number 7 | quote it: \"7\""])
    #expect(
      mistakes("{id: a, kind: tick, date: 2024-02-30}").first?.hasPrefix(
        "events.yaml:1:27: expected a date for 'date', found text '2024-02-30'") == true)
  }

  @Test func unknownKindIsRejectedWithTheNearest() {
    #expect(event("", kind: "trad") == ["events.yaml:1:22: unknown event kind 'trad' | did you mean 'trade'?"])
  }

  @Test func valueOfAnotherTypeIsRejected() {
    #expect(field("shares: many") == ["\(value)70: expected a whole number for 'shares', found text 'many'"])
    #expect(field("shares: 1.5") == ["\(value)70: expected a whole number for 'shares', found the number 1.5"])
    #expect(field("shares: 1e3") == ["\(value)70: expected a whole number for 'shares', found the number 1e3"])
    #expect(field("price: [1]") == ["\(value)69: expected a number for 'price', found a list"])
    #expect(
      field("note: 5") == ["\(value)68: expected a text for 'note', found the number 5 | quote it: \"5\""])
    #expect(
      field("sure: \"true\"")
        == ["\(value)68: expected true or false for 'sure', found text 'true' | write true or false, without quotes"])
    #expect(
      field("day: 5") == [
        "\(value)67: expected a date for 'day', found the number 5 | write a date as year-month-day: 2001-11-05"
      ])
    #expect(field("names: ann") == ["\(value)69: expected a list for 'names', found text 'ann'"])
    #expect(field("side: by") == ["\(value)68: 'by' is no value of 'side' | did you mean 'buy'?"])
    #expect(field("side: hold") == ["\(value)68: 'hold' is no value of 'side' | it is one of buy, sell"])
  }

  @Test func valueBeyondItsLimitIsRejected() {
    #expect(field("shares: -1") == ["\(value)70: 'shares' is -1, and its minimum is 0"])
    #expect(field("shares: 1001") == ["\(value)70: 'shares' is 1001, and its maximum is 1000"])
    #expect(
      field("price: 1.234") == ["\(value)69: 'price' has 3 digits after the point, and 2 at most are allowed"])
    #expect(
      field("price: 1.230") == ["\(value)69: 'price' has 3 digits after the point, and 2 at most are allowed"],
      "a zero is a digit")
    #expect(field("price: '1.20'") == [])
    #expect(field("price: '01.20'") == ["\(value)69: 'price' begins with a zero | write it without the zero"])
    #expect(field("price: '-00'") == ["\(value)69: 'price' begins with a zero | write it without the zero"])
    #expect(field("price: '-0.2'") == [])
    #expect(field("price: 1234") == ["\(value)69: 'price' has 4 digits before the point, and 3 at most are allowed"])
    #expect(field("price: 1e2") == ["\(value)69: 'price' has an exponent | write all digits"])
    #expect(field("price: 5%") == ["\(value)69: 'price' is no percentage | write 0.08 for 8%"])
    #expect(field("note: ''") == ["\(value)68: 'note' is empty"])
    #expect(field("names: []") == ["\(value)69: 'names' is empty"])
    #expect(field("fee: 99999999999999999999") == ["\(value)67: 'fee' is too large to hold exactly"])
  }

  @Test func nullStandsOnlyWhereItIsAllowed() {
    #expect(field("shares: null") == ["\(value)70: 'shares' cannot be null | leave it out if it is not known"])
    #expect(field("names: [ann, null]") == ["\(value)75: an item of 'names' cannot be null"])
    #expect(field("fee: null") == [])
  }

  @Test func recordsInAListAreChecked() {
    #expect(field("legs: [{side: buy}]") == ["\(value)69: the record of 'legs' lacks 'shares'"])
    #expect(
      field("legs: [{side: buy, shares: 1, price: 2}]").first?
        .hasPrefix("\(value)92: unknown key 'price' in a record of 'legs'") == true)
  }

  @Test func timeIsATextOfHoursAndMinutes() {
    #expect(
      field("time: 930") == ["\(value)68: expected a text for 'time', found the number 930 | quote it: \"930\""])
    #expect(
      field("time: '24:00'") == ["\(value)68: expected a time such as \"09:30\" for 'time', found '24:00'"])
  }

  @Test func idThatIsOnRecordIsRejected() {
    let desk = Desk(Self.pack, history: "2024-01-02 tick id: proposal")
    #expect(desk.mistakes("2024-01-03 tick") == ["events.yaml:1:6: the id 'proposal' is on record already"])
  }

  @Test func proposalsThatGoBackInTimeAreRejected() {
    #expect(throws: (any Error).self) { try Desk(Self.pack).check("2024-01-03 tick\n2024-01-02 tick") }
    do {
      _ = try Desk(Self.pack).check("2024-01-03 tick\n2024-01-02 tick")
    } catch {
      #expect(
        Desk.describe(error) == [
          "events.yaml:2:30: this event is of 2024-01-02, before the one that it follows (2024-01-03) | proposals are "
            + "judged in the order given, each on top of the ones before"
        ])
    }
  }

  @Test func proposalsWithoutAnEventAreRejected() {
    do {
      _ = try Desk(Self.pack).open().check([.init(path: "events.yaml", text: "[]\n")], packDigest: "")
      Issue.record("an empty list was judged")
    } catch {
      #expect(Desk.describe(error) == ["events.yaml:1:1: the file holds no event"])
    }
  }

  @Test func dealIsChecked() {
    func deal(_ text: String) -> [String] { Desk(Self.pack, deal: text).mistakes("2024-01-02 tick") }
    #expect(deal("legder: x") == ["deals/desk.yaml:3:1: unknown key 'legder' in a deal | did you mean 'ledger'?"])
    #expect(
      deal("parties: [{id: ann, roles: [clrk]}]")
        == ["deals/desk.yaml:3:29: 'clrk' is no value of 'roles' | did you mean 'clerk'?"])
    #expect(deal("parties: [{roles: [clerk]}]") == ["deals/desk.yaml:3:11: a party needs 'id'"])
    #expect(
      deal("parties: [{id: ann}, {id: ann}]") == ["deals/desk.yaml:3:27: the party 'ann' stands twice"])
    #expect(
      deal("readings: {clos: wide}") == ["deals/desk.yaml:3:12: unknown reading 'clos' | did you mean 'close'?"])
    #expect(
      deal("readings: {close: wid}")
        == ["deals/desk.yaml:3:19: 'wid' is no alternative of 'close' | did you mean 'wide'?"])
    #expect(deal("readings: {close: {by: me}}") == ["deals/desk.yaml:3:19: a settled reading needs 'choose'"])
    #expect(
      deal("opening: [{id: a, kind: trad, date: 2024-01-01}]")
        == ["deals/desk.yaml:3:25: unknown event kind 'trad' | did you mean 'trade'?"])
  }

  @Test func dealWithoutAPackIsRejected() {
    func open(_ text: String) -> [String] {
      do {
        _ = try Workspace.open(deal: "deal.yaml", ledger: nil, files: TextFiles(texts: ["deal.yaml": text]))
        return []
      } catch {
        return Desk.describe(error)
      }
    }
    #expect(open("deal: x\n") == ["deal.yaml:1:1: a deal needs 'pack', the folder of its rules"])
    #expect(
      open("deal: x\npack: rules\n")
        == ["deal.yaml:2:7: there is no pack in 'rules' | a pack is a folder with a pack.yaml"])
  }

  @Test func ledgerIsCheckedLineByLine() {
    let files = TextFiles(texts: [
      "deal.yaml": "deal: x\npack: rules\nledger: ledger.jsonl\n", "rules/pack.yaml": "pack: desk\n" + Self.pack,
      "ledger.jsonl": """
      {"id": "a", "kind": "tick", "date": "2024-01-02"}
      {"id": "a", "kind": "tick", "date": "2024-01-03"}
      {"id": "b", "kind": "tick", "date": "2024-01-03", "tiem": "09:30"}

      """,
    ])
    do {
      let workspace = try Workspace.open(deal: "deal.yaml", ledger: nil, files: files)
      _ = try workspace.check([.init(path: "e.yaml", text: "{id: c, kind: tick, date: 2024-01-04}")], packDigest: "")
      Issue.record("the ledger was taken")
    } catch {
      #expect(
        Desk.describe(error) == [
          "ledger.jsonl:2:8: the id 'a' is on record already",
          "ledger.jsonl:3:51: unknown field 'tiem' of event 'tick' | did you mean 'time'?",
        ])
    }
  }
}
