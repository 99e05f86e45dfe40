import PreclearEngine
import PreclearLanguage
import Synchronization

/// The deal as its files are now, for all who work on it.
final class CurrentDeal: Sendable {
  let choice: DealChoice
  private let opened: Mutex<OpenedDeal>
  private let isRecording = Mutex(())

  init(_ choice: DealChoice) throws(LoadFailure) {
    self.choice = choice
    opened = Mutex(try OpenedDeal(choice))
  }

  /// Looks at the files, and reads them again if one has changed. Who asks meanwhile waits for it.
  func current() throws(Problem) -> OpenedDeal {
    try opened.withLock { opened throws(Problem) in
      if opened.isCurrent { return opened }
      do throws(LoadFailure) {
        opened = try OpenedDeal(choice)
        return opened
      } catch {
        throw .brokenDeal(error)
      }
    }
  }

  /// Events are recorded one at a time: each is judged on what was recorded before.
  func recording<Answer>(_ body: (CurrentDeal) throws(Problem) -> Answer) throws(Problem) -> Answer {
    try isRecording.withLock { _ throws(Problem) in try body(self) }
  }
}
