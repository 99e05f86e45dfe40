import PreclearAuthoring
import PreclearEngine
import PreclearFiles
import PreclearJournal
import PreclearLanguage
import Synchronization

/// A deal in memory, as its files were when they were read.
final class OpenedDeal: Sendable {
  let standing: StandingDeal
  private let watched: WatchedFiles
  /// What was made of it already: the answers that no request changes.
  private let answers = Mutex<[Route: [UInt8]]>([:])

  init(_ choice: DealChoice) throws(LoadFailure) {
    watched = WatchedFiles()
    let workspace = try Workspace.open(deal: choice.deal, ledger: choice.ledger, files: watched)
    standing = try StandingDeal(workspace, packDigest: ContentDigest.pack(workspace.packFiles))
    for copy in choice.sources { try copy.check(against: standing.pack.sources) }
    if let journal = choice.journal {
      try Journal(journal).keepApart(from: watched.paths + choice.sources.map(\.document.file.path))
    }
  }

  var isCurrent: Bool { watched.areUnchanged }

  /// Makes the rules' cards, with the cases of rule tests that say something of them.
  func cards() throws(LoadFailure) -> RuleCardMaker {
    var tests: [RuleTest] = []
    for module in standing.pack.modules {
      for name in watched.list(module.directory) where name.hasSuffix(".test.yaml") {
        tests.append(try RuleTest.load(try watched.read(FilePath.join(module.directory, name))))
      }
    }
    return try RuleCardMaker(pack: standing.pack, tests: tests, on: nil)
  }

  func answer(_ route: Route, _ make: () throws(LoadFailure) -> [UInt8]) throws(LoadFailure) -> [UInt8] {
    if let known = answers.withLock({ $0[route] }) { return known }
    let made = try make()
    answers.withLock { $0[route] = made }
    return made
  }
}

/// Which deal the desk serves, and with what beside it.
package struct DealChoice: Sendable {
  package let deal: String
  /// Instead of the deal's own.
  package let ledger: String?
  package let sources: [SourceCopy]
  package let journal: String?

  package init(deal: String, ledger: String? = nil, sources: [SourceCopy] = [], journal: String? = nil) {
    self.deal = deal
    self.ledger = ledger
    self.sources = sources
    self.journal = journal
  }
}
