/// A length of time in calendar units, such as three years or ninety days. Months differ in length, so that a period
/// is not a number of days, and two periods have no order.
package struct Period: Hashable, Sendable {
  package let years: Int32
  package let months: Int32
  package let days: Int32

  /// No part is the least 32-bit number, so that every period has an opposite.
  package init(years: Int32 = 0, months: Int32 = 0, days: Int32 = 0) {
    precondition(min(years, months, days) > Int32.min, "every part of a period has an opposite")
    self.years = years
    self.months = months
    self.days = days
  }

  /// Reads `P3Y`, `P6M`, `P90D`, `P2W` or parts of these in this order: years, months, weeks, days. No sign, no
  /// fraction, no hours. Nil for anything else, and for parts beyond 2,147,483,647.
  package init?(iso text: some StringProtocol) {
    var bytes = text.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "P") else { return nil }
    var parts: [Int32] = [0, 0, 0, 0]
    var nextPart = 0
    var number: Int32?
    while let byte = bytes.next() {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(Int32(byte - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        number = sum
      } else {
        guard let unit = "YMWD".utf8.firstIndex(of: byte), let read = number else { return nil }
        let part = "YMWD".utf8.distance(from: "YMWD".utf8.startIndex, to: unit)
        guard part >= nextPart else { return nil }
        parts[part] = read
        nextPart = part + 1
        number = nil
      }
    }
    let (weekDays, overflow) = parts[2].multipliedReportingOverflow(by: 7)
    let (days, carry) = weekDays.addingReportingOverflow(parts[3])
    guard nextPart > 0, number == nil, !overflow, !carry else { return nil }
    self.init(years: parts[0], months: parts[1], days: days)
  }

  package func negated() -> Period {
    Period(years: -years, months: -months, days: -days)
  }
}

extension Period: CustomStringConvertible {
  /// `P1Y6M10D`; `P0D` if empty. A negative part carries its own sign: `P-3Y`.
  package var description: String {
    let parts = [(years, "Y"), (months, "M"), (days, "D")].filter { $0.0 != 0 }
    return parts.isEmpty ? "P0D" : "P" + parts.map { "\($0.0)\($0.1)" }.joined()
  }
}
