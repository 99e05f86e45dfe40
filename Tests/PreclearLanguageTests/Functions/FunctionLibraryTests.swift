import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

@Suite struct FunctionLibraryTests {
  private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/language.md")

  /// A pack of one rule, which the event sets off if the expression is true.
  private struct OneExpression: FileAccess {
    let expression: String

    func text(_ path: String) -> String? {
      switch path {
      case "deal.yaml": "deal: d\npack: pack\n"
      case "pack/pack.yaml":
        """
        pack: p
        events: {question: {fields: {}}}
        rules:
          answer:
            title: An example
            on: question
            cite: {source: s, page: "1", lines: "1", anchor: none}
            trigger: '\(expression.replacing("'", with: "''"))'
        """
      default: nil
      }
    }

    func read(_ path: String) throws(LoadFailure) -> SourceFile {
      guard let text = text(path) else { throw LoadFailure("there is no '\(path)'", code: "no-file") }
      return SourceFile(path: path, text: text)
    }

    func exists(_ path: String) -> Bool { text(path) != nil }

    func list(_ directory: String) -> [String] { directory == "pack" ? ["pack.yaml"] : [] }
  }

  @Test(arguments: FunctionLibrary.all.map { [$0.name, $0.example] })
  func exampleIsTrue(_ function: [String]) throws {
    let workspace = try Workspace.open(deal: "deal.yaml", ledger: nil, files: OneExpression(expression: function[1]))
    let event = SourceFile(path: "event.yaml", text: "{id: Q, kind: question, date: 2026-03-05}")
    let result = try #require(try workspace.check([event], packDigest: "").results.first)
    #expect(result.outcomes.map(\.outcome) == [.trigger], "\(function[0]): \(function[1])")
    #expect(result.findings.first?.error == nil)
  }

  @Test func pageNamesEveryFunctionAsTheLibraryDoes() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    for function in FunctionLibrary.all {
      let isNamed = page.contains("| `\(function.signature)` | \(function.sentence)")
      #expect(isNamed, "\(function.name)")
    }
  }
}
