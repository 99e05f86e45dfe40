import Foundation
import PreclearEngine
import PreclearFiles
import PreclearLanguage
import PreclearReports
import Testing

@testable import PreclearDesk

/// The room of the whole deal, and how a rule comes to its outcome: what the commands print.
@Suite struct RoomTests {
  private static let deal = DeskFixture.example + "/deal.yaml"

  @Test(arguments: [nil, "2001-11-20", "2001-11-05", "1990-01-01"])
  func roomOfTheDealHasTheBytesOfHeadroom(_ day: String?) async throws {
    let fixture = try await DeskFixture()
    let workspace = try Workspace.open(deal: Self.deal, ledger: nil, files: Files())
    let room = try workspace.dealRoom(asOf: day.flatMap(CalendarDate.init(iso:)))
    let expected = HeadroomFormat.json.render(.deal(room), deal: workspace.dealName, width: 0, palette: .plain)
    for _ in 0..<2 {
      let response = await fixture.get("/api/room" + (day.map { "?as_of=\($0)" } ?? ""))
      #expect(response.status == 200)
      #expect(response.body == expected)
    }
    #expect(!room.lines.isEmpty)
  }

  @Test func packWithoutLinesHasNoRoom() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "pack/pack.yaml", "pack: small\nversion: 1.0.0\nevents: {sale: {fields: {shares: {type: int}}}}\n")
    let deal = try folder.write("deal.yaml", "{deal: small, pack: pack}\n")
    let fixture = try await DeskFixture(DealChoice(deal: deal))
    let response = await fixture.get("/api/room")
    #expect(response.status == 404)
    #expect(response.text.contains("declares no lines"))
  }

  @Test func evaluationHasTheBytesOfExplain() async throws {
    let fixture = try await DeskFixture()
    let folder = DeskFixture.example + "/proposals"
    let rule = "sales-agreement/no-at-the-market"
    for name in Files().list(folder).prefix(3) {
      let file = try Files().read("\(folder)/\(name)")
      let explained = try RuleExplainer.explain(file, rule: rule, deal: Self.deal, ledger: nil, files: Files())
      let request = DeskFixture.request(
        "POST", "/api/explain?rule=\(rule)", body: file.bytes, type: "application/yaml")
      let response = await fixture.desk.answer(request)
      #expect(response.status == 200)
      #expect(response.body == CardFormat.json.render(explained, width: 0, palette: .plain), "\(name)")
    }
  }

  @Test func evaluationOfNoRuleOrNoEventIsTold() async throws {
    let fixture = try await DeskFixture()
    let event = #"{"id": "T", "kind": "sale", "date": "2001-12-03", "shares": 10, "price": 4.04}"#
    #expect(await fixture.post("/api/explain", event).status == 400)
    #expect(await fixture.post("/api/explain?rule=none/such", event).status == 404)
    #expect(await fixture.post("/api/explain?rule=sales-agreement/no-at-the-market", "{").status == 422)
    #expect(await fixture.post("/api/explain?rule=sales-agreement/no-at-the-market", "[]").status == 422)
  }
}
