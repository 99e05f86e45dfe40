import Foundation
import PreclearEngine
import PreclearReports
import Testing

@Suite struct DiagnosticReportTests {
  private static let file = SourceFile(path: "rules/a b.yaml", text: "rules:\n  x: é!\n")
  private static let diagnostics = [
    Diagnostic(
      "unknown name 'x'", code: "unknown-name",
      at: SourceRange(file: file, start: SourcePosition(line: 2, column: 3), end: SourcePosition(line: 2, column: 4)),
      help: "did you mean 'y'?"),
    Diagnostic("nothing is tested", code: "untested", severity: .warning),
    Diagnostic("100%, done", code: "counts", severity: .note),
  ]

  private func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test func jsonHasEveryKeyOfEveryDiagnostic() throws {
    let all = try object(DiagnosticReport.json(Self.diagnostics))
    #expect(all["format"] as? String == "preclear.diagnostics/1")
    let list = try #require(all["diagnostics"] as? [[String: Any]])
    #expect(list.map { $0["code"] as? String } == ["unknown-name", "untested", "counts"])
    #expect(list.map { $0["severity"] as? String } == ["error", "warning", "note"])
    #expect(list.allSatisfy { Set($0.keys) == ["code", "message", "file", "line", "column", "help", "severity"] })
    #expect(list[0]["file"] as? String == "rules/a b.yaml" && list[0]["line"] as? Int == 2)
    #expect(list[1]["file"] is NSNull)
  }

  @Test func sarifHasACodeForARuleAndTheWholeRange() throws {
    let log = DiagnosticReport.sarif(Self.diagnostics) { code in
      code == "untested" ? .init(title: "a rule without a test", text: "Write one.") : nil
    }
    let run = try #require((try object(log)["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(
      rules.map { ($0["shortDescription"] as? [String: String])?["text"] }
        == ["unknown name", "a rule without a test", "counts"])
    #expect((rules[1]["help"] as? [String: String]) == ["text": "Write one.", "markdown": "Write one."])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(
      results.map { $0["ruleId"] as? String } == ["preclear/unknown-name", "preclear/untested", "preclear/counts"])
    #expect(results.map { $0["level"] as? String } == ["error", "warning", "note"])
    #expect(results.allSatisfy { $0["kind"] as? String == "fail" })
    let locations = try #require(results[0]["locations"] as? [[String: [String: Any]]])
    #expect((locations[0]["physicalLocation"]?["artifactLocation"] as? [String: String])?["uri"] == "rules/a%20b.yaml")
    #expect(
      locations[0]["physicalLocation"]?["region"] as? [String: Int]
        == ["startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 4])
    #expect(results[1]["locations"] == nil)
  }

  @Test func githubHasACommandForEach() {
    #expect(
      String(decoding: DiagnosticReport.github(Self.diagnostics), as: UTF8.self) == """
        ::error file=rules/a b.yaml,line=2,col=3,endLine=2,endColumn=4,title=preclear/unknown-name::unknown name 'x'%0Adid you mean 'y'?
        ::warning title=preclear/untested::nothing is tested
        ::notice title=preclear/counts::100%25, done

        """)
  }
}
