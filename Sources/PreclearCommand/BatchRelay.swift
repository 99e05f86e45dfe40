import Dispatch
import PreclearEngine
import PreclearLanguage
import Synchronization

/// Batches in a ring: one thread fills them, another uses them, in order.
///
/// The turns are kept by counting; the locks are never contended, and only say that a batch is in one hand at a time.
final class BatchRelay: Sendable {
  private final class Slot: Sendable {
    let batch = Mutex(LogBatch())
  }

  private struct State {
    /// How many batches were filled so far.
    var filled = 0
    /// What ended the filling.
    var failure: LoadFailure?
    /// Nothing more is wanted.
    var isStopped = false
  }

  private let slots = [Slot(), Slot(), Slot()]
  private let state = Mutex(State())
  /// As many as there are slots to be filled. It counts from zero: a semaphore may not end below what it began with.
  private let free = DispatchSemaphore(value: 0)
  /// As many as there are slots to be used, and one for the end.
  private let filled = DispatchSemaphore(value: 0)

  private init() {
    for _ in slots { free.signal() }
  }

  /// Has another thread fill batches, until `fill` gives false or throws, and uses them here, in order. What `fill` throws comes
  /// after the last batch.
  static func run(
    fill: @escaping @Sendable () -> (inout LogBatch) throws(LoadFailure) -> Bool,
    use: (inout LogBatch) throws(LoadFailure) -> Void
  ) throws(LoadFailure) {
    let relay = BatchRelay()
    DispatchQueue(label: "reader").async { relay.fillAll(fill()) }
    defer { relay.stop() }
    try relay.useAll(use)
  }

  private func fillAll(_ fill: (inout LogBatch) throws(LoadFailure) -> Bool) {
    do throws(LoadFailure) {
      var number = 0
      while true {
        free.wait()
        if state.withLock({ $0.isStopped }) { return }
        let isMore = try slots[number % slots.count].batch.withLock { batch throws(LoadFailure) in try fill(&batch) }
        guard isMore else { break }
        number += 1
        state.withLock { $0.filled = number }
        filled.signal()
      }
    } catch {
      state.withLock { $0.failure = error }
    }
    filled.signal()
  }

  private func useAll(_ use: (inout LogBatch) throws(LoadFailure) -> Void) throws(LoadFailure) {
    var number = 0
    while true {
      filled.wait()
      let state = state.withLock { $0 }
      guard number < state.filled else {
        if let failure = state.failure { throw failure }
        return
      }
      try slots[number % slots.count].batch.withLock { batch throws(LoadFailure) in try use(&batch) }
      number += 1
      free.signal()
    }
  }

  private func stop() {
    state.withLock { $0.isStopped = true }
    free.signal()
  }
}
