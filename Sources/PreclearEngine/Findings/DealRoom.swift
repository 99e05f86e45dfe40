/// What is left to each line of a deal, on a day.
package struct DealRoom: Sendable {
  package struct Line: Sendable {
    package let name: String
    package let title: String
    /// Whose room it is, where there are several: those who count as one together.
    package let keys: [String]
    /// The alternatives of the readings under which it is so, where it is not under all.
    package let readings: [(reading: String, alternative: String)]
    package let used: Fact
    package let line: Fact
    /// What is left; negative, by how much the line is passed.
    package let room: Fact
    package let unit: String?
    package let error: String?
    package let citations: [Citation]
  }

  package let date: CalendarDate
  package let lines: [Line]
}
