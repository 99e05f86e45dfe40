import Dispatch
import Synchronization

/// Does independent work on all cores.
enum Concurrently {
  /// The results in the order of the items, however many threads there are.
  static func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ work: @Sendable (Item) -> Output
  ) -> [Output] {
    let results = Mutex([Output?](repeating: nil, count: items.count))
    DispatchQueue.concurrentPerform(iterations: items.count) { number in
      let output = work(items[number])
      results.withLock { $0[number] = output }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  /// Both results; the one is worked out beside the other.
  static func both<First: Sendable, Second: Sendable>(
    _ first: @Sendable () -> First, _ second: @Sendable () -> Second
  ) -> (First, Second) {
    let results = Mutex<(First?, Second?)>((nil, nil))
    DispatchQueue.concurrentPerform(iterations: 2) { number in
      if number == 0 {
        let result = first()
        results.withLock { $0.0 = result }
      } else {
        let result = second()
        results.withLock { $0.1 = result }
      }
    }
    guard case (let first?, let second?) = results.withLock({ $0 }) else {
      preconditionFailure("each of the two ran once")
    }
    return (first, second)
  }
}
