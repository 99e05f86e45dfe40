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

  /// On more days than records are kept of, in another order each time, and all at once, so that several clerks work. A fresh check is
  /// what each has to agree with.
  @Test func manyRequestsAtOnceHaveTheBytesOfCheck() async throws {
    let fixture = try await DeskFixture()
    let folder = DeskFixture.example + "/proposals"
    let days = ["2001-11-08", "2001-11-20", "2001-11-29", "2001-12-04", "2002-03-01"]
    var cases: [(body: String, expected: String)] = []
    for (number, name) in Files().list(folder).enumerated() {
      let text = String(decoding: try Files().read("\(folder)/\(name)").bytes, as: UTF8.self)
      let body = text.replacing(/date: [0-9-]+/) { _ in "date: \(days[number % days.count])" }
      cases.append((body, try expected(body)))
    }
    cases.shuffle()
    let clearCount = cases.count { $0.expected.contains("\"verdict\": \"clear\"") }
    #expect(clearCount > 0 && clearCount < cases.count)
    for round in 0..<2 {
      let all = round == 0 ? cases : cases.reversed()
      await withTaskGroup { group in
        for item in all {
          group.addTask {
            let request = DeskFixture.request(
              "POST", "/api/check?name=p", body: Array(item.body.utf8), type: "application/yaml")
            let response = await fixture.desk.answer(request)
            #expect(response.text == item.expected, "\(item.body)")
          }
        }
      }
    }
  }

  /// What a check of the text says, or refuses to.
  private func expected(_ text: String) throws -> String {
    let workspace = try Workspace.open(deal: DeskFixture.example + "/deal.yaml", ledger: nil, files: Files())
    let digest = ContentDigest.pack(workspace.packFiles)
    let file = SourceFile(path: "p", bytes: Array(text.utf8))
    do throws(LoadFailure) {
      return String(decoding: JSONReport.render(try workspace.check([file], packDigest: digest)), as: UTF8.self)
    } catch {
      return String(decoding: DeskResponse.problem(.invalidInput(error)).body, as: UTF8.self)
    }
  }

  /// Two kinds ask for a field of one name in their own words: whoever was judged before has no say in it.
  @Test func questionsAreThoseOfTheKindThatIsJudged() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      "pack/pack.yaml",
      """
      pack: small
      version: 1.0.0
      events:
        sale: {fields: {buyer: {type: party, ask: Who buys?}}}
        loan: {fields: {buyer: {type: party, ask: Who borrows?}}}
      rules:
        known: {title: Known, on: [sale, loan], forbid: event.buyer == "x", because: Named., cite: {source: a, page: "1", lines: "1", anchor: b}}

      """)
    let deal = try folder.write("deal.yaml", "{deal: small, pack: pack}\n")
    let fixture = try await DeskFixture(DealChoice(deal: deal))
    for _ in 0..<3 {
      for (kind, question) in [("sale", "Who buys?"), ("loan", "Who borrows?")] {
        let response = await fixture.post("/api/check", #"{"id": "T", "kind": "\#(kind)", "date": "2001-12-03"}"#)
        #expect(response.text.contains(question), "\(response.text)")
      }
    }
  }

  @Test func whatIsKeptIsMadeAnewNowAndThen() async throws {
    let standing = try StandingDeal(
      try Workspace.open(deal: DeskFixture.example + "/deal.yaml", ledger: nil, files: Files()), packDigest: "")
    let judge = DealJudge(standing)
    let folder = DeskFixture.example + "/proposals"
    let proposal = try Files().read("\(folder)/\(Files().list(folder)[0])")
    let first = JSONReport.render(try judge.check([proposal]))
    for _ in 0..<510 { _ = try judge.check([proposal]) }
    #expect(JSONReport.render(try judge.check([proposal])) == first)
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
