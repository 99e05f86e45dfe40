import Dispatch
import PreclearEngine
import PreclearLanguage
import Synchronization

/// Hands batches from a thread that fills them to the one that uses them, in order, and back to be filled again.
///
/// A batch is in one hand at a time: it is moved, never copied.
final class BatchRelay: Sendable {
  private struct Hands {
    var empty: [LogBatch]
    var full: [LogBatch] = []
    var failure: LoadFailure?
    /// Nothing more is wanted.
    var isStopped = false
  }

  private static let batches = 3

  private let hands = Mutex(Hands(empty: (0..<batches).map { _ in LogBatch() }))
  /// As many as there are empty batches. It counts from zero: a semaphore may not end below what it began with.
  private let emptyCount = DispatchSemaphore(value: 0)
  /// As many as there are full batches, and one for the end.
  private let fullCount = DispatchSemaphore(value: 0)

  private init() {
    for _ in 0..<Self.batches { emptyCount.signal() }
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
    while var batch = try relay.takeFull() {
      try use(&batch)
      relay.giveBack(consume batch)
    }
  }

  private func fillAll(_ fill: (inout LogBatch) throws(LoadFailure) -> Bool) {
    do throws(LoadFailure) {
      while var batch = takeEmpty(), try fill(&batch) { hand(consume batch) }
    } catch {
      hands.withLock { $0.failure = error }
    }
    fullCount.signal()
  }

  /// Waits for an empty batch; nil if nothing more is wanted.
  private func takeEmpty() -> LogBatch? {
    emptyCount.wait()
    return hands.withLock { $0.isStopped ? nil : $0.empty.popLast() }
  }

  private func hand(_ batch: consuming LogBatch) {
    var batch: LogBatch? = batch
    hands.withLock { hands in if let batch = batch.take() { hands.full.append(consume batch) } }
    fullCount.signal()
  }

  /// Waits for a full batch; nil behind the last one.
  private func takeFull() throws(LoadFailure) -> LogBatch? {
    fullCount.wait()
    let (batch, failure) = hands.withLock { hands in
      hands.full.isEmpty ? (nil, hands.failure) : (hands.full.removeFirst(), nil)
    }
    if let failure { throw failure }
    return batch
  }

  private func giveBack(_ batch: consuming LogBatch) {
    var batch: LogBatch? = batch
    hands.withLock { hands in if let batch = batch.take() { hands.empty.append(consume batch) } }
    emptyCount.signal()
  }

  private func stop() {
    hands.withLock { $0.isStopped = true }
    emptyCount.signal()
  }
}
