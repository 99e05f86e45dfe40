import PreclearEngine
import Testing

@Suite struct PeriodTests {
  @Test(arguments: [
    ("P3Y", Period(years: 3), "P3Y"), ("P6M", Period(months: 6), "P6M"), ("P90D", Period(days: 90), "P90D"),
    ("P1Y6M10D", Period(years: 1, months: 6, days: 10), "P1Y6M10D"), ("P2W", Period(days: 14), "P14D"),
    ("P1W1D", Period(days: 8), "P8D"), ("P0D", Period(), "P0D"), ("P0Y", Period(), "P0D"),
    ("P07D", Period(days: 7), "P7D"), ("P2147483647D", Period(days: .max), "P2147483647D"),
  ])
  func aPeriodIsReadAndPrinted(_ text: String, _ expected: Period, _ printed: String) {
    #expect(Period(iso: text) == expected)
    #expect(expected.description == printed)
    #expect(Period(iso: printed) == expected)
  }

  @Test(arguments: [
    "", "P", "3Y", "P3", "PY", "P3y", "p3Y", "P3X", "-P3Y", "P-3Y", "P+3Y", "P1.5Y", "P6M1Y", "P1Y1Y", "P1D1W", "PT1H",
    "P1YT", " P3Y", "P3Y ", "P2147483648D", "P306783379W", "P306783378W2D",
  ])
  func whatIsNoPeriodIsRefused(_ text: String) {
    #expect(Period(iso: text) == nil)
  }

  @Test func theOppositeOfAPeriodHasEverySignTurned() {
    let period = Period(years: 3, months: -6, days: 10)
    #expect(period.negated() == Period(years: -3, months: 6, days: -10))
    #expect(period.negated().negated() == period)
    #expect(period.negated().description == "P-3Y6M-10D")
  }
}
