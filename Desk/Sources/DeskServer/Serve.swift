import ArgumentParser
import NIOCore
import PreclearDesk
import PreclearEngine
import PreclearFiles
import PreclearLanguage

/// The program that `preclear serve` runs.
@main
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preclear-desk", abstract: ServeOptions.abstract, discussion: ServeOptions.discussion)

  @OptionGroup var options: ServeOptions

  mutating func run() async throws {
    Files.ignoreSignalsOfWriting()
    do {
      // The deal is read before the port is taken: who opens the page finds it ready.
      let desk = try Desk(try choice(), cores: System.coreCount)
      try await listen(with: desk)
    } catch let failure as LoadFailure {
      Self.note(failure.diagnostics.map(\.rendered).joined(separator: "\n"))
      throw ExitCode(2)
    }
  }

  private func listen(with desk: Desk) async throws {
    do {
      try await DeskServer(host: options.host, port: options.port, desk: desk).run()
    } catch {
      throw LoadFailure(
        "cannot listen on \(options.host), port \(options.port): \(error)", code: "listen",
        help: "another program may have the port: name another with --port, or --port 0 for any that is free")
    }
  }

  private func choice() throws(LoadFailure) -> DealChoice {
    let path: String
    if let deal = options.deal { path = deal } else { path = try DealDiscovery(files: Files()).deal(for: ["-"]) }
    var copies: [SourceCopy] = []
    for text in options.source {
      if let argument = SourceCopy.Argument(text) { copies.append(try SourceCopy.read(argument)) }
    }
    return DealChoice(deal: path, ledger: options.ledger, sources: copies, journal: options.journal)
  }

  /// The parser's own code for bad usage is 64, which means nothing to those who call us.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      note(fullMessage(for: error))
      Files.end(with: 2)
    }
  }

  /// To standard error. If even that is closed there is nobody left to tell.
  private static func note(_ text: String) {
    do throws(LoadFailure) {
      try Files.write(Array((text + "\n").utf8), toDescriptor: 2)
    } catch {}
  }
}
