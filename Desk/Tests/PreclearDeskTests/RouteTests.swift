import Foundation
import PreclearJournal
import Testing

@testable import PreclearDesk

@Suite struct RouteTests {
  /// Method and path, and the names of the parameters.
  private func described() throws -> [String: Set<String>] {
    let data = Data(PackageResources.openapi_json)
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    var result: [String: Set<String>] = [:]
    for (path, methods) in paths {
      for (method, operation) in methods {
        let parameters = operation["parameters"] as? [[String: Any]] ?? []
        result["\(method.uppercased()) \(path)"] = Set(parameters.compactMap { $0["name"] as? String })
      }
    }
    return result
  }

  @Test func descriptionNamesEveryRouteAndNoOther() throws {
    let routes = Route.allCases.map(\.shape)
    let built = Dictionary(uniqueKeysWithValues: routes.map { ("\($0.method) \($0.path)", Set($0.parameters)) })
    #expect(try described() == built)
  }

  @Test func unknownAddressesMethodsAndParametersAreTold() async throws {
    let fixture = try await DeskFixture()
    #expect(await fixture.get("/api/nothing").status == 404)
    #expect(await fixture.get("/../../etc/passwd").status == 404)
    #expect(await fixture.get("/api/%2e%2e/deal").status == 404)
    #expect(await fixture.get("/%zz").status == 400)
    #expect(await fixture.get("/%ff").status == 400)
    #expect(await fixture.get("/api/deal?x=1").status == 400)
    #expect(await fixture.get("/api/ledger?last=0").status == 400)
    #expect(await fixture.get("/api/ledger?last=1&last=2").status == 400)
    #expect(await fixture.get("/api/explain").status == 400)
    #expect(await fixture.get("/api/room?as_of=2001-13-01").status == 400)
    #expect(await fixture.get("/api/room?as_of=").status == 400)
    #expect(await fixture.get("/api/explain?rule=none/such").status == 404)
    let wrong = await fixture.post("/api/deal", "{}")
    #expect(wrong.status == 405)
    #expect(wrong.header("Allow") == "GET, HEAD")
    #expect(await fixture.desk.answer(DeskFixture.request("DELETE", "/")).status == 405)
  }

  @Test func headGivesWhatGetGivesWithoutItsBody() async throws {
    let fixture = try await DeskFixture()
    let response = await fixture.desk.answer(DeskFixture.request("HEAD", "/api/deal"))
    #expect(response.status == 200)
    #expect(response.body.isEmpty)
  }

  /// A module can only import what stands before it, and what that exports.
  @Test func scriptsAreJoinedInTheOrderOfTheirImports() throws {
    var before: [String: String] = [:]
    for (name, text) in JoinedScript.modules {
      let text = String(decoding: text, as: UTF8.self)
      for line in text.split(separator: "\n") where line.hasPrefix("import ") {
        let pattern = /import (?:\{ ([\w, ]+) \}|\* as \w+) from "\.\/([a-z]+\.js)";/
        let match = try #require(line.wholeMatch(of: pattern), "\(line)")
        let imported = try #require(before[String(match.2)], "\(name) imports \(match.2)")
        for name in (match.1 ?? "").split(separator: ", ") {
          #expect(imported.contains(try Regex("export (async )?(function|const|class) \(name)\\b")), "\(name)")
        }
      }
      before[name] = text
    }
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/PreclearDesk/Page").standardizedFileURL.path
    let files = try FileManager.default.contentsOfDirectory(atPath: page).filter { $0.hasSuffix(".js") }
    #expect(Set(files) == Set(before.keys))
  }

  /// Nothing is fetched from elsewhere, and nothing is in the page that its policy would refuse.
  @Test func pageIsOneFileWhoseStyleAndScriptItsPolicyNames() async throws {
    let fixture = try await DeskFixture()
    let response = await fixture.get("/")
    let page = response.text
    #expect(page.matches(of: /(?:href|src)="(\/[^"]*)"/).map { String($0.1) } == ["/icon.svg"])
    #expect(await fixture.get("/icon.svg").status == 200)
    #expect(!page.contains("https://"))
    let markup = page.replacing(/(?s)<(style|script)>.*?<\/\1>/, with: "")
    #expect(markup.contains("<main") && !markup.contains("style=") && !markup.contains("onclick"))
    let style = try #require(page.firstMatch(of: /(?s)<style>(.*?)<\/style>/)).1
    let script = try #require(page.firstMatch(of: /(?s)<script>(.*?)<\/script>/)).1
    let policy = try #require(response.header("Content-Security-Policy"))
    #expect(policy.contains("style-src '\(integrity(style))'"))
    #expect(policy.contains("script-src '\(integrity(script))'"))
    #expect(script.hasPrefix("\"use strict\";"))
    #expect(style.contains(".masthead") && script.contains("performance.mark(\"usable\")"))
    #expect(!script.contains("\nimport ") && !script.contains("\nexport ") && !script.contains("<!--"))
    #expect(!script.contains("innerHTML") && !script.contains("document.write") && !script.contains("eval("))
    // One of each: neither ends before its end.
    #expect(page.matches(of: /<script|<\/script/).count == 2 && page.matches(of: /<style|<\/style/).count == 2)
  }

  private func integrity(_ text: Substring) -> String { ContentDigest.integrity(of: Array(text.utf8)) }

  @Test func onlyThePageMayRunAnything() async throws {
    let fixture = try await DeskFixture()
    for path in ["/icon.svg", "/openapi.json", "/api/deal", "/nowhere"] {
      let policy = try #require(await fixture.get(path).header("Content-Security-Policy"))
      #expect(!policy.contains("script-src") && !policy.contains("connect-src"), "\(path)")
    }
  }
}
