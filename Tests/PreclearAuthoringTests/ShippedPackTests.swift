import Foundation
import PreclearEngine
import PreclearLanguage
import Testing

/// What the shipped packs promise as a whole.
@Suite struct ShippedPackTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func pack() throws -> Pack {
    try PackLoader.load(root.appendingPathComponent("Rules/neotherapeutics").path, files: DiskFiles()).pack
  }

  @Test func fortyRulesAreActive() throws {
    let compiled = try Compiler.compile(try Self.pack())
    #expect(compiled.rules.count == 40)
    #expect(Set(compiled.rules.map(\.id)).count == 40)
  }

  @Test func everyCatalogueIDStandsOnExactlyOneSide() throws {
    let pack = try Self.pack()
    let catalogue = pack.catalogue.map(\.id)
    let covered = Set(pack.rules.flatMap { $0.covers.map(\.text) })
    let explained = pack.noRule.map(\.id)
    #expect(catalogue.count == 96)
    #expect(Set(catalogue).count == 96)
    #expect(covered.isDisjoint(with: explained))
    #expect(covered.union(explained) == Set(catalogue))
    #expect(pack.noRule.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func everyRuleCitesPageLinesAndAShortAnchor() throws {
    for rule in try Self.pack().rules {
      #expect(!rule.citations.isEmpty, "\(rule.id)")
      for citation in rule.citations + rule.clauses.flatMap(\.citations) {
        #expect(citation.anchor.split(separator: " ").count <= 8, "\(rule.id)")
        #expect(citation.page.hasPrefix("S-") || citation.page == "cover", "\(rule.id)")
        let lines = citation.lines.split(separator: "-").compactMap { Int($0) }
        #expect(lines.count <= 2 && lines == lines.sorted() && !lines.isEmpty, "\(rule.id): \(citation.lines)")
      }
    }
  }

  /// Closed days of the shipped calendars, against the lists of 2001 that stand in the exchange's and the banks' own records.
  @Test func theShippedCalendarsCloseOnTheDaysOf2001() throws {
    let pack = try Self.pack()
    func closed(_ name: String) throws -> [String] {
      let calendar = try #require(pack.calendars.first { $0.name.text == name }).calendar
      let first = try #require(CalendarDate(iso: "2001-01-01"))
      return try (0..<365).map { try first.adding(days: $0) }
        .filter { $0.weekday < 6 && !calendar.isOpen($0, countingDoubtful: false) }.map(\.description)
    }
    let both = [
      "2001-01-01", "2001-01-15", "2001-02-19", "2001-05-28", "2001-07-04", "2001-09-03", "2001-11-22", "2001-12-25",
    ]
    let attacks = ["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"]
    let goodFriday = "2001-04-13"
    let banksAlone = ["2001-10-08", "2001-11-12"]
    #expect(try closed("trading") == (both + attacks + [goodFriday]).sorted())
    #expect(try closed("bank") == (both + banksAlone).sorted())
    #expect(try closed("settlement") == (both + attacks + banksAlone + [goodFriday]).sorted())
  }
}
