import PreclearEngine

/// The characters that a YAML file may not have, though libyaml takes them: they make people, editors and YAML readers
/// disagree about where a line ends or how far it is indented.
enum YAMLCharacters {
  /// Checks the bytes before they are parsed. What is not UTF-8 is left to libyaml.
  static func check(_ file: SourceFile) throws(LoadFailure) {
    let bytes = file.bytes
    if bytes.count >= 2, (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) {
      throw LoadFailure([
        Diagnostic(
          "the file is in UTF-16", code: "yaml-encoding", at: range(file, 0), help: "save the file as UTF-8")
      ])
    }
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      // Printable ASCII and line feeds are nearly all of every file.
      if (byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "%")) || byte == 0x0A {
        offset += 1
        continue
      }
      if let mistake = mistake(byte, bytes, offset) {
        throw LoadFailure([
          Diagnostic(mistake.message, code: mistake.code, at: range(file, offset), help: mistake.help)
        ])
      }
      offset += 1
    }
  }

  private static func mistake(
    _ byte: UInt8, _ bytes: [UInt8], _ offset: Int
  ) -> (message: String, code: String, help: String)? {
    func follows(_ byte: UInt8, _ distance: Int) -> Bool {
      offset + distance < bytes.count && bytes[offset + distance] == byte
    }
    switch byte {
    case 0x09:
      return ("found a tab", "yaml-character", "indent with spaces; in a text in double quotes write \\t")
    case 0x0D where !follows(0x0A, 1):
      return ("found a carriage return without a line feed", "yaml-character", "end lines with a line feed")
    case 0xC2 where follows(0x85, 1):
      return ("found the line break U+0085", "yaml-character", "end lines with a line feed")
    case 0xE2 where follows(0x80, 1) && follows(0xA8, 2):
      return ("found the line separator U+2028", "yaml-character", "end lines with a line feed")
    case 0xE2 where follows(0x80, 1) && follows(0xA9, 2):
      return ("found the paragraph separator U+2029", "yaml-character", "end lines with a line feed")
    case UInt8(ascii: "%") where offset == 0 || bytes[offset - 1] == 0x0A:
      // libyaml compares each such directive with all before it: ten thousand of them would stall it.
      guard follows(UInt8(ascii: "T"), 1), follows(UInt8(ascii: "A"), 2), follows(UInt8(ascii: "G"), 3) else {
        return nil
      }
      return ("found a %TAG directive", "yaml-tag", "remove it: tags are not used here")
    default:
      return nil
    }
  }

  private static func range(_ file: SourceFile, _ offset: Int) -> SourceRange {
    let start = file.position(ofByte: offset)
    return SourceRange(
      file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1))
  }
}
