/// The open days of an exchange or a bank, or those on which several of them are open; all as data.
///
/// A *doubtful* day is one of which it is open whether it counts. Every question is asked twice, with such days closed
/// and with them open, and the truth lies between the two answers. A doubtful day of the weekend is closed either way.
package struct Calendar: Sendable {
  /// The years whose open days are found once, when the calendar is made; any other is found when asked for.
  package static let usualYears = 1990...2040

  package let name: String
  private let basis: Basis
  /// In ascending order.
  private let doubtful: [CalendarDate]
  private let firstBlock: Int
  private let blocks: [Block]

  private enum Basis: Sendable {
    /// The days that are not of the weekend, in 64 that begin on a Monday, on a Tuesday, and so on.
    case own(workingDays: [UInt64], rules: [HolidayRule], closed: [CalendarDate])
    case openIn([Calendar])
  }

  /// 64 days in a row, the first in the lowest bit, and the first of all on a day number that is a multiple of 64.
  private struct Block: Sendable {
    /// Not of the weekend.
    var working: UInt64
    /// Open, if no doubtful day is.
    var certain: UInt64
    /// Open, if every doubtful day is.
    var possible: UInt64
  }

  /// A calendar of its own. The weekend is the weekdays that are always closed, Monday = 1.
  package init(
    name: String, weekend: Set<Int> = [6, 7], rules: [HolidayRule], closed: [CalendarDate] = [],
    doubtful: [CalendarDate] = [], years: ClosedRange<Int> = usualYears
  ) {
    let workingDays = (1...7).map { Self.workingDays(beginningOn: $0, weekend) }
    self.init(
      name: name, basis: .own(workingDays: workingDays, rules: rules, closed: closed), doubtful: doubtful, years: years)
  }

  /// A calendar that is open when all of these are.
  package init(
    name: String? = nil, openIn calendars: [Calendar], doubtful: [CalendarDate] = [],
    years: ClosedRange<Int> = usualYears
  ) {
    self.init(
      name: name ?? calendars.map(\.name).joined(separator: " and "), basis: .openIn(calendars), doubtful: doubtful,
      years: years)
  }

  private init(name: String, basis: Basis, doubtful: [CalendarDate], years: ClosedRange<Int>) {
    self.name = name
    self.basis = basis
    self.doubtful = doubtful.filter(\.isFinite).sorted()
    guard
      let first = CalendarDate(year: years.lowerBound, month: 1, day: 1),
      let last = CalendarDate(year: years.upperBound, month: 12, day: 31)
    else { preconditionFailure("the years of a calendar lie between 1 and 9999") }
    let range = Self.block(of: first.dayNumber)...Self.block(of: last.dayNumber)
    firstBlock = range.lowerBound
    blocks = Self.blocks(range, basis, self.doubtful)
  }
}

extension Calendar {
  package var hasDoubtful: Bool {
    switch basis {
    case .own: !doubtful.isEmpty
    case .openIn(let calendars): !doubtful.isEmpty || calendars.contains(where: \.hasDoubtful)
    }
  }

  /// The fact that decides whether its doubtful days count, and what to ask for it.
  package var doubtfulDay: String { "\(name)_day" }
  package var doubtfulDayQuestion: String { "Which of the doubtful days counted as \(name) days?" }

  /// Whether it is open if the day counts.
  package func isDoubtful(_ date: CalendarDate) -> Bool {
    isOpen(date, countingDoubtful: true) != isOpen(date, countingDoubtful: false)
  }

  /// An infinite date is no day, and not open.
  package func isOpen(_ date: CalendarDate, countingDoubtful: Bool) -> Bool {
    guard date.isFinite else { return false }
    let open = openDays(Self.block(of: date.dayNumber), countingDoubtful)
    return open & (1 << UInt64(date.dayNumber & 63)) != 0
  }

  /// The n-th open day after the date, or before it if n is negative. The date itself is never counted; with 0 it is
  /// the answer, open or not. An infinite date stays.
  ///
  /// Throws ``ArithmeticError/outOfRange`` if there are not so many in the years 1 to 9999.
  package func day(
    _ date: CalendarDate, offset n: Int, countingDoubtful: Bool
  ) throws(ArithmeticError) -> CalendarDate {
    guard n != 0, date.isFinite else { return date }
    let found =
      n > 0
      ? open(n.magnitude, after: date, countingDoubtful) : open(n.magnitude, before: date, countingDoubtful)
    guard let day = found.flatMap({ CalendarDate(dayNumber: $0) }) else { throw .outOfRange }
    return day
  }

  /// The n open days after the date, or before it if n is negative, in ascending order.
  ///
  /// Throws ``ArithmeticError/outOfRange`` if there are not so many in the years 1 to 9999, as around an infinite date.
  package func days(
    _ date: CalendarDate, _ n: Int, countingDoubtful: Bool
  ) throws(ArithmeticError) -> [CalendarDate] {
    guard n != 0 else { return [] }
    guard date.isFinite else { throw .outOfRange }
    // The farthest is asked for first, so that a count beyond all dates fails before a list is made.
    let farthest = try day(date, offset: n, countingDoubtful: countingDoubtful)
    var next = n < 0 ? farthest : try day(date, offset: 1, countingDoubtful: countingDoubtful)
    var days = [next]
    for _ in 1..<n.magnitude {
      next = try day(next, offset: 1, countingDoubtful: countingDoubtful)
      days.append(next)
    }
    return days
  }

  private func open(_ count: UInt, after date: CalendarDate, _ countingDoubtful: Bool) -> Int? {
    let first = Int(date.dayNumber) + 1
    var block = first >> 6
    var open = openDays(block, countingDoubtful) & (UInt64.max << UInt64(first & 63))
    var remaining = count
    while remaining > open.nonzeroBitCount {
      remaining -= UInt(open.nonzeroBitCount)
      block += 1
      guard block <= CalendarDate.finiteDayNumbers.upperBound >> 6 else { return nil }
      open = openDays(block, countingDoubtful)
    }
    for _ in 1..<remaining { open &= open - 1 }
    return block << 6 + open.trailingZeroBitCount
  }

  private func open(_ count: UInt, before date: CalendarDate, _ countingDoubtful: Bool) -> Int? {
    let last = Int(date.dayNumber) - 1
    var block = last >> 6
    var open = openDays(block, countingDoubtful) & (UInt64.max >> UInt64(63 - last & 63))
    var remaining = count
    while remaining > open.nonzeroBitCount {
      remaining -= UInt(open.nonzeroBitCount)
      block -= 1
      guard block >= CalendarDate.finiteDayNumbers.lowerBound >> 6 else { return nil }
      open = openDays(block, countingDoubtful)
    }
    for _ in 1..<remaining { open ^= 1 << UInt64(63 - open.leadingZeroBitCount) }
    return block << 6 + 63 - open.leadingZeroBitCount
  }
}

extension Calendar {
  private static func block(of dayNumber: Int32) -> Int { Int(dayNumber) >> 6 }

  private func openDays(_ index: Int, _ countingDoubtful: Bool) -> UInt64 {
    let block = block(index)
    return countingDoubtful ? block.possible : block.certain
  }

  private func block(_ index: Int) -> Block {
    let offset = index - firstBlock
    if blocks.indices.contains(offset) { return blocks[offset] }
    return Self.blocks(index...index, basis, doubtful)[0]
  }

  private static func blocks(
    _ range: ClosedRange<Int>, _ basis: Basis, _ doubtful: [CalendarDate]
  ) -> [Block] {
    var blocks: [Block]
    switch basis {
    case .own(let workingDays, let rules, let closed): blocks = ownBlocks(range, workingDays, rules, closed)
    case .openIn(let calendars): blocks = range.map { commonBlock($0, calendars) }
    }
    for date in doubtful where range.contains(block(of: date.dayNumber)) {
      let offset = block(of: date.dayNumber) - range.lowerBound
      let bit: UInt64 = 1 << UInt64(date.dayNumber & 63)
      blocks[offset].certain &= ~bit
      blocks[offset].possible |= bit & blocks[offset].working
    }
    return blocks
  }

  private static func commonBlock(_ index: Int, _ calendars: [Calendar]) -> Block {
    var common = Block(working: .max, certain: .max, possible: .max)
    for calendar in calendars {
      let block = calendar.block(index)
      common.working &= block.working
      common.certain &= block.certain
      common.possible &= block.possible
    }
    return common
  }

  private static func ownBlocks(
    _ range: ClosedRange<Int>, _ workingDays: [UInt64], _ rules: [HolidayRule], _ closed: [CalendarDate]
  ) -> [Block] {
    var blocks = range.map { index in
      // Day 0 was a Thursday, and 64 days are nine weeks and a day.
      let pattern = workingDays[((index + 3) % 7 + 7) % 7]
      return Block(working: pattern, certain: pattern, possible: pattern)
    }
    func close(_ date: CalendarDate) {
      let index = block(of: date.dayNumber)
      guard range.contains(index) else { return }
      let open: UInt64 = ~(1 << UInt64(date.dayNumber & 63))
      blocks[index - range.lowerBound].certain &= open
      blocks[index - range.lowerBound].possible &= open
    }
    closed.forEach(close)
    // A holiday may be kept in the year before or after its own: hence one year more on either side.
    for year in year(ofBlock: range.lowerBound) - 1...year(ofBlock: range.upperBound + 1) + 1 {
      for rule in rules {
        if let date = rule.observedDate(ofYear: year) { close(date) }
      }
    }
    return blocks
  }

  private static func workingDays(beginningOn weekday: Int, _ weekend: Set<Int>) -> UInt64 {
    var days: UInt64 = 0
    for bit in 0..<64 where !weekend.contains((weekday - 1 + bit) % 7 + 1) { days |= 1 << UInt64(bit) }
    return days
  }

  /// The year of a block's first day, or the nearest that dates have.
  private static func year(ofBlock index: Int) -> Int {
    let days = CalendarDate.finiteDayNumbers
    return CalendarDate(dayNumber: min(max(index << 6, days.lowerBound), days.upperBound))?.year ?? 1
  }
}
