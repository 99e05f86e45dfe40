import Foundation
import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage
import PreclearReports
import Testing

@testable import PreclearDesk

@Suite struct CheckTests {
  /// What `preclear check --format json` does, file by file.
  private func report(_ path: String) throws -> [UInt8] {
    let files = Files()
    let workspace = try Workspace.open(deal: DeskFixture.example + "/deal.yaml", ledger: nil, files: files)
    let digest = ContentDigest.pack(workspace.packFiles)
    return JSONReport.render(try workspace.check([try files.read(path)], packDigest: digest))
  }

  @Test func reportHasTheBytesOfCheck() async throws {
    let fixture = try await DeskFixture()
    let folder = DeskFixture.example + "/proposals"
    let names = Files().list(folder)
    #expect(names.count >= 17)
    // Twice, so that nothing of one check is left for the next.
    for name in names + names.reversed() {
      let path = "\(folder)/\(name)"
      let request = DeskFixture.request(
        "POST", "/api/check?name=\(path)", body: try Files().read(path).bytes, type: "application/yaml")
      let response = await fixture.desk.answer(request)
      #expect(response.status == 200)
      #expect(response.text == String(decoding: try report(path), as: UTF8.self), "\(name)")
    }
  }

  @Test func mistakeHasItsPlace() async throws {
    let fixture = try await DeskFixture()
    let response = await fixture.post(
      "/api/check?name=typed",
      """
      {"id": "T-1", "kind": "sale", "date": "2001-12-03",
       "shars": 10, "shares": 10, "price": 4.04}
      """)
    #expect(response.status == 422)
    #expect(response.header("Content-Type") == "application/problem+json")
    let errors = try #require(try response.object()["errors"] as? [[String: Any]])
    #expect(errors.count == 1)
    #expect(errors[0]["code"] as? String == "unknown-field")
    #expect(errors[0]["file"] as? String == "typed")
    #expect(errors[0]["line"] as? Int == 2)
    #expect(errors[0]["column"] as? Int == 2)
    #expect((errors[0]["help"] as? String)?.contains("shares") == true)
  }

  @Test func idOnTheLedgerIsRefusedAgainAndAgain() async throws {
    let fixture = try await DeskFixture()
    let event = #"{"id": "L-132", "kind": "buyback", "date": "2001-12-03", "shares": 10}"#
    for _ in 0..<2 {
      let response = await fixture.post("/api/check", event)
      #expect(response.status == 422 && response.text.contains("duplicate-id"))
    }
  }

  @Test(arguments: [
    ("not a word of JSON", "{", 422), ("nothing", "", 422), ("a list of nothing", "[]", 422),
    ("a number", "12", 422), ("bytes that are no text", "\u{0}", 422),
    ("deep nesting", String(repeating: "[", count: 5000), 422),
    ("a name with a control character", "name", 400),
  ])
  func inputThatCannotBeJudgedIsTold(_ name: String, _ body: String, _ status: Int) async throws {
    let fixture = try await DeskFixture()
    let target = body == "name" ? "/api/check?name=a%0Ab" : "/api/check"
    let response = await fixture.post(target, body)
    #expect(response.status == status, "\(name)")
    _ = try response.object()
  }

  @Test func typeAndSizeAreLimited() async throws {
    let fixture = try await DeskFixture()
    let form = DeskFixture.request("POST", "/api/check", body: Array("{}".utf8), type: "text/plain")
    #expect(await fixture.desk.answer(form).status == 415)
    let large = String(repeating: " ", count: Desk.requestLimit + 1)
    #expect(await fixture.post("/api/check", large).status == 413)
  }
}
