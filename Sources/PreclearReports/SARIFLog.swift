import PreclearEngine

/// One run of this tool as a log of the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS, 27 March 2020).
///
/// It holds what review tools read: the rules, and each result with its weight, place and fingerprint. Columns count code points.
package struct SARIFLog {
  /// `tool.driver.rules[]`, a reporting descriptor.
  package struct Rule: Equatable, Sendable {
    package let id: String
    package let title: String
    /// What the rule rests on, as plain text and as Markdown.
    package var help: String
    package var helpMarkdown: String

    package init(id: String, title: String, help: String, helpMarkdown: String) {
      self.id = id
      self.title = title
      self.help = help
      self.helpMarkdown = helpMarkdown
    }
  }

  /// `kind` and `level`: only what failed has a level, all else has `none` (3.27.9, 3.27.10).
  package enum Weight: Sendable {
    case error
    case warning
    case note
    /// There was not enough information to decide.
    case open
    /// A person has to look at it.
    case review
    case informational

    fileprivate var kind: String {
      switch self {
      case .error, .warning, .note: "fail"
      case .open: "open"
      case .review: "review"
      case .informational: "informational"
      }
    }

    fileprivate var level: String {
      switch self {
      case .error: "error"
      case .warning: "warning"
      case .note: "note"
      case .open, .review, .informational: "none"
      }
    }
  }

  /// How a result stands to an earlier run.
  package enum BaselineState: String, Sendable {
    case new
    case unchanged
  }

  package struct Result: Sendable {
    package let rule: String
    package let weight: Weight
    package let message: String
    package var place: FilePlace?
    /// The same for the same result of a later run, even if lines have moved.
    package var fingerprint: String?
    /// Why it does not count, where a person decided so.
    package var suppression: String?
    package var baseline: BaselineState?

    package init(rule: String, weight: Weight, message: String) {
      self.rule = rule
      self.weight = weight
      self.message = message
    }
  }

  /// What the run has to say of itself, beside its results.
  package var notification: String?
  private var rules: [Rule] = []
  private var results: [Result] = []

  package init() {}

  /// Adds a result of a rule. What the rule rests on may be told in parts, clause by clause: each part stands once.
  package mutating func add(_ result: Result, of rule: Rule) {
    results.append(result)
    guard let known = rules.firstIndex(where: { $0.id == rule.id }) else {
      rules.append(rule)
      return
    }
    if !rules[known].help.contains(rule.help) {
      rules[known].help += "\n" + rule.help
      rules[known].helpMarkdown += "\n" + rule.helpMarkdown
    }
  }

  package func render() -> [UInt8] {
    let numbers = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($0.element.id, $0.offset) })
    var json = JSONWriter(style: .pretty)
    json.object { log in
      log.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      log.member("version", "2.1.0")
      log.members("runs", [self]) { json, _ in
        json.object { run in
          run.key("tool")
          run.object { tool in
            tool.key("driver")
            tool.object {
              $0.member("name", "preclear")
              $0.members("rules", rules) { $0.rule($1) }
            }
          }
          run.members("invocations", [true]) { json, isSuccessful in
            json.object {
              $0.key("executionSuccessful")
              $0.bool(isSuccessful)
              if let notification {
                $0.members("toolExecutionNotifications", [notification]) { json, text in
                  json.object {
                    $0.member("level", "note")
                    $0.key("message")
                    $0.object { $0.member("text", text) }
                  }
                }
              }
            }
          }
          run.member("columnKind", "unicodeCodePoints")
          run.members("results", results) { $0.result($1, number: numbers[$1.rule]) }
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  /// Texts as one, such that different texts never give the same.
  package static func fingerprint(_ parts: [String]) -> String {
    parts.map { percentEncoded($0, keeping: []) }.joined(separator: "/")
  }

  /// A path as a relative reference of RFC 3986. An absolute path becomes a `file:` URI.
  static func uri(_ path: String) -> String {
    (path.hasPrefix("/") ? "file://" : "") + percentEncoded(path, keeping: [UInt8(ascii: "/")])
  }

  private static func percentEncoded(_ text: String, keeping others: Set<UInt8>) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case _ where others.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}

extension JSONWriter {
  fileprivate mutating func rule(_ rule: SARIFLog.Rule) {
    object {
      $0.member("id", rule.id)
      $0.key("shortDescription")
      $0.object { $0.member("text", rule.title) }
      $0.key("help")
      $0.object {
        $0.member("text", rule.help)
        $0.member("markdown", rule.helpMarkdown)
      }
    }
  }

  fileprivate mutating func result(_ result: SARIFLog.Result, number: Int?) {
    object {
      $0.member("ruleId", result.rule)
      if let number {
        $0.key("ruleIndex")
        $0.integer(number)
      }
      $0.member("kind", result.weight.kind)
      $0.member("level", result.weight.level)
      $0.key("message")
      $0.object { $0.member("text", result.message) }
      if let place = result.place { $0.members("locations", [place]) { $0.location($1) } }
      if let fingerprint = result.fingerprint {
        $0.key("partialFingerprints")
        $0.object { $0.member("preclearFinding/v2", fingerprint) }
      }
      if let reason = result.suppression {
        $0.members("suppressions", [reason]) { json, reason in
          json.object {
            $0.member("kind", "external")
            $0.member("status", "accepted")
            $0.member("justification", reason)
          }
        }
      }
      $0.member("baselineState", ifAny: result.baseline?.rawValue)
    }
  }

  private mutating func location(_ place: FilePlace) {
    object {
      $0.key("physicalLocation")
      $0.object {
        $0.key("artifactLocation")
        $0.object { $0.member("uri", SARIFLog.uri(place.file)) }
        $0.key("region")
        $0.object { $0.region(place) }
      }
    }
  }

  private mutating func region(_ place: FilePlace) {
    key("startLine")
    integer(place.line)
    key("startColumn")
    integer(place.column)
    guard let end = place.end else { return }
    key("endLine")
    integer(end.line)
    key("endColumn")
    integer(end.column)
  }
}
