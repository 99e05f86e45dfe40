/// How far long work is, on one line of a terminal that is drawn again and again. Work that is done at once draws nothing.
struct ProgressBar {
  /// Seconds before the first drawing, and between two.
  private static let delay = 0.5
  private static let interval = 0.1
  /// Reading the clock costs more than to count.
  private static let eventsBetweenLooks = 16
  private static let cells = 20

  /// Bytes; nil if nobody knows, as for a pipe.
  private let total: Int?
  private let clock: () -> Double
  private let draw: (String) -> Void
  private let started: Double
  private var lastDrawn: Double?
  private var bytes = 0
  private var events = 0

  /// The clock gives seconds, from whenever; `draw` puts a text on the terminal as it is.
  init(total: Int?, clock: @escaping () -> Double, draw: @escaping (String) -> Void) {
    self.total = total
    self.clock = clock
    self.draw = draw
    started = clock()
  }

  /// One more event, of so many bytes.
  mutating func advance(bytes count: Int) {
    bytes += count
    events += 1
    guard events.isMultiple(of: Self.eventsBetweenLooks) else { return }
    let now = clock()
    guard now - (lastDrawn ?? started) >= (lastDrawn == nil ? Self.delay : Self.interval) else { return }
    lastDrawn = now
    draw("\r\(line(at: now))\u{1B}[K")
  }

  /// Takes the line away, so that something else can be written.
  mutating func clear() {
    if lastDrawn != nil { draw("\r\u{1B}[K") }
    lastDrawn = nil
  }

  private func line(at now: Double) -> String {
    let rate = "\(Int(Double(events) / (now - started))) events/s"
    guard let total, total > 0 else { return "\(bytes / 1_000_000) MB  \(rate)" }
    let share = min(1, Double(bytes) / Double(total))
    let full = Int(share * Double(Self.cells))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: Self.cells - full)
    let percent = "\(Int(share * 100))"
    let gap = String(repeating: " ", count: 3 - percent.count)
    return "[\(bar)] \(gap)\(percent)%  \(bytes / 1_000_000) of \(total / 1_000_000) MB  \(rate)"
  }
}
