import Crypto

/// Names content by its SHA-256, in lower-case hexadecimal. The one door to the hash function.
package enum ContentDigest {
  package static func sha256(_ bytes: [UInt8]) -> String {
    Hash256(of: bytes).hexadecimal
  }

  /// The hash as a browser's content policy names it: `sha256-` and its bytes in base 64.
  package static func integrity(of bytes: [UInt8]) -> String {
    "sha256-" + Base64.encode(Hash256(of: bytes).bytes)
  }

  /// `sha256:` and the hash of the lines `SHA-256⇥PATH`, each ended by a line feed, sorted by the bytes of the path.
  ///
  /// A reader can redo it with `sha256sum`. The order of loading does not matter, and a file that is renamed, added or
  /// dropped changes the digest as one that is edited does.
  package static func pack(_ files: [(path: String, bytes: [UInt8])]) -> String {
    PackManifest(files).digest
  }

  /// What a ``PackManifest`` was made of. By bytes: to a text's characters a tab and an accent after it are one.
  static func files(ofManifest bytes: [UInt8]) -> [(hash: String, path: String)] {
    bytes.split(separator: 0x0A).map { line in
      let hash = line.prefix { $0 != 0x09 }
      return (String(decoding: hash, as: UTF8.self), String(decoding: line.dropFirst(hash.count + 1), as: UTF8.self))
    }
  }
}

/// The lines of which the digest of a pack is made. They are made once for a check: each file of the pack is hashed for them.
package struct PackManifest: Sendable {
  /// Of each file, in the order in which the files were given.
  let hashes: [String]
  let bytes: [UInt8]
  /// Of the lines.
  let hash: String

  package init(_ files: [(path: String, bytes: [UInt8])]) {
    let hashes = files.map { ContentDigest.sha256($0.bytes) }
    let lines = zip(files, hashes).sorted { $0.0.path.utf8.lexicographicallyPrecedes($1.0.path.utf8) }
    bytes = Array(lines.map { "\($0.1)\t\($0.0.path)\n" }.joined().utf8)
    hash = ContentDigest.sha256(bytes)
    self.hashes = hashes
  }

  /// As it stands in every report.
  package var digest: String { "sha256:" + hash }
}

/// A SHA-256.
package struct Hash256: Hashable, Sendable {
  /// 32 of them.
  package let bytes: [UInt8]

  /// Before the first record of a chain.
  static let zero = Hash256(unchecked: [UInt8](repeating: 0, count: 32))

  private init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Nil where there are not 32 bytes.
  init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Reads 64 digits in lower case, and nothing else.
  package init?(hexadecimal text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { return nil }
    self.init(bytes: bytes)
  }

  package init(of bytes: [UInt8]) {
    self.bytes = Array(SHA256.hash(data: bytes))
  }

  /// The hash of several pieces, one after the other.
  init(of pieces: ArraySlice<UInt8>...) {
    var hasher = SHA256()
    for piece in pieces { hasher.update(data: piece) }
    bytes = Array(hasher.finalize())
  }

  package var hexadecimal: String { Self.hexadecimal(bytes) }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 0xF)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
