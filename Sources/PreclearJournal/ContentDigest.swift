import Crypto

/// Names content by its SHA-256, in lower-case hexadecimal. The one door to the hash function.
package enum ContentDigest {
  package static func sha256(_ bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// `sha256:` and the hash of the lines `SHA-256⇥PATH`, each ended by a line feed, sorted by the bytes of the path.
  ///
  /// A reader can redo it with `sha256sum`. The order of loading does not matter, and a file that is renamed, added or
  /// dropped changes the digest as one that is edited does.
  package static func pack(_ files: [(path: String, bytes: [UInt8])]) -> String {
    let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let lines = sorted.map { "\(sha256($0.bytes))\t\($0.path)\n" }.joined()
    return "sha256:" + sha256(Array(lines.utf8))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
