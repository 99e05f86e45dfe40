import Testing

@testable import PreclearLanguage

@Suite struct ConcurrentlyTests {
  @Test func resultsStandInTheOrderOfTheItems() {
    let items = Array(0..<500)
    #expect(Concurrently.map(items) { $0 * $0 } == items.map { $0 * $0 })
    #expect(Concurrently.map([Int]()) { $0 }.isEmpty)
  }

  @Test func bothResultsAreThereAndTheFirstMayUseAllCores() {
    let (first, second) = Concurrently.both {
      Concurrently.map(Array(0..<100)) { $0 + 1 }.reduce(0, +)
    } _: {
      "beside"
    }
    #expect(first == 5050)
    #expect(second == "beside")
  }
}
