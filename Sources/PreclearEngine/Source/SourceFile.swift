/// A text that a person wrote and that messages point into: its path as the user knows it, and its bytes; or a stretch of
/// whole lines of one that is too long to hold.
package final class SourceFile: Sendable {
  package let path: String
  package let bytes: [UInt8]
  /// The number of the line with which the bytes begin, from 1.
  package let firstLine: Int

  package init(path: String, bytes: [UInt8], firstLine: Int = 1) {
    self.path = path
    self.bytes = bytes
    self.firstLine = firstLine
  }

  package convenience init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The line with this number, counted from 1, without its line break; empty where the bytes do not hold it.
  package func line(_ number: Int) -> String {
    var current = firstLine
    var start = 0
    guard number >= firstLine else { return "" }
    while current < number {
      guard let feed = bytes[start...].firstIndex(of: 0x0A) else { return "" }
      start = feed + 1
      current += 1
    }
    var end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Line and column (in code points) of a byte, both counted from 1.
  package func position(ofByte offset: Int) -> SourcePosition {
    var line = firstLine
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourcePosition(line: line, column: column)
  }
}
