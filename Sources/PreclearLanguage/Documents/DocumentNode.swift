import PreclearEngine

/// One node of a YAML or JSON document, with its place.
package final class DocumentNode: Sendable {
  package enum Content: Sendable {
    case scalar(DocumentScalar)
    case list([DocumentNode])
    /// In the order of the file. Keys are scalars, and no two are equal.
    case mapping([DocumentEntry])
  }

  package let content: Content
  package let range: SourceRange

  package init(_ content: Content, range: SourceRange) {
    self.content = content
    self.range = range
  }
}

package struct DocumentEntry: Sendable {
  package let key: String
  package let keyRange: SourceRange
  package let value: DocumentNode

  package init(key: String, keyRange: SourceRange, value: DocumentNode) {
    self.key = key
    self.keyRange = keyRange
    self.value = value
  }
}

/// A scalar: its text, and what the YAML 1.2 core schema (or JSON) takes it for.
package struct DocumentScalar: Sendable {
  package enum Kind: Sendable {
    case null
    case bool(Bool)
    /// A whole number; the text keeps its digits, of any length.
    case integer
    /// A number with a point or an exponent; the text keeps its digits.
    case decimal
    case string
  }

  /// How the text stands in the file.
  package enum Place: Sendable {
    /// Letter by letter, from this place on.
    case verbatim(SourcePosition)
    /// As the scalar that begins at this byte: folded, indented, or with escapes.
    case encoded(byte: UInt32)
    /// It was made of what is written, or is not in a file.
    case none
  }

  package let text: String
  package let kind: Kind
  package let place: Place

  package init(text: String, kind: Kind, place: Place) {
    self.text = text
    self.kind = kind
    self.place = place
  }
}
