import Dispatch
import Synchronization

/// Does independent work on all cores.
package enum Concurrently {
  /// The results in the order of the items, however many threads there are.
  package static func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ work: @Sendable (Item) -> Output
  ) -> [Output] {
    let results = Mutex([Output?](repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { number in
      let output = work(items[number])
      results.withLock { $0[number] = output }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// Both results; the second is worked out beside the first, which may itself make use of all cores.
  ///
  /// The compiler cannot check that the two change nothing in common, and that neither reads what the other changes: that is up
  /// to the caller.
  package static func both<First, Second>(
    _ first: () -> First, _ second: @escaping () -> Second
  ) -> (First, Second) {
    let other = Pending(second)
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global(qos: .userInitiated).async {
      other.workOut()
      done.signal()
    }
    let result = first()
    done.wait()
    guard let otherResult = other.result else { preconditionFailure("it is worked out before its end is told") }
    return (result, otherResult)
  }

  /// One thread works the result out; the other asks for it once it is told that this is done.
  private final class Pending<Output>: @unchecked Sendable {
    private let work: () -> Output
    private(set) var result: Output?

    init(_ work: @escaping () -> Output) {
      self.work = work
    }

    func workOut() { result = work() }
  }
}
