import Testing

@Suite struct ImportTests {
  private static let deal = """
    pack: desk
    imports:
      - {pack: ../law, with: {outstanding: pool.shares, owned: "held[key].shares", acts: act, quiet: rest}}
    events:
      grant: {fields: {who: {type: party}, shares: {type: int}}}
      tick: {}
    registers:
      held: {key: event.who, start: {shares: 0}, on: {grant: {shares: it.shares + event.shares}}}
      pool: {daily: true, start: {shares: 100}, on: {grant: {shares: it.shares - event.shares}}}
    measures:
      rest: {on: tick, count: true}
    views:
      act: {from: {grant: {subjects: "[event.who]"}}}

    """

  private static let law = """
    pack: law
    needs:
      outstanding: {type: int, daily: true}
      owned: {of: party, type: int}
      acts: {view: {subjects: list(party)}}
      quiet: {measure: true}
    terms:
      share: {of: who, is: "owned[who] * 100 / outstanding"}
    measures:
      number: {on: acts, by_each: acts.subjects, count: true}
    rules:
      large:
        title: Large
        on: acts
        forbid: acts.subjects.exists(s, share(s) >= 20 && quiet == 0)
        \(Desk.cite)

    """

  private func desk(_ deal: String = deal, _ law: String = law, more: [String: String] = [:]) -> Desk {
    var files = ["pack.yaml": deal, "../law/pack.yaml": law]
    for (name, text) in more { files[name] = text }
    return Desk(files: files)
  }

  @Test func needsAreFilledWithTheImportersNames() throws {
    let desk = desk()
    #expect(desk.mistakes() == [])
    let result = try desk.judge("2024-01-02 grant who: ann, shares: 17")
    #expect(result.outcomes.map(\.rule) == ["law/large"])
    #expect(result.outcomes[0].outcome == .violation)
    #expect(try desk.judge("2024-01-02 grant who: ann, shares: 16").outcomes[0].outcome == .clear)
    // What the law declares is the deal's as well.
    #expect(
      try desk.answers(
        ["share(event.who) == 20", "number[event.who] == 1"], on: "2024-01-02 grant who: ann, shares: 17")
        == [.yes, .yes])
  }

  @Test func needThatIsUnfilledIsRejected() {
    #expect(
      desk(Self.deal.replacing("outstanding: pool.shares, ", with: "")).mistakes()
        == ["pack.yaml:3:5: the pack 'law' needs 'outstanding' | say under 'with:' what it is here"])
    #expect(
      desk(Self.deal.replacing("quiet: rest", with: "quite: rest")).mistakes()
        == [
          "pack.yaml:3:91: the pack 'law' does not need 'quite' | did you mean 'quiet'?",
          "pack.yaml:3:5: the pack 'law' needs 'quiet' | say under 'with:' what it is here",
        ])
  }

  @Test func needThatIsFilledWithAnotherTypeIsRejected() {
    #expect(
      desk(Self.deal.replacing("outstanding: pool.shares", with: "outstanding: event.date")).mistakes().first
        == "pack.yaml:3:40: there is no event here")
    #expect(
      desk(Self.deal.replacing("\"held[key].shares\"", with: "key")).mistakes()
        == ["pack.yaml:3:60: expected a whole number, found a party"])
    #expect(
      desk(Self.deal.replacing("[event.who]", with: "[event.shares]")).mistakes()
        == [
          "pack.yaml:3:86: 'act' cannot be 'acts': 'subjects' should be a list of which each item is a party, and is a "
            + "list of which each item is a whole number"
        ])
    #expect(
      desk(Self.deal.replacing("subjects:", with: "subject:")).mistakes()
        == ["pack.yaml:3:86: 'act' cannot be 'acts': it has no 'subjects'"])
    #expect(
      desk(Self.deal.replacing("quiet: rest", with: "quiet: rests")).mistakes()
        == ["pack.yaml:3:98: unknown measure 'rests' | did you mean 'rest'?"])
    #expect(
      desk(Self.deal.replacing("daily: true, ", with: "")).mistakes()
        == ["pack.yaml:3:40: 'pool' is not kept day by day, as 'outstanding' must be | give it 'daily: true'"])
  }

  @Test func sameNameTwiceIsRejected() {
    #expect(
      desk(Self.deal, Self.law, more: ["more.yaml": "measures: {number: {on: tick, count: true}}"]).mistakes()
        == ["more.yaml:1:12: the measure 'number' stands twice | the other is in deals/law/pack.yaml:10"])
    #expect(
      desk(Self.deal, Self.law, more: ["more.yaml": "terms: {rest: {is: '1'}}"]).mistakes()
        == ["more.yaml:1:9: 'rest' is the name of a measure already | the other is in deals/pack/pack.yaml:11"])
  }

  @Test func ruleIsReplacedOnlyWhereTheImporterSaysSo() throws {
    let rule = "large: {title: Mine, on: tick, notice: 'true', replace: true, \(Desk.cite)}"
    let replaced = desk(Self.deal, Self.law, more: ["law.yaml": "rules: {\(rule)}"])
    #expect(replaced.mistakes() == [])
    #expect(try replaced.judge("2024-01-02 tick").findings.map(\.title) == ["Mine"])
    #expect(
      desk(Self.deal, Self.law, more: ["law.yaml": "rules: {\(rule.replacing("replace: true, ", with: ""))}"])
        .mistakes()
        == [
          "law.yaml:1:9: the rule 'law/large' stands twice | an importer that means to replace a rule says 'replace: true'"
        ])
    #expect(
      desk(Self.deal, Self.law, more: ["laws.yaml": "rules: {\(rule)}"]).mistakes()
        == ["laws.yaml:1:9: there is no rule 'laws/large' to replace | did you mean 'law/large'?"])
  }

  @Test func packThatTwoOthersImportIsLoadedOnce() throws {
    let files = [
      "pack.yaml": "pack: desk\nimports: [{pack: ../a}, {pack: ../b}]\nevents: {tick: {}}\n",
      "../a/pack.yaml": "pack: a\nimports: [{pack: ../base}]\nterms: {one: {is: parameter.line + 1}}\n",
      "../b/pack.yaml": "pack: b\nimports: [{pack: ../base}]\nterms: {two: {is: parameter.line + 2}}\n",
      "../base/pack.yaml":
        "pack: base\nparameters: {line: {values: [{from: 2024-01-01, value: 5, \(Desk.cite)}]}}\n",
    ]
    #expect(try Desk(files: files).answer("one == 6 && two == 7", on: "2024-01-02 tick") == .yes)
  }

  @Test func packThatImportsItselfOrNothingIsRejected() {
    #expect(
      Desk(files: [
        "pack.yaml": "pack: desk\nimports: [{pack: ../a}]\n", "../a/pack.yaml": "pack: a\nimports: [{pack: ../pack}]\n",
      ]).mistakes() == ["deals/a/pack.yaml:2:18: the pack 'deals/pack' imports itself"])
    #expect(
      Desk(files: ["pack.yaml": "pack: desk\nimports: [{pack: ../b}]\n"]).mistakes()
        == ["pack.yaml:2:18: there is no pack in '../b' | a pack is a folder with a pack.yaml"])
  }

  @Test func importSeesNothingOfItsImporterButItsNeeds() {
    #expect(
      desk(Self.deal, Self.law.replacing("quiet == 0", with: "rest == 0")).mistakes().first?
        .hasPrefix("deals/law/pack.yaml:15:55: unknown name 'rest'") == true)
  }
}
