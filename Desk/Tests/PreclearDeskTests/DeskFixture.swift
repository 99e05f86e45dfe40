import Foundation
import PreclearEngine
import PreclearJournal
import PreclearLanguage
import Testing

@testable import PreclearDesk

/// A desk on a deal, and requests as its own page makes them.
struct DeskFixture {
  static let token = "0123456789abcdef"
  static let host = "127.0.0.1:8714"
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let example = repository.appendingPathComponent("Examples/neotherapeutics").path

  let desk: Desk

  init(_ choice: DealChoice = DealChoice(deal: example + "/deal.yaml")) async throws {
    desk = try Desk(choice)
    await desk.open(to: AccessRules(token: Self.token, hosts: AccessRules.hosts(listeningOn: "127.0.0.1", port: 8714)))
  }

  static func request(
    _ method: String, _ target: String, body: [UInt8] = [], type: String? = "application/json"
  ) -> DeskRequest {
    DeskRequest(
      method: method, target: target, hosts: [host], authorization: "Bearer \(token)", contentType: type, body: body)
  }

  func get(_ target: String) async -> DeskResponse { await desk.answer(Self.request("GET", target)) }

  func post(_ target: String, _ body: String) async -> DeskResponse {
    await desk.answer(Self.request("POST", target, body: Array(body.utf8)))
  }
}

extension DeskResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  func object() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("preclear-desk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch {}
  }

  func write(_ name: String, _ text: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
