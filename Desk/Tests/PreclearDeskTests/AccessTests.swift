import Testing

@testable import PreclearDesk

@Suite struct AccessTests {
  private static func changed(_ change: (inout DeskRequest) -> Void) -> DeskRequest {
    var request = DeskFixture.request("GET", "/api/deal")
    change(&request)
    return request
  }

  @Test func pageOfTheDeskMayAsk() async throws {
    let fixture = try await DeskFixture()
    let own = Self.changed { $0.origin = "http://127.0.0.1:8714" }
    #expect(await fixture.desk.answer(own).status == 200)
    #expect(await fixture.get("/api/deal").status == 200)
  }

  @Test(arguments: [
    ("a foreign name that points to this machine", { (r: inout DeskRequest) in r.hosts = ["evil.example:8714"] }, 403),
    ("another port", { $0.hosts = ["127.0.0.1:80"] }, 403),
    ("no host", { $0.hosts = [] }, 403),
    ("two hosts", { $0.hosts = [DeskFixture.host, "evil.example"] }, 403),
    ("a foreign page", { $0.origin = "http://evil.example" }, 403),
    ("a page of a file", { $0.origin = "null" }, 403),
    ("a page of another port here", { $0.origin = "http://127.0.0.1:9000" }, 403),
    ("no token", { $0.authorization = nil }, 401),
    ("an empty token", { $0.authorization = "Bearer " }, 401),
    ("part of the token", { $0.authorization = "Bearer 0123456789abcde" }, 401),
    ("another token", { $0.authorization = "Bearer 0123456789abcdee" }, 401),
    ("the token in another scheme", { $0.authorization = "Basic 0123456789abcdef" }, 401),
  ] as [(String, @Sendable (inout DeskRequest) -> Void, Int)])
  func refuses(_ name: String, _ change: @Sendable (inout DeskRequest) -> Void, _ status: Int) async throws {
    let fixture = try await DeskFixture()
    let response = await fixture.desk.answer(Self.changed(change))
    #expect(response.status == status, "\(name)")
    #expect(!response.text.contains("prospectus"), "\(name)")
    #expect(response.header("Content-Type") == "application/problem+json")
  }

  @Test func pageItselfNeedsNoTokenAndHoldsNothingOfTheDeal() async throws {
    let fixture = try await DeskFixture()
    for path in ["/", "/desk.css", "/desk.js", "/openapi.json"] {
      var request = DeskFixture.request("GET", path)
      request.authorization = nil
      let response = await fixture.desk.answer(request)
      #expect(response.status == 200, "\(path)")
      #expect(!response.text.lowercased().contains("neotherapeutics"), "\(path)")
    }
  }

  @Test func beforeItListensTheDeskAnswersNobody() async throws {
    let desk = try Desk(DealChoice(deal: DeskFixture.example + "/deal.yaml"))
    #expect(await desk.answer(DeskFixture.request("GET", "/")).status == 403)
  }

  @Test func everyAnswerKeepsOtherPagesOut() async throws {
    let fixture = try await DeskFixture()
    for path in ["/", "/api/deal", "/nowhere"] {
      let response = await fixture.get(path)
      let policy = try #require(response.header("Content-Security-Policy"))
      #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(response.header("X-Content-Type-Options") == "nosniff")
    }
    #expect(await fixture.get("/api/deal").header("Cache-Control") == "no-store")
  }
}
