import ArgumentParser
import PreclearEngine
import PreclearLanguage

/// Gives the process over to the desk's program, so that nothing of a server is part of this one.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: ServeOptions.abstract, discussion: ServeOptions.discussion)

  @OptionGroup var options: ServeOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      let program = try OtherProgram.find("preclear-desk")
      throw program.run(arguments: options.arguments)
    }
  }
}

extension ServeOptions {
  /// The options as another program is to read them.
  fileprivate var arguments: [String] {
    func named(_ name: String, _ value: String?) -> [String] { value.map { ["--\(name)=\($0)"] } ?? [] }
    return named("deal", deal) + named("port", "\(port)") + named("host", host) + named("ledger", ledger)
      + named("journal", journal) + source.flatMap { named("source", $0) }
  }
}
