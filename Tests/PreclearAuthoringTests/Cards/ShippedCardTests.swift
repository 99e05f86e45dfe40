import Foundation
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import Testing

/// The cards of the shipped rules, held against what the rules' own tests say of them.
@Suite struct ShippedCardTests {
  private static let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Rules").path

  /// A fact of whomever: `holding(acme).shares` is one of `holding`.
  private static func name(_ fact: String) -> String { String(fact.prefix { $0 != "(" }) }

  @Test func everyFactThatATestExpectsToBeAskedStandsOnTheCard() throws {
    let files = DiskFiles()
    let pack = try PackLoader.load("\(Self.rules)/neotherapeutics", files: files).pack
    let cards = try RuleCardMaker(pack: pack, tests: [], on: nil).cards
    var asked = 0
    for folder in files.list(Self.rules) {
      for file in files.list("\(Self.rules)/\(folder)") where file.hasSuffix(".test.yaml") {
        for test in try RuleTest.load(try files.read("\(Self.rules)/\(folder)/\(file)")).cases {
          guard case .result(let expected) = test.expectation else { continue }
          // A part of a name, such as `shares`, may be that of any fact.
          for missing in expected.missing where missing.text.contains(".") || missing.text.contains("(") {
            guard let card = cards.first(where: { $0.id == missing.rule }) else { continue }
            asked += 1
            let facts = card.facts.map(\.fact)
            #expect(
              facts.contains { $0 == missing.text || ($0.contains("(") && Self.name($0) == Self.name(missing.text)) },
              "\(missing.rule), \(test.name): \(missing.text) is not among \(facts)")
          }
        }
      }
    }
    #expect(asked > 100)
  }

  @Test func aPackWithNeedsIsExplainedByItself() throws {
    let pack = try PackLoader.load("\(Self.rules)/delaware-203", files: DiskFiles()).pack.withNeedsFilled()
    let card = try RuleCardMaker(pack: pack, tests: [], on: nil).card(of: "section-203/interested-stockholder")
    #expect(card.looksAt == ["acts", "buyback", "share_count"])
    let outstanding = try #require(card.definitions.first { $0.name == "outstanding" })
    #expect(outstanding.statement.text == "what the deal's own rules say it is")
    #expect(card.facts.isEmpty)
    #expect(throws: LoadFailure.self) {
      let open = try PackLoader.load("\(Self.rules)/delaware-203", files: DiskFiles()).pack
      _ = try Skeleton.deal(in: "d", named: "d", pack: open, reaching: "../p")
    }
  }
}
