import Testing

@testable import PreclearCommand

@Suite struct ProgressBarTests {
  /// What a bar draws for events that come at these times, in seconds, each of so many bytes.
  private func drawn(total: Int?, bytes: Int, at times: [Double], isCleared: Bool = false) -> [String] {
    final class Screen {
      var time = 0.0
      var lines: [String] = []
    }
    let screen = Screen()
    var bar = ProgressBar(total: total, clock: { screen.time }, draw: { screen.lines.append($0) })
    for time in times {
      screen.time = time
      bar.advance(bytes: bytes)
    }
    if isCleared { bar.clear() }
    return screen.lines
  }

  private let end = "\u{1B}[K"

  @Test func workThatIsDoneAtOnceDrawsNothing() {
    #expect(drawn(total: 1000, bytes: 1, at: Array(repeating: 0.49, count: 100), isCleared: true).isEmpty)
  }

  @Test func lineShowsShareBytesAndSpeed() {
    // 32 events in two seconds, of 1 MB each: 32 of 80 MB, which is 8 of 20 cells.
    #expect(
      drawn(total: 80_000_000, bytes: 1_000_000, at: Array(repeating: 0.1, count: 16) + Array(repeating: 2, count: 16))
        == ["\r[########------------]  40%  32 of 80 MB  16 events/s\(end)"])
  }

  @Test func withoutALengthThereIsNoShare() {
    #expect(
      drawn(total: nil, bytes: 1_000_000, at: Array(repeating: 1, count: 16)) == ["\r16 MB  16 events/s\(end)"])
  }

  @Test func lineIsDrawnTenTimesASecondAtMost() {
    let times = (0..<16 * 100).map { Double($0 / 16) / 50 }
    // Two seconds: the first half a second nothing, then one in a tenth of a second.
    let count = drawn(total: nil, bytes: 1, at: times).count
    #expect((13...16).contains(count))
  }

  @Test func lineIsTakenAwayAtTheEnd() {
    #expect(drawn(total: nil, bytes: 1, at: Array(repeating: 1, count: 16), isCleared: true).last == "\r\(end)")
  }

  @Test func fileThatGrowsMeanwhileStaysAtAHundredPercent() {
    #expect(
      drawn(total: 1_000_000, bytes: 1_000_000, at: Array(repeating: 1, count: 16))
        == ["\r[####################] 100%  16 of 1 MB  16 events/s\(end)"])
  }
}
