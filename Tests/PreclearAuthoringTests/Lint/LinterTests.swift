import Foundation
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct LinterTests {
  @Test func theShippedPacksHaveNoFindings() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    let packs = [
      "Rules/delaware-203", "Rules/nasd-compensation", "Rules/neotherapeutics", "Rules/rights-plan",
      "Examples/audit-log/pack",
    ]
    let tests = try packs.flatMap { pack in
      try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(pack)").filter { $0.hasSuffix(".test.yaml") }
        .sorted()
        .map { "\(root)/\(pack)/\($0)" }
    }
    var options = Linter<DiskFiles>.Options()
    options.date = CalendarDate(iso: "2026-01-01")
    let report = Linter(files: DiskFiles(), options: options).lint(
      packs: packs.map { "\(root)/\($0)" },
      deals: ["\(root)/Examples/neotherapeutics/deal.yaml", "\(root)/Examples/audit-log/deal.yaml"], tests: tests)
    #expect(report.diagnostics.map(\.rendered) == [])
    #expect(!report.isBroken)
  }

  @Test func allTypeErrorsComeInOneRun() {
    var desk = LintDesk()
    desk.texts["pack/conduct.yaml"] = desk.texts["pack/conduct.yaml"]?
      .replacing("if: event.approved", with: "if: event.aproved")
      .replacing("event.date <= free", with: "event.date <= fre")
      .replacing("    on: trade\n    forbid: reviews", with: "    onn: trade\n    on: trade\n    forbid: reviews")
    desk.texts["pack/state.yaml"] = desk.texts["pack/state.yaml"]?
      .replacing("sum: event.shares}", with: "sum: event.share}").replacing(
        "{held: at_least(0)}", with: "{held: at_least('0')}")
    desk.texts["pack/figures.yaml"] = desk.texts["pack/figures.yaml"]?.replacing(
      "value: 3,", with: "value: {between: [3]},")
    let report = desk.report()
    #expect(report.isBroken)
    #expect(
      Set(report.diagnostics.map(LintDesk.place)).isSuperset(of: [
        "pack/conduct.yaml:8:34 unknown-name", "pack/conduct.yaml:33:27 unknown-name",
        "pack/conduct.yaml:46:5 unknown-key",
        "pack/figures.yaml:17:35 unexpected-value", "pack/state.yaml:2:52 unknown-name",
      ]))
  }

  @Test func aNameWhoseDeclarationIsWrongIsNotToldAsUnknown() {
    var desk = LintDesk()
    desk.texts["pack/state.yaml"] = desk.texts["pack/state.yaml"]?
      .replacing(
        "{on: trade, by: event.person, sum: event.shares}", with: "{on: trade, by: event.person, total: event.shares}")
    #expect(desk.findings() == ["pack/state.yaml:2:3 aggregate", "pack/state.yaml:2:41 unknown-key"])
  }

  @Test func everyFileThatCannotBeReadIsTold() {
    var desk = LintDesk()
    desk.texts["pack/state.yaml"] = "measures: [\n"
    desk.texts["pack/figures.yaml"] = "parameters: {\n"
    let files = desk.report().diagnostics.compactMap { $0.range?.file.path }
    #expect(Set(files) == ["pack/figures.yaml", "pack/state.yaml"])
  }

  @Test func aWaiverIsOnlyTooLateOnADay() {
    var desk = LintDesk()
    desk.texts["waivers.yaml"] = desk.texts["waivers.yaml"]?.replacing("until: 2020-12-31", with: "until: 2020-05-31")
    #expect(desk.findings(on: nil) == [])
    #expect(desk.findings(on: "2020-05-31") == [])
    #expect(desk.findings(on: "2020-06-01") == ["waivers.yaml:2:123 waiver-expired"])
  }

  @Test func anotherCopyOfASourceIsToldAndNotRead() {
    var desk = LintDesk()
    desk.texts["pack/pack.yaml"] = desk.texts["pack/pack.yaml"]?
      .replacing(
        "{title: The code of conduct}",
        with: "{title: The code of conduct, sha256: \(String(repeating: "a", count: 64))}")
    #expect(desk.findings() == ["pack/pack.yaml:6:11 source-digest"])
  }

  /// What an importer reads is used, wherever it is declared.
  @Test func whatOnlyAnImporterReadsIsUsedIfTheImporterIsLintedToo() {
    var desk = LintDesk(texts: [
      "base/pack.yaml": """
      pack: base
      sources: {code: {title: Code}}
      parameters: {line: {values: [{from: 2000-01-01, value: 5, cite: {source: code, page: "1", lines: "1", anchor: a line}}]}}
      """,
      "top/pack.yaml": """
      pack: top
      imports: [{pack: ../base}]
      events: {tick: {fields: {size: {type: int, required: true}}}}
      rules:
        over:
          title: Over the line
          on: tick
          forbid: event.size > parameter.line
          cite: {source: code, page: "1", lines: "1", anchor: a line}
      """,
      "top/top.test.yaml": """
      cases:
        - {name: Under, propose: {}, expect: {outcomes: {top/over: clear}}}
        - {name: Over, propose: {}, expect: {outcomes: {top/over: violation}}}
      """,
    ])
    desk.paths = ["base"]
    #expect(desk.findings().contains("base/pack.yaml:3:14 unused-parameter"))
    desk.paths = ["base", "top"]
    #expect(desk.report().diagnostics.filter { $0.code == "unused-parameter" }.isEmpty)
  }

  @Test func everyCheckHasACodeOfItsOwnAndAnExplanation() {
    let codes = LintChecks.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
    for check in LintChecks.all {
      #expect(check.explanation.count > 60, "\(check.code)")
      #expect(!check.title.isEmpty)
    }
  }
}
