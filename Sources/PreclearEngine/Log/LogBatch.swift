/// Some lines of a log, and the events that the scanner made of them. A batch is used again and again: no event costs an
/// allocation.
package struct LogBatch: Sendable {
  /// Where the lines stand.
  package enum Places: Sendable {
    /// In one file, one after the other, from this number.
    case running(file: String, first: Int)
    /// Each somewhere.
    case apart([Place])
  }

  package struct Place: Sendable {
    package let file: String
    /// Counted from 1.
    package let line: Int

    package init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// So many bytes can be read behind the last line. It does not matter what they are.
  package static let padding = 64

  /// Whole lines, each with its line break, up to ``end``, and at least ``padding`` bytes more.
  package var bytes = [UInt8](repeating: 0, count: padding)
  package var end = 0
  package var places = Places.apart([])
  /// The last line break was not written: the file ends without one.
  package var isCutOff = false
  package var frames = EventFrames()

  package init() {}

  package func place(_ number: Int) -> Place {
    switch places {
    case .running(let file, let first): Place(file: file, line: first + number)
    case .apart(let places): places[number]
    }
  }

  /// A line with its line break, if it has one.
  package func line(_ number: Int) -> ArraySlice<UInt8> {
    let line = frames.lines[number]
    let isLast = line.end + 1 == end
    return bytes[line.start..<line.end + (isLast && isCutOff ? 0 : 1)]
  }

  /// Where the event of a line begins.
  package func location(_ number: Int) -> EventLocation {
    let place = place(number)
    let line = frames.lines[number]
    let spaces = bytes[line.start..<line.end].prefix { $0 != UInt8(ascii: "{") }.count
    return EventLocation(file: place.file, line: place.line, column: spaces + 1)
  }

  /// Turns the texts that programs read into symbols of the table. Whoever judges does this: the table is his alone.
  package mutating func resolve(_ symbols: inout SymbolTable) {
    let bytes = bytes
    frames.resolve(bytes.span, &symbols)
  }

  /// The bytes of an event's id, decoded.
  package func id(_ line: EventFrames.Line) -> ArraySlice<UInt8> {
    let start = Int(line.id.start)
    let length = Int(line.id.length)
    if start < EventFrames.decodedStart { return bytes[start..<start + length] }
    return frames.decoded[start - EventFrames.decodedStart..<start - EventFrames.decodedStart + length]
  }
}
