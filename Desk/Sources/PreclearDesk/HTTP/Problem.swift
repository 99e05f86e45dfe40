import PreclearEngine
import PreclearLanguage
import PreclearReports

/// Why a request was not answered, as RFC 9457 has it: `application/problem+json`, with the place of each mistake under `errors`.
package struct Problem: Error, Sendable {
  package let status: Int
  /// The last word of the problem's `type`, and stable: `invalid-input`.
  package let name: String
  package let title: String
  package let detail: String
  let diagnostics: [Diagnostic]
  let headers: [(name: String, value: String)]

  init(
    _ status: Int, _ name: String, title: String, detail: String, diagnostics: [Diagnostic] = [],
    headers: [(name: String, value: String)] = []
  ) {
    self.status = status
    self.name = name
    self.title = title
    self.detail = detail
    self.diagnostics = diagnostics
    self.headers = headers
  }

  var json: [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.member("type", "urn:preclear:problem:\(name)")
      $0.member("title", title)
      $0.key("status")
      $0.integer(status)
      $0.member("detail", detail)
      $0.members("errors", diagnostics) { $0.diagnostic($1) }
    }
    json.endLine()
    return json.bytes
  }
}

extension Problem {
  static func badRequest(_ detail: String) -> Problem {
    Problem(400, "bad-request", title: "The request is not understood", detail: detail)
  }

  static func notFound(_ detail: String) -> Problem {
    Problem(404, "not-found", title: "There is no such thing here", detail: detail)
  }

  static func wrongMethod(allowed: [String]) -> Problem {
    let allowed = allowed.joined(separator: ", ")
    return Problem(
      405, "method", title: "The method does not fit", detail: "this address answers \(allowed)",
      headers: [("Allow", allowed)])
  }

  static func conflict(_ name: String, _ detail: String) -> Problem {
    Problem(409, name, title: "Nothing was recorded", detail: detail)
  }

  package static func tooLarge(limit: Int) -> Problem {
    Problem(
      413, "too-large", title: "The request is too large", detail: "a request holds \(limit) bytes at most",
      headers: [("Connection", "close")])
  }

  package static let tooSlow = Problem(
    408, "too-slow", title: "The request took too long", detail: "the whole request is expected within seconds",
    headers: [("Connection", "close")])

  package static let cutShort = Problem(
    400, "cut-short", title: "The request ends too early", detail: "its body is shorter than it says",
    headers: [("Connection", "close")])

  /// What was sent is wrong: each mistake with its place in it.
  static func invalidInput(_ failure: LoadFailure) -> Problem {
    Problem(
      422, "invalid-input", title: "The input is not valid", detail: failure.diagnostics[0].message,
      diagnostics: failure.diagnostics)
  }

  /// The deal's own files are wrong, and nothing can be judged until they are mended.
  static func brokenDeal(_ failure: LoadFailure) -> Problem {
    Problem(
      409, "broken-deal", title: "The deal's files hold a mistake", detail: failure.diagnostics[0].message,
      diagnostics: failure.diagnostics)
  }
}

extension JSONWriter {
  mutating func member(_ name: String, _ value: Bool) {
    key(name)
    bool(value)
  }

  mutating func member(_ name: String, _ number: Int) {
    key(name)
    integer(number)
  }
}
