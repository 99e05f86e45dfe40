import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Lays the YAML of packs, deals and tests out in one way, and keeps its comments.",
    discussion: """
      Two spaces a level, lists indented below their key, one space after a colon and a comma, at most one empty line, double \
      quotes unless the text has quotes of its own, comments of neighbours below each other. A flow {…} stays on its line; one \
      of several lines is joined, or made a block where it would be long. What a file says never changes: the result is read \
      again and compared, and a file is replaced whole or not at all.

      Examples:
        preclear fmt Rules Examples
        preclear fmt --check Rules Examples
        preclear fmt --diff Rules/one/sales.yaml
        preclear fmt - < sales.yaml

      Exit codes: 0, or with --check or --diff 1 if a file is laid out otherwise; 2 if a file could not be read.
      """)

  @Argument(help: "YAML files, or folders to search for them; - reads standard input and writes standard output.")
  var paths: [String]

  @Flag(help: "Write nothing: name the files that are laid out otherwise.")
  var check = false

  @Flag(help: "Write nothing: show what would change.")
  var diff = false

  @OptionGroup var shared: SharedOptions

  func run() throws {
    let files = Files()
    var hasFailed = false
    var changed = 0
    for path in paths.flatMap({ yamlFiles(at: $0, files) }) {
      do throws(LoadFailure) {
        if try format(path, files) { changed += 1 }
      } catch {
        Console.report(error.diagnostics, as: shared.errorFormat)
        hasFailed = true
      }
    }
    if hasFailed { throw ExitStatus.failure }
    if changed > 0, check || diff { throw ExitStatus.blocked }
  }

  private func yamlFiles(at path: String, _ files: Files) -> [String] {
    guard files.isFolder(path) else { return [path] }
    return files.files(under: path, endingIn: ".yaml")
  }

  /// Whether the file is laid out otherwise.
  private func format(_ path: String, _ files: Files) throws(LoadFailure) -> Bool {
    let isStandardInput = path == "-"
    let file = isStandardInput ? try files.readStandardInput() : try files.read(path)
    let formatted = try RuleFormatter.format(file)
    let isChanged = formatted != file.bytes
    if diff {
      if isChanged {
        try Console.print(Array(LineDifference.unified(file.bytes, formatted, path: file.path).utf8))
      }
    } else if check {
      if isChanged { try Console.print(file.path) }
    } else if isStandardInput {
      try Console.print(formatted)
    } else if isChanged {
      try files.replace(path, with: formatted)
      Console.note("laid out \(path)")
    }
    return isChanged
  }
}
