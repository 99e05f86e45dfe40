import Foundation
import Testing

/// A page of the documentation, with the blocks that tests run: what a page shows stays true.
struct MarkdownPage {
  /// What stands between two fences.
  struct Block {
    let language: String
    /// Without the fences.
    let lines: [String]
    /// The number of its first line in the page, from 1.
    let line: Int
    /// The name that stands alone on the line before it, as `ledger.jsonl`: of a file in which no comment can stand.
    let caption: String?

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// What the first line says after `# LABEL`: the path of `# file: a.yaml`, nothing of `# test`; nil without the label.
    func labelled(_ label: String) -> String? {
      guard let first = lines.first else { return nil }
      if first == "# \(label)" { return "" }
      return first.hasPrefix("# \(label): ") ? String(first.dropFirst(label.count + 4)) : nil
    }

    /// What its commands give in a folder: `$ preclear …` is run, `$ echo $?` gives the exit code of the command before it.
    /// The digest of the pack is cut short, because it changes with every word of the rules.
    func output(in folder: URL) throws -> String {
      var result = ""
      var exitCode: Int32 = 0
      for line in lines where line.hasPrefix("$ ") {
        result += line + "\n"
        let words = line.split(separator: " ").map(String.init).dropFirst()
        switch words.first {
        case "preclear":
          let run = try Program.run(Array(words.dropFirst()), in: folder)
          result += run.output + run.errors
          exitCode = run.exitCode
        case "echo": result += "\(exitCode)\n"
        default: Issue.record("line \(self.line): only preclear is run: \(line)")
        }
      }
      return result.replacing(/sha256:[0-9a-f]{64}/, with: "sha256:…")
    }
  }

  /// With it set, `make golden` writes into the page what came instead.
  static let isRecording = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

  let blocks: [Block]
  private let url: URL
  private let lines: [String]

  init(_ path: String) throws {
    url = Program.root.appendingPathComponent(path)
    lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    var blocks: [Block] = []
    var open: (language: String, line: Int)?
    for (number, line) in lines.enumerated() where line.hasPrefix("```") {
      if let start = open {
        let before = start.line >= 2 ? lines[start.line - 2] : ""
        let caption = before.wholeMatch(of: /`([^`]+)`:/).map { String($0.1) }
        blocks.append(
          Block(
            language: start.language, lines: Array(lines[start.line..<number]), line: start.line + 1, caption: caption))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), number + 1)
      }
    }
    self.blocks = blocks
  }

  /// Writes the page with other texts in these blocks.
  func rewrite(_ texts: [(block: Block, text: String)]) throws {
    var result = lines
    for (block, text) in texts.sorted(by: { $0.block.line > $1.block.line }) {
      let start = block.line - 1
      result.replaceSubrange(
        start..<start + block.lines.count, with: text.components(separatedBy: "\n").dropLast())
    }
    try result.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
  }
}
