import Testing

@testable import PreclearEngine

@Suite struct ObservationTests {
  private func decimal(_ text: String) throws -> Value { .decimal(try Decimal(parsing: text)) }

  private func date(_ text: String) throws -> Value { .date(try #require(CalendarDate(iso: text))) }

  @Test func aStepOfANumberIsOneUnitInTheLastPlaceOfEither() throws {
    #expect(Observation.side(.int(99), .int(100)) == [.justBelow, .below])
    #expect(Observation.side(.int(98), .int(100)) == .below)
    #expect(Observation.side(.int(100), try decimal("100.00")) == .at)
    #expect(Observation.side(try decimal("100.01"), .int(100)) == [.justAbove, .above])
    #expect(Observation.side(try decimal("100.1"), try decimal("100.05")) == .above)
    #expect(Observation.side(try decimal("100.1"), try decimal("100.11")) == [.justBelow, .below])
    #expect(Observation.side(.int(110), .int(100)) == .above)
  }

  @Test func aStepOfADateIsADay() throws {
    #expect(Observation.side(try date("2001-02-28"), try date("2001-03-01")) == [.justBelow, .below])
    #expect(Observation.side(try date("2001-03-01"), try date("2001-03-01")) == .at)
    #expect(Observation.side(try date("2001-03-03"), try date("2001-03-01")) == .above)
    #expect(Observation.side(try date("2001-03-03"), .date(.infinity)) == .below)
  }

  @Test func whatIsNotKnownLiesOnNoSide() {
    #expect(Observation.side(.unknown(Unknown(facts: [], least: .int(5))), .int(3)) == [])
    #expect(Observation.side(.null, .int(3)) == [])
    #expect(Observation.side(.bool(true), .bool(false)) == [])
    #expect(Observation.side(.int(.max), .int(-1)) == [])
  }

  @Test func aConditionIsTrueFalseUnknownOrAFault() {
    #expect(Observation.answer(.bool(true)) == .isTrue)
    #expect(Observation.answer(.bool(false)) == .isFalse)
    #expect(Observation.answer(.unknown(Unknown(facts: []))) == .isUnknown)
    #expect(Observation.answer(.fault(Fault("x"))) == .isFault)
  }
}
