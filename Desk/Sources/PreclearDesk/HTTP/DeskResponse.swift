/// What the desk answers.
package struct DeskResponse: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  private init(status: Int, contentType: String, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = [("Content-Type", contentType)] + headers + Self.guards
    self.body = body
  }

  /// Figures of the deal: kept nowhere.
  static func json(_ body: [UInt8], status: Int = 200) -> DeskResponse {
    DeskResponse(
      status: status, contentType: "application/json", headers: [("Cache-Control", "no-store")], body: body)
  }

  /// A part of the page, which holds nothing of the deal.
  static func asset(_ body: [UInt8], contentType: String) -> DeskResponse {
    DeskResponse(status: 200, contentType: contentType, headers: [("Cache-Control", "no-cache")], body: body)
  }

  package static func problem(_ problem: Problem) -> DeskResponse {
    DeskResponse(
      status: problem.status, contentType: "application/problem+json",
      headers: [("Cache-Control", "no-store")] + problem.headers, body: problem.json)
  }

  /// The page runs its own scripts and styles, speaks with nobody but the desk, and stands in no other page. Nothing that is typed
  /// or read can become markup: browsers that know trusted types refuse even to try.
  private static let guards = [
    (
      name: "Content-Security-Policy",
      value:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]
}
