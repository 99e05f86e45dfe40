/// What the desk answers.
package struct DeskResponse: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  private init(
    status: Int, contentType: String, headers: [(name: String, value: String)], body: [UInt8],
    policy: String = Self.closedPolicy
  ) {
    self.status = status
    self.headers =
      [("Content-Type", contentType)] + headers + [("Content-Security-Policy", policy)] + Self.guards
    self.body = body
  }

  /// Figures of the deal: kept nowhere.
  static func json(_ body: [UInt8], status: Int = 200) -> DeskResponse {
    DeskResponse(
      status: status, contentType: "application/json", headers: [("Cache-Control", "no-store")], body: body)
  }

  /// The page, with the hashes of the style and of the script that stand in it.
  ///
  /// It runs this script and this style, speaks with nobody but the desk, and stands in no other page. Nothing that is typed or read can
  /// become markup: browsers that know trusted types refuse even to try.
  static func page(_ body: [UInt8], style: String, script: String) -> DeskResponse {
    DeskResponse(
      status: 200, contentType: "text/html; charset=utf-8", headers: [("Cache-Control", "no-cache")], body: body,
      policy: "\(closedPolicy); script-src '\(script)'; style-src '\(style)'; img-src 'self'; connect-src 'self'")
  }

  /// What is shown beside the page, and holds nothing of the deal either.
  static func asset(_ body: [UInt8], contentType: String) -> DeskResponse {
    DeskResponse(status: 200, contentType: contentType, headers: [("Cache-Control", "no-cache")], body: body)
  }

  package static func problem(_ problem: Problem) -> DeskResponse {
    DeskResponse(
      status: problem.status, contentType: "application/problem+json",
      headers: [("Cache-Control", "no-store")] + problem.headers, body: problem.json)
  }

  private static let closedPolicy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    + "require-trusted-types-for 'script'; trusted-types 'none'"

  private static let guards = [
    (name: "X-Content-Type-Options", value: "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]
}
