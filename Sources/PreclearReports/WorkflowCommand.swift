/// A line by which a job of GitHub Actions shows a message at a place of a file: `::error file=…,line=…::…`.
package struct WorkflowCommand {
  package enum Severity: String, CaseIterable, Sendable {
    case error
    case warning
    case notice
  }

  /// Of each severity a step shows so many; what is over is dropped without a word.
  package static let limit = 10

  package let severity: Severity
  package let title: String
  package let message: String
  package let place: FilePlace?

  package init(_ severity: Severity, title: String, message: String, place: FilePlace?) {
    self.severity = severity
    self.title = title
    self.message = message
    self.place = place
  }

  package var line: String {
    var properties: [(String, String)] = []
    if let place {
      properties += [("file", place.file), ("line", "\(place.line)"), ("col", "\(place.column)")]
      if let end = place.end {
        properties.append(("endLine", "\(end.line)"))
        // A last column means something on one line alone.
        if end.line == place.line { properties.append(("endColumn", "\(end.column)")) }
      }
    }
    properties.append(("title", title))
    let list = properties.map { "\($0)=\(Self.escapeProperty($1))" }.joined(separator: ",")
    return "::\(severity.rawValue) \(list)::\(Self.escape(message))\n"
  }

  /// The commands within the limits of a step, in the order given, and after them a word for what was left out.
  package static func lines(_ commands: [WorkflowCommand]) -> String {
    var text = ""
    for severity in Severity.allCases {
      let all = commands.filter { $0.severity == severity }
      for command in all.prefix(limit) { text += command.line }
      let rest = all.count - min(all.count, limit)
      if rest > 0 {
        text += "\(rest) more of severity \(severity.rawValue), which a step does not show at their places\n"
      }
    }
    return text
  }

  /// A value that ends the line or begins another command would be obeyed.
  private static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in TextLayout.printable(text).unicodeScalars {
      switch scalar {
      case "%": result.append(contentsOf: "%25".unicodeScalars)
      case "\n": result.append(contentsOf: "%0A".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func escapeProperty(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in escape(text).unicodeScalars {
      switch scalar {
      case ":": result.append(contentsOf: "%3A".unicodeScalars)
      case ",": result.append(contentsOf: "%2C".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
