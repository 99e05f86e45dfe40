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

  struct Refusal: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    let change: @Sendable (inout DeskRequest) -> Void

    init(_ name: String, _ status: Int, _ change: @escaping @Sendable (inout DeskRequest) -> Void) {
      testDescription = name
      self.status = status
      self.change = change
    }
  }

  private static let refusals = [
    Refusal("a foreign name that points to this machine", 403) { $0.hosts = ["evil.example:8714"] },
    Refusal("another port", 403) { $0.hosts = ["127.0.0.1:80"] },
    Refusal("no host", 403) { $0.hosts = [] },
    Refusal("two hosts", 403) { $0.hosts = [DeskFixture.host, "evil.example"] },
    Refusal("a foreign page", 403) { $0.origin = "http://evil.example" },
    Refusal("a page of a file", 403) { $0.origin = "null" },
    Refusal("a page of another port here", 403) { $0.origin = "http://127.0.0.1:9000" },
    Refusal("no token", 401) { $0.authorization = nil },
    Refusal("an empty token", 401) { $0.authorization = "Bearer " },
    Refusal("part of the token", 401) { $0.authorization = "Bearer 0123456789abcde" },
    Refusal("another token", 401) { $0.authorization = "Bearer 0123456789abcdee" },
    Refusal("the token in another scheme", 401) { $0.authorization = "Basic 0123456789abcdef" },
  ]

  @Test(arguments: refusals)
  func refuses(_ refusal: Refusal) async throws {
    let fixture = try await DeskFixture()
    let response = await fixture.desk.answer(Self.changed(refusal.change))
    #expect(response.status == refusal.status)
    #expect(!response.text.contains("prospectus"))
    #expect(response.header("Content-Type") == "application/problem+json")
  }

  @Test func pageItselfNeedsNoTokenAndHoldsNothingOfTheDeal() async throws {
    let fixture = try await DeskFixture()
    for path in ["/", "/icon.svg", "/openapi.json"] {
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
