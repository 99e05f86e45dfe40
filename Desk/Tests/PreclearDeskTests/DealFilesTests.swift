import Foundation
import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage
import Testing

@testable import PreclearDesk

@Suite struct DealFilesTests {
  private static let pack = """
    pack: small
    version: 1.0.0
    title: A small pack
    sources: {letter: {title: A letter}}
    events:
      sale:
        title: Sale of shares
        fields:
          shares: {type: int, minimum: 1, required: true, title: Number of shares, hint: As in the order., unit: shares}
          buyer: {type: string, null: nobody identified, ask: Who buys?}
    rules:
      limit:
        title: At most a hundred
        on: sale
        forbid: event.shares > LIMIT
        because: "Too many: {event.shares}."
        cite: [{source: letter, page: "1", lines: 1-2, anchor: at most a hundred}]

    """

  private func write(_ folder: TemporaryFolder, limit: String = "100", ledger: String = "") throws -> String {
    _ = try folder.write("pack/pack.yaml", Self.pack.replacingOccurrences(of: "LIMIT", with: limit))
    _ = try folder.write("ledger.jsonl", ledger)
    return try folder.write("deal.yaml", "{deal: small, pack: pack, ledger: ledger.jsonl, parties: []}\n")
  }

  private func verdict(_ fixture: DeskFixture, shares: Int) async throws -> String? {
    let event = #"{"id": "T", "kind": "sale", "date": "2001-12-03", "shares": \#(shares), "buyer": null}"#
    return try await fixture.post("/api/check", event).object()["verdict"] as? String
  }

  @Test func changedFilesAreReadAgainAndBrokenOnesTold() async throws {
    let folder = try TemporaryFolder()
    let fixture = try await DeskFixture(DealChoice(deal: try write(folder)))
    #expect(try await verdict(fixture, shares: 150) == "blocked")
    _ = try write(folder, limit: "1000")
    #expect(try await verdict(fixture, shares: 150) == "clear")
    _ = try write(folder, limit: "nonsense")
    let broken = await fixture.get("/api/deal")
    #expect(broken.status == 409)
    #expect(broken.text.contains("pack.yaml") && broken.text.contains("nonsense"))
    _ = try write(folder, limit: "100")
    #expect(try await verdict(fixture, shares: 150) == "blocked")
  }

  @Test func schemaHasWhatAFormNeeds() async throws {
    let folder = try TemporaryFolder()
    let fixture = try await DeskFixture(DealChoice(deal: try write(folder)))
    let kinds = try #require(try await fixture.get("/api/schema").object()["kinds"] as? [[String: Any]])
    #expect(kinds.count == 1)
    #expect(kinds[0]["title"] as? String == "Sale of shares")
    #expect(kinds[0]["rules"] as? Int == 1)
    let fields = try #require(kinds[0]["fields"] as? [[String: Any]])
    #expect(fields.map { $0["field"] as? String } == ["shares", "buyer"])
    #expect(fields[0]["title"] as? String == "Number of shares")
    #expect(fields[0]["hint"] as? String == "As in the order.")
    #expect(fields[0]["unit"] as? String == "shares")
    #expect(fields[0]["minimum"] as? String == "1")
    #expect(fields[0]["required"] as? Bool == true)
    #expect(fields[0]["null"] == nil)
    #expect(fields[1]["title"] as? String == "Buyer")
    #expect(fields[1]["null"] as? String == "nobody identified")
    #expect(fields[1]["ask"] as? String == "Who buys?")
  }

  @Test func timelineHasEveryEventWithWhatWasFound() async throws {
    let folder = try TemporaryFolder()
    let ledger = """
      {"id": "L-2", "kind": "sale", "date": "2001-12-02", "shares": 101, "buyer": null}
      {"id": "L-1", "kind": "sale", "date": "2001-12-01", "shares": 100, "buyer": "a <b>"}

      """
    let fixture = try await DeskFixture(DealChoice(deal: try write(folder, ledger: ledger)))
    let events = try #require(try await fixture.get("/api/ledger").object()["events"] as? [[String: [String: Any]]])
    #expect(events.map { $0["event"]?["id"] as? String } == ["L-1", "L-2"])
    #expect(events.map { $0["result"]?["verdict"] as? String } == ["clear", "blocked"])
    #expect(events[0]["event"]?["buyer"] as? String == "a <b>")
    let last = try #require(try await fixture.get("/api/ledger?last=1").object()["events"] as? [Any])
    #expect(last.count == 1)
  }

  @Test func citedLinesComeFromTheReadersCopy() async throws {
    let folder = try TemporaryFolder()
    let copy = try folder.write("letter.txt", "The shares are\r\nat most a hundred.\nEnd")
    let argument = try #require(SourceCopy.Argument("letter=\(copy)"))
    let choice = DealChoice(deal: try write(folder), sources: [try SourceCopy.read(argument)])
    let fixture = try await DeskFixture(choice)
    let answer = try await fixture.get("/api/lines?source=letter&from=2&to=9").object()
    #expect(answer["total"] as? Int == 3)
    let lines = try #require(answer["lines"] as? [[String: Any]])
    #expect(lines.map { $0["text"] as? String } == ["at most a hundred.", "End"])
    #expect(lines.map { $0["line"] as? Int } == [2, 3])
    #expect(await fixture.get("/api/lines?source=letter&from=3&to=2").status == 400)
    #expect(await fixture.get("/api/lines?source=letter&from=1&to=401").status == 400)
    #expect(await fixture.get("/api/lines?source=other").status == 404)
  }

  @Test func copyOfAnotherEditionIsRefused() async throws {
    let folder = try TemporaryFolder()
    let copy = try folder.write("prospectus.txt", "another text\n")
    let argument = try #require(SourceCopy.Argument("prospectus=\(copy)"))
    let sources = [try SourceCopy.read(argument)]
    let failure = #expect(throws: LoadFailure.self) {
      _ = try Desk(DealChoice(deal: DeskFixture.example + "/deal.yaml", sources: sources))
    }
    #expect(failure?.diagnostics[0].code == "other-source")
  }
}
