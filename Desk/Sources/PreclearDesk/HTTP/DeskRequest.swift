import PreclearEngine

/// A request as the desk reads it, whichever library took it off the wire.
package struct DeskRequest: Sendable {
  package var method: String
  /// Path and query as they were sent: `/api/sources/prospectus?from=860`.
  package var target: String
  /// Every `Host` that was sent: one, if the client keeps to the standard.
  package var hosts: [String]
  package var origin: String?
  package var authorization: String?
  package var contentType: String?
  package var body: [UInt8]

  package init(
    method: String, target: String, hosts: [String] = [], origin: String? = nil, authorization: String? = nil,
    contentType: String? = nil, body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.hosts = hosts
    self.origin = origin
    self.authorization = authorization
    self.contentType = contentType
    self.body = body
  }
}

/// The parts of a request's target, decoded.
struct RequestTarget: Sendable {
  let path: String
  private let query: [(name: String, value: String)]

  /// Nil where a percent escape is broken or what it stands for is not UTF-8.
  init?(_ target: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, first.hasPrefix("/"), let path = Self.decoded(first, plusIsSpace: false) else {
      return nil
    }
    self.path = path
    var query: [(name: String, value: String)] = []
    for item in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(pair[0], plusIsSpace: true),
        let value = Self.decoded(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
      else { return nil }
      query.append((name, value))
    }
    self.query = query
  }

  /// The value of a parameter that may stand once.
  func value(_ name: String) throws(Problem) -> String? {
    let values = query.filter { $0.name == name }
    if values.count > 1 { throw .badRequest("the parameter '\(name)' stands twice") }
    return values.first?.value
  }

  /// A whole number between two bounds.
  func number(_ name: String, within bounds: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = try value(name) else { return nil }
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
      bounds.contains(number)
    else {
      throw .badRequest(
        "the parameter '\(name)' is a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }

  /// A day of the calendar.
  func date(_ name: String) throws(Problem) -> CalendarDate? {
    guard let text = try value(name) else { return nil }
    guard let date = CalendarDate(iso: text), date.isFinite else {
      throw .badRequest("the parameter '\(name)' is a day, as 2001-11-30")
    }
    return date
  }

  /// Refuses what the route does not know, so that a mistyped parameter is not passed over.
  func checkNames(_ allowed: [String]) throws(Problem) {
    guard let unknown = query.first(where: { !allowed.contains($0.name) }) else { return }
    throw .badRequest(
      "unknown parameter '\(unknown.name)'"
        + (allowed.isEmpty ? "; there is none here" : "; the parameters are \(allowed.joined(separator: ", "))"))
  }

  private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
          return nil
        }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
