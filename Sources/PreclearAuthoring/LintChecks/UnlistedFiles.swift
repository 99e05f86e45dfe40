import PreclearEngine
import PreclearLanguage

/// Files in a pack's folder that its `files:` leaves out.
enum UnlistedFiles {
  private static let unlisted = LintCheck(
    "unlisted-file", "a file of rules that the pack does not list",
    """
    The pack says under 'files' of which files it is made, and this one in its folder is not among them: what it declares holds for \
    nobody, and no mistake in it is found. List it, or move it elsewhere.
    """)

  static let checks = [unlisted]

  /// What files of other kinds begin with.
  private static let otherKeys = [
    "calendar", "cases", "deal", "waivers", "survivors", "proposals", "plan", "id", "kind",
  ]

  static func findings(in directory: String, _ survey: PackSurvey, _ files: some FileAccess) -> [Diagnostic] {
    guard let own = survey.pack?.documents.first(where: { $0.module == survey.module })?.node,
      let list = own["files"]
    else { return [] }
    let read = Set(survey.files.map { FilePath.join(".", $0.path) })
    return files.list(directory).filter { name in
      name.hasSuffix(".yaml") && !name.hasSuffix(".test.yaml")
        && !read.contains(FilePath.join(".", FilePath.join(directory, name)))
        && mayDeclare(FilePath.join(directory, name), files)
    }.map {
      unlisted.finding("the pack does not list '\($0)'", at: list.range, help: "list it, or move it elsewhere")
    }
  }

  /// Whether it looks like a file of a pack; one that cannot be read was perhaps to be one.
  private static func mayDeclare(_ path: String, _ files: some FileAccess) -> Bool {
    do throws(LoadFailure) {
      let node = try YAMLReader.read(try files.read(path))
      guard let entries = node.entries else { return false }
      return !entries.contains { otherKeys.contains($0.key) }
    } catch {
      return true
    }
  }
}
