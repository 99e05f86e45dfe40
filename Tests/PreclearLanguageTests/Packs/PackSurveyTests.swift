import PreclearEngine
import PreclearLanguage
import Testing

/// A pack with needs, checked by itself.
@Suite struct PackSurveyTests {
  private static let law = """
    pack: law
    version: 1.0.0
    title: A law that others fill
    needs:
      outstanding: {type: int, daily: true}
      price: {of: party, type: decimal}
      person: {cluster: {of: party, sums: {shares: int}}}
      acts: {view: {subjects: list(party), on: date}}
      desk: {enum: true}
      trades: {view: {desk: desk}}
      business: {calendar: true}
      line: {parameter: true}
    measures:
      acted: {on: acts, by_each: acts.subjects, max: event.date, none: 'date("-infinity")'}
    crossings:
      over:
        cluster: person
        level: person(key).possibly.shares >= outstanding
        active: {on: acts, keys: acts.subjects}
        keep: {at: "as_of(acted[key], outstanding)"}
    sources: {code: {title: Code}}
    rules:
      due:
        title: A law
        on: acts
        forbid: price[acts.subjects[0]] > 1.0 && business_day(acts.on, 2) > event.date && over.started != []
        cite: {source: code, page: "1", lines: "1", anchor: a law}
      desk:
        title: Another
        on: trades
        forbid: string(trades.desk) == ""
        cite: {source: code, page: "1", lines: "1", anchor: a law}
    """

  private struct One: FileAccess {
    let text: String

    func read(_ path: String) throws(LoadFailure) -> SourceFile { SourceFile(path: path, text: text) }
    func exists(_ path: String) -> Bool { path.hasSuffix("pack.yaml") }
    func list(_ directory: String) -> [String] { ["pack.yaml"] }
  }

  private func mistakes(_ old: String = "", _ new: String = "") -> [String] {
    let text = old.isEmpty ? Self.law : Self.law.replacing(old, with: new)
    return PackSurvey("law", files: One(text: text)).diagnostics.map { diagnostic in
      "\(diagnostic.range.map { "\($0.start.line):\($0.start.column): " } ?? "")\(diagnostic.message)"
    }
  }

  @Test func isSoundByItself() {
    #expect(mistakes() == [])
  }

  @Test(arguments: [
    (
      "a figure of another type", "person(key).possibly.shares >= outstanding",
      "person(key).possibly.shares >= outstanding && outstanding",
      "expected a condition, true or false, found a whole number"
    ),
    ("a figure that is no key's", "price[acts.subjects[0]] > 1.0", "price > 1.0", "'price' has a key"),
    (
      "a sum that the cluster does not have", "person(key).possibly.shares", "person(key).possibly.rights",
      "unknown field of 'person.possibly' 'rights'"
    ),
    (
      "a field that the view does not have", "business_day(acts.on, 2)", "business_day(acts.day, 2)",
      "unknown field of the view"
    ),
  ])
  func isHeldToTheTypesOfItsHoles(_ name: String, _ old: String, _ new: String, _ message: String) {
    #expect(!mistakes(old, new).isEmpty, "\(name)")
  }

  @Test func twoImportersMustMeanTheSame() throws {
    struct Several: FileAccess {
      let texts: [String: String]
      func read(_ path: String) throws(LoadFailure) -> SourceFile { SourceFile(path: path, text: texts[path] ?? "") }
      func exists(_ path: String) -> Bool { texts[path] != nil }
      func list(_ directory: String) -> [String] { ["pack.yaml"] }
    }
    func messages(_ second: String) -> [String] {
      let texts = [
        "top/pack.yaml": "pack: top\nimports: [{pack: ../a}, {pack: ../b}]\n",
        "a/pack.yaml": "pack: a\nimports: [{pack: ../base, with: {line: \"5\"}}]\n",
        "b/pack.yaml": "pack: b\nimports: [{pack: ../base\(second)}]\n",
        "base/pack.yaml": "pack: base\nneeds: {line: {type: int}}\nterms: {twice: {is: line + line}}\n",
      ]
      return PackSurvey("top", files: Several(texts: texts)).diagnostics.map(\.message)
    }
    #expect(messages("") == [])
    #expect(messages(", with: {line: \"5\"}") == [])
    #expect(messages(", with: {line: \"6\"}") == ["'a' fills 'line' with '5', and this is '6'"])
  }
}
