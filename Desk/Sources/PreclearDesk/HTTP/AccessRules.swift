/// Who may speak with the desk: a page of its own, or a program that was given the token.
///
/// The token alone would do against other pages in the same browser; that the host is one of ours keeps out a foreign name that was
/// pointed at this machine, and the origin a foreign page.
package struct AccessRules: Sendable {
  private let token: String
  /// Names with ports, as a `Host` header gives them.
  private let hosts: [String]

  package init(token: String, hosts: [String]) {
    self.token = token
    self.hosts = hosts.map { $0.lowercased() }
  }

  /// The names by which a server on this port is reached from its own machine, and the one that it listens on.
  package static func hosts(listeningOn name: String, port: Int) -> [String] {
    let shown = name.contains(":") ? "[\(name)]" : name
    let names =
      ["127.0.0.1", "localhost", "[::1]"] + (["127.0.0.1", "localhost", "[::1]"].contains(shown) ? [] : [shown])
    return names.flatMap { port == 80 ? [$0, "\($0):80"] : ["\($0):\(port)"] }
  }

  func checkOrigin(_ request: DeskRequest) throws(Problem) {
    guard request.hosts.count == 1, hosts.contains(request.hosts[0].lowercased()) else {
      throw Problem(
        403, "host", title: "The request is for another host",
        detail: "this desk answers to \(hosts.joined(separator: ", "))")
    }
    guard let origin = request.origin else { return }
    guard hosts.contains(where: { "http://\($0)" == origin.lowercased() }) else {
      throw Problem(
        403, "origin", title: "The request comes from another page",
        detail: "only the desk's own page, or a program, may ask")
    }
  }

  func checkToken(_ request: DeskRequest) throws(Problem) {
    let prefix = "Bearer "
    let given = request.authorization.flatMap { $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count) : nil } ?? ""
    guard Self.isEqual(Array(given.utf8), Array(token.utf8)) else {
      throw Problem(
        401, "token", title: "The token is missing or wrong",
        detail: "open the address that preclear serve printed, or send its token as 'Authorization: Bearer TOKEN'",
        headers: [("WWW-Authenticate", "Bearer")])
    }
  }

  /// Takes as long wherever two texts of one length differ.
  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (first, second) in zip(a, b) { difference |= first ^ second }
    return difference == 0
  }
}
