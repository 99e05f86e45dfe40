import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Begins a pack, a deal or a rule with files that load and whose tests pass.",
    discussion: """
      What is written is tried first. No file that is there is touched, but for the list of files in the pack.yaml of a pack that \
      has one, to which a new rule's file is added.

      Examples:
        preclear new pack Rules/staff-dealing
        preclear new deal deals/first --pack Rules/staff-dealing
        preclear new rule windows/closed-window --pack Rules/staff-dealing --on sale
      """,
    subcommands: [PackCommand.self, DealCommand.self, RuleCommand.self])

  func run() throws {
    throw ValidationError("Say what to begin: 'preclear new pack', 'new deal' or 'new rule'.")
  }

  struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pack",
      abstract: "Begins a pack: a schema, a rule with its parameter and tests, a deal to try it in.")

    @Argument(help: "The folder of the pack; its last part is the pack's name.")
    var folder: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
      try shared.reporting { () throws(LoadFailure) in
        try NewFiles.write(try Skeleton.pack(in: folder, named: NewFiles.name(of: folder)), Files())
      }
    }
  }

  struct DealCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deal", abstract: "Begins a deal on a pack, with a first proposal.")

    @Argument(help: "The folder of the deal; its last part is the deal's name.")
    var folder: String

    @Option(help: ArgumentHelp("The folder of the pack.", valueName: "folder"))
    var pack: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
      try shared.reporting { () throws(LoadFailure) in
        let files = Files()
        var options = PackOptions()
        options.pack = pack
        let skeleton = try Skeleton.deal(
          in: folder, named: NewFiles.name(of: folder), pack: try options.load(files),
          reaching: NewFiles.path(to: pack, from: folder))
        try NewFiles.write(skeleton, files)
      }
    }
  }

  struct RuleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rule", abstract: "Begins a rule in a file of its own, with a parameter and tests.",
      discussion: """
        The tests name the deal of --deal, or the one that the pack's other tests name.
        """)

    @Argument(help: "FILE/RULE, such as windows/closed-window.")
    var rule: String

    @Option(help: ArgumentHelp("The kind of event that it looks at.", valueName: "kind"))
    var on: String?

    @Option(help: ArgumentHelp("The folder of the pack.", valueName: "folder"))
    var pack: String

    @Option(
      help: ArgumentHelp("The deal that its tests are for.", valueName: "file"), completion: .file(extensions: ["yaml"])
    )
    var deal: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
      try shared.reporting { () throws(LoadFailure) in
        let files = Files()
        var options = PackOptions()
        options.pack = pack
        let loaded = try options.load(files)
        let skeleton = try Skeleton.rule(
          rule, on: on, pack: loaded,
          deal: NewFiles.path(to: try dealPath(options, loaded, files), from: loaded.main.directory),
          exists: files.exists)
        try NewFiles.write(skeleton, files)
      }
    }

    private func dealPath(_ options: PackOptions, _ pack: Pack, _ files: Files) throws(LoadFailure) -> String {
      if let deal { return deal }
      for test in try options.tests(of: pack, files) {
        if let named = test.deal?.scalar?.text {
          return FilePath.join(FilePath.directory(of: test.file.path), named)
        }
      }
      throw LoadFailure("the tests of a rule need a deal", code: "no-deal", help: "name it with --deal")
    }
  }
}

/// Writes what an author begins with.
private enum NewFiles {
  /// `Rules/staff-dealing` begins `staff-dealing`.
  static func name(of folder: String) -> String {
    String(FilePath.join(".", folder).split(separator: "/").last ?? "")
  }

  /// How a file or folder is reached from another folder.
  static func path(to target: String, from folder: String) -> String {
    if target.hasPrefix("/") == folder.hasPrefix("/") {
      return FilePath.relative(FilePath.join(".", target), to: FilePath.join(".", folder))
    }
    return target.hasPrefix("/") ? target : Files.resolved(target)
  }

  /// Tries the files where they would stand, then writes all of them, or none.
  static func write(_ skeleton: Skeleton, _ files: Files) throws(LoadFailure) {
    for (path, _) in skeleton.files where files.kind(of: path, followingLinks: false) != nil {
      throw Files.failure("'\(path)' is there already, and is left as it is", code: "file-exists", path: path)
    }
    try tryOut(skeleton, files)
    var created: [String] = []
    do throws(LoadFailure) {
      for (path, text) in skeleton.files {
        try files.create(path, with: Array(text.utf8))
        created.append(path)
      }
      for (path, text) in skeleton.replaced { try files.replace(path, with: Array(text.utf8)) }
    } catch {
      for path in created { files.remove(path) }
      throw error
    }
    for path in created { try Console.print("wrote \(path)") }
    for (path, _) in skeleton.replaced { try Console.print("added to the files of \(path)") }
    if !skeleton.next.isEmpty { try Console.print("next:") }
    for command in skeleton.next { try Console.print("  \(command)") }
  }

  private static func tryOut(_ skeleton: Skeleton, _ files: Files) throws(LoadFailure) {
    let future = skeleton.over(files)
    var runner = RuleTestRunner(files: future, deal: nil)
    for test in skeleton.tests {
      let failed = try runner.run(try future.read(test)).filter { !$0.hasPassed }
      guard failed.isEmpty else {
        throw LoadFailure(
          failed.map { Diagnostic("the new test would fail: \($0.description)", code: "skeleton", help: nil) })
      }
    }
  }
}
