import PreclearEngine
import PreclearLanguage

extension Skeleton {
  /// A rule that forbids events of a kind before a first day, its parameter and its tests, to be turned into what the document says. `deal` is
  /// the path of the deal from the pack's folder.
  package static func rule(
    _ id: String, on kind: String?, pack: Pack, deal: String, exists: (String) -> Bool
  ) throws(LoadFailure) -> Skeleton {
    let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw LoadFailure(
        "'\(id)' is no name of a rule", code: "name", help: "write FILE/RULE, such as 'sales/largest-sale'")
    }
    for part in parts { try checkName(part, "a rule or its file") }
    let folder = pack.main.directory
    let file = "\(parts[0]).yaml"
    let compiled = try Compiler.compile(pack)
    let number = try self.kind(kind, compiled)
    let path = FilePath.join(folder, file)
    let test = FilePath.join(folder, "\(parts[0]).test.yaml")
    if exists(path) || exists(test) {
      throw LoadFailure(
        "'\(exists(path) ? path : test)' is there already, and is left as it is", code: "file-exists",
        help: "add the rule to it, or give the new one a file of its own")
    }
    return Skeleton(
      files: [
        (path, rule(parts[1], compiled.layouts[number].name, pack)),
        (test, tests(id, SampleEvent(compiled), number, deal: deal)),
      ], replaced: listing(file, in: pack).map { [$0] } ?? [],
      next: ["preclear test \(test)", "preclear explain \(id) --pack \(folder)"])
  }

  /// The pack's own file with one more file in its list; nil where it lists none, or this one already.
  private static func listing(_ file: String, in pack: Pack) -> (path: String, text: String)? {
    let head = pack.documents.last { $0.node.range.file.path == pack.main.range.file.path }?.node
    guard let items = head?["files"]?.items, let last = items.last,
      !items.contains(where: { $0.scalar?.text == file })
    else { return nil }
    let source = last.range.file
    var lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let number = last.range.end.line - 1
    let line = lines[number]
    if let dash = line.first(where: { $0 != UInt8(ascii: " ") }), dash == UInt8(ascii: "-") {
      let indent = line.prefix { $0 == UInt8(ascii: " ") }
      let end: [UInt8] = line.last == UInt8(ascii: "\r") ? [UInt8(ascii: "\r")] : []
      lines.insert(indent + Array("- \(file)".utf8) + end, at: number + 1)
    } else {
      let text = String(decoding: line, as: UTF8.self).unicodeScalars
      let end = text.index(text.startIndex, offsetBy: last.range.end.column - 1)
      lines[number] = Array((String(text[..<end]) + ", \(file)" + String(text[end...])).utf8)
    }
    return (source.path, String(decoding: Array(lines.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self))
  }

  private static func kind(_ name: String?, _ compiled: CompiledPack) throws(LoadFailure) -> Int {
    let names = compiled.layouts.map(\.name)
    guard let name else {
      if names.count == 1 { return 0 }
      throw LoadFailure(
        "the pack has several kinds of event", code: "kind",
        help: "name one with --on: \(names.joined(separator: ", "))")
    }
    guard let number = names.firstIndex(of: name) else {
      throw LoadFailure(
        "unknown event kind '\(name)'", code: "unknown-kind",
        help: NearestName.hint(name, among: names) ?? "the kinds are \(names.joined(separator: ", "))")
    }
    return number
  }

  private static func rule(_ name: String, _ kind: String, _ pack: Pack) -> String {
    let parameter = String(name.map { $0 == "-" ? "_" : $0 }) + "_from"
    let source = pack.sources.last?.name.text ?? "source"
    let cite = "cite: {source: \(source), page: \"1\", lines: 1-2, anchor: words that stand there}"
    return """
      parameters:
        \(parameter):
          title: First day on which this is allowed
          type: date
          values:
            - from: 1900-01-01
              value: \(SampleEvent.day)
              \(cite)

      rules:
        \(name):
          title: What the document says, in a sentence
          on: \(kind)
          forbid: event.date < parameter.\(parameter)
          because: This is of {event.date | date}, and is allowed from {parameter.\(parameter) | date} on.
          \(cite)

      """
  }

  private static func tests(_ id: String, _ sample: SampleEvent, _ kind: Int, deal: String) -> String {
    """
    deal: \(deal)
    cases:
      - name: The day before
        propose: \(sample.flow(kind: kind, id: "EXAMPLE-1", date: SampleEvent.dayBefore))
        expect:
          outcomes: {\(id): violation}

      - name: The first day
        propose: \(sample.flow(kind: kind, id: "EXAMPLE-1", date: SampleEvent.day))
        expect:
          outcomes: {\(id): clear}

    """
  }
}
