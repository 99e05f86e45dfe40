import Foundation
import PreclearEngine
import PreclearJournal
import Testing

@testable import PreclearDesk

@Suite struct RecordTests {
  private static let event = #"{"id": "T-1", "kind": "sale", "date": "2001-12-03", "shares": 150.0, "buyer": null}"#
  private static let target = "/api/ledger?confirm=T-1&verdict=blocked"

  private let folder: TemporaryFolder
  private let choice: DealChoice
  private var journal: URL { folder.url.appendingPathComponent("desk.journal") }
  private var ledger: URL { folder.url.appendingPathComponent("ledger.jsonl") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.write(
      "pack/pack.yaml",
      """
      pack: small
      version: 1.0.0
      sources: {letter: {title: A letter}}
      events:
        sale: {fields: {shares: {type: decimal, required: true}, buyer: {type: string, null: nobody}}}
      rules:
        limit: {title: At most a hundred, on: sale, forbid: event.shares > 100, because: Too many., cite: {source: letter, page: "1", lines: "1", anchor: a hundred}}

      """)
    // Without a line break at its end, as an editor may leave it.
    _ = try folder.write(
      "ledger.jsonl", #"{"id": "L-1", "kind": "sale", "date": "2001-12-01", "shares": 1, "buyer": null}"#)
    let deal = try folder.write("deal.yaml", "{deal: small, pack: pack, ledger: ledger.jsonl}\n")
    choice = DealChoice(deal: deal, journal: folder.url.appendingPathComponent("desk.journal").path)
  }

  private func lines(_ url: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func eventIsJournaledAndAppendedAsItWasSent() async throws {
    let fixture = try await DeskFixture(choice)
    let response = await fixture.post(Self.target, Self.event)
    #expect(response.status == 201, "\(response.text)")
    #expect(try response.object()["verdict"] as? String == "blocked")
    #expect(try lines(ledger).count == 2)
    #expect(try lines(ledger)[1] == Self.event)
    let record = try #require(try lines(journal).first)
    #expect(record.contains(#""verdict":"blocked""#))
    #expect(try Verification(try Journal(journal.path).read()).damage == nil)
    // What is on record now is judged with, and cannot be recorded again.
    #expect(await fixture.get("/api/ledger").text.contains("T-1"))
    #expect(await fixture.post(Self.target, Self.event).status == 422)
    #expect(try lines(ledger).count == 2)
    #expect(try lines(journal).count == 1)
  }

  @Test(arguments: [
    ("/api/ledger", 400), ("/api/ledger?confirm=T-1", 400), ("/api/ledger?confirm=T-2&verdict=blocked", 409),
    ("/api/ledger?confirm=T-1&verdict=clear", 409),
  ])
  func withoutTheIdAndTheVerdictNothingIsWritten(_ target: String, _ status: Int) async throws {
    let fixture = try await DeskFixture(choice)
    #expect(await fixture.post(target, Self.event).status == status)
    #expect(try lines(ledger).count == 1)
    #expect(try lines(journal).isEmpty)
  }

  @Test(arguments: [
    "", "[]", #"[{"id": "T-1", "kind": "sale", "date": "2001-12-03", "shares": 150}]"#, "id: T-1", "7",
    #"{"id": "T-1", "kind": "sale", "date": "2001-12-03"}"#,
  ])
  func whatIsNoEventIsNotWritten(_ body: String) async throws {
    let fixture = try await DeskFixture(choice)
    let response = await fixture.post(Self.target, body)
    #expect([409, 422].contains(response.status))
    #expect(try lines(ledger).count == 1)
    #expect(try lines(journal).isEmpty)
  }

  @Test func withoutAJournalNothingCanBeRecorded() async throws {
    let fixture = try await DeskFixture(DealChoice(deal: choice.deal))
    let response = await fixture.post(Self.target, Self.event)
    #expect(response.status == 409)
    #expect(response.text.contains("--journal"))
    #expect(try lines(ledger).count == 1)
  }

  @Test func journalThatCannotBeWrittenLeavesTheLedgerAlone() async throws {
    let choice = DealChoice(deal: choice.deal, journal: folder.url.appendingPathComponent("none/desk.journal").path)
    let fixture = try await DeskFixture(choice)
    let response = await fixture.post(Self.target, Self.event)
    #expect(response.status == 409)
    #expect(try lines(ledger).count == 1)
  }

  @Test(arguments: ["deal.yaml", "pack/pack.yaml", "ledger.jsonl", "pack/../ledger.jsonl", "letter.txt", "ledger.link"])
  func journalThatIsAnotherFileOfTheDealIsRefusedAtTheStart(_ name: String) async throws {
    let letter = try #require(SourceCopy.Argument("letter=\(try folder.write("letter.txt", "a hundred\n"))"))
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("ledger.link"), withDestinationURL: ledger)
    let choice = DealChoice(
      deal: choice.deal, sources: [try SourceCopy.read(letter)], journal: folder.url.path + "/" + name)
    let failure = #expect(throws: LoadFailure.self) { try Desk(choice) }
    #expect(failure?.diagnostics.map(\.code) == ["journal-output"])
  }

  @Test func journalThatIsAStreamIsRefusedAtTheStart() throws {
    let failure = #expect(throws: LoadFailure.self) { try Desk(DealChoice(deal: choice.deal, journal: "-")) }
    #expect(failure?.diagnostics.map(\.code) == ["journal-path"])
  }

  @Test func linesOfTheLedgerKeepTextsAndDigits() async throws {
    let fixture = try await DeskFixture(choice)
    let event =
      #"{"id": "T-\"2\"", "kind": "sale", "date": "2001-12-03", "shares": 99.10, "buyer": "a\nb \u0007 é 😀 \\"}"#
    let confirm = "/api/ledger?confirm=T-%222%22&verdict=clear"
    #expect(await fixture.post(confirm, event).status == 201)
    #expect(try lines(ledger)[1] == event)
    #expect(await fixture.get("/api/deal").status == 200)
  }
}
