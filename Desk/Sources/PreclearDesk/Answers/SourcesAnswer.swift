import PreclearEngine
import PreclearLanguage
import PreclearReports

/// The documents that the rules cite, and the lines of those of which the reader gave a copy.
enum SourcesAnswer {
  /// The most lines that one answer holds.
  static let mostLines = 400

  static func render(_ deal: StandingDeal, _ copies: [SourceCopy]) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.members("sources", deal.pack.sources) { json, source in
        let copy = copies.first { $0.name == source.name.text }
        json.object {
          $0.member("source", source.name.text)
          $0.member("title", source.title)
          $0.member("sha256", ifAny: source.sha256)
          $0.memberOrNull("lines", copy?.document.lineCount)
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  /// Lines `from` to `to` of a source, both included, as far as it has them.
  static func lines(_ target: RequestTarget, of copies: [SourceCopy]) throws(Problem) -> [UInt8] {
    guard let name = try target.value("source") else { throw .badRequest("the parameter 'source' is missing") }
    guard let copy = copies.first(where: { $0.name == name }) else {
      throw .notFound("the desk has no copy of '\(name)': start it with --source \(name)=FILE")
    }
    let bounds = 1...10_000_000
    let from = try target.number("from", within: bounds) ?? 1
    let to = try target.number("to", within: bounds) ?? from + mostLines - 1
    guard from <= to, to - from < mostLines else {
      throw .badRequest("'from' is at most 'to', and an answer holds \(mostLines) lines at most")
    }
    let lines = zip(from...to, copy.document.text(from...to))
    var json = JSONWriter(style: .compact)
    json.object {
      $0.member("source", name)
      $0.member("total", copy.document.lineCount)
      $0.members("lines", Array(lines)) { json, line in
        json.object {
          $0.member("line", line.0)
          $0.member("text", line.1.hasSuffix("\r") ? String(line.1.dropLast()) : line.1)
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}
