import Crypto
import PreclearEngine

/// A key that signs notes, with its name (C2SP signed-note; Ed25519). The one door to signatures.
///
/// Its text is the customary one of such keys: `PRIVATE+KEY+NAME+ID+BASE64`.
package struct SigningKey: Sendable {
  private static let mark = "PRIVATE+KEY+"

  package let name: String
  private let key: Curve25519.Signing.PrivateKey

  /// Nil if a key cannot have this name.
  package static func generate(name: String) -> SigningKey? {
    guard VerifyingKey.isName(name) else { return nil }
    return SigningKey(name: name, key: Curve25519.Signing.PrivateKey())
  }

  private init(name: String, key: Curve25519.Signing.PrivateKey) {
    self.name = name
    self.key = key
  }

  /// Nil if the text is no such key.
  package init?(_ text: String) {
    guard text.hasPrefix(Self.mark) else { return nil }
    let parts = text.dropFirst(Self.mark.count).split(
      separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, VerifyingKey.isName(parts[0]), let bytes = Base64.decode(parts[2]), bytes.count == 33,
      bytes[0] == VerifyingKey.ed25519
    else { return nil }
    do {
      self.init(name: String(parts[0]), key: try Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst()))
    } catch {
      return nil
    }
    guard verifying.identifier == parts[1] else { return nil }
  }

  package var text: String {
    "\(Self.mark)\(name)+\(verifying.identifier)+"
      + Base64.encode([VerifyingKey.ed25519] + Array(key.rawRepresentation))
  }

  package var verifying: VerifyingKey { VerifyingKey(name: name, key: Array(key.publicKey.rawRepresentation)) }

  /// The text with the signature under it. The text ends with a line break.
  func sign(_ text: String) throws(LoadFailure) -> String {
    do {
      let signature = Array(try key.signature(for: Array(text.utf8)))
      return "\(text)\n\(SignedNote.mark)\(name) \(Base64.encode(verifying.keyID + signature))\n"
    } catch {
      throw LoadFailure("cannot sign with the key '\(name)': \(error)", code: "unsigned")
    }
  }
}

/// The public half, by which others check: `NAME+ID+BASE64`.
package struct VerifyingKey: Hashable, Sendable {
  fileprivate static let ed25519: UInt8 = 1

  package let name: String
  private let key: [UInt8]
  /// The first four bytes of a hash over name and key.
  fileprivate let keyID: [UInt8]

  fileprivate init(name: String, key: [UInt8]) {
    self.name = name
    self.key = key
    keyID = Array(Hash256(of: Array(name.utf8) + [0x0A, Self.ed25519] + key).bytes.prefix(4))
  }

  /// Nil if the text is no such key.
  package init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isName(parts[0]), let bytes = Base64.decode(parts[2]), bytes.count == 33,
      bytes[0] == Self.ed25519
    else { return nil }
    self.init(name: String(parts[0]), key: Array(bytes.dropFirst()))
    guard identifier == parts[1] else { return nil }
  }

  package var text: String { "\(name)+\(identifier)+" + Base64.encode([Self.ed25519] + key) }

  fileprivate var identifier: String { Hash256.hexadecimal(keyID) }

  /// Not empty, without spaces, plus signs and control characters.
  static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { scalar in
        !scalar.properties.isWhitespace && scalar != "+" && !scalar.isControl
      }
  }

  func isSignature(_ signature: [UInt8], of text: String) -> Bool {
    do {
      return try Curve25519.Signing.PublicKey(rawRepresentation: key).isValidSignature(signature, for: Array(text.utf8))
    } catch {
      return false
    }
  }
}

/// A text with signatures under it, after an empty line (C2SP signed-note).
package struct SignedNote: Sendable {
  fileprivate static let mark = "\u{2014} "
  /// More than anybody needs; the format asks for 16 at least.
  private static let mostSignatures = 100

  /// With its last line break.
  package let text: String
  private let signatures: [(name: String, keyID: [UInt8], signature: [UInt8])]

  /// Nil if the bytes are no signed note. Nothing is verified yet.
  package init?(_ bytes: [UInt8]) {
    guard let note = String(validating: bytes, as: UTF8.self), note.hasSuffix("\n"),
      bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
    else { return nil }
    var lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard let blank = lines.lastIndex(of: ""), blank > 0 else { return nil }
    text = lines[..<blank].map { $0 + "\n" }.joined()
    lines = lines[(blank + 1)...]
    guard (1...Self.mostSignatures).contains(lines.count) else { return nil }
    var signatures: [(name: String, keyID: [UInt8], signature: [UInt8])] = []
    for line in lines {
      let parts = line.dropFirst(Self.mark.count).split(separator: " ", omittingEmptySubsequences: false)
      guard line.hasPrefix(Self.mark), parts.count == 2, VerifyingKey.isName(parts[0]),
        let bytes = Base64.decode(parts[1]), bytes.count > 4
      else { return nil }
      signatures.append((String(parts[0]), Array(bytes.prefix(4)), Array(bytes.dropFirst(4))))
    }
    self.signatures = signatures
  }

  /// Whether the key signed the text. Signatures of other keys do not count, and a wrong one of this key spoils the note.
  package func isSigned(by key: VerifyingKey) -> Bool {
    let own = signatures.filter { $0.name == key.name && $0.keyID == key.keyID }
    return !own.isEmpty && own.allSatisfy { key.isSignature($0.signature, of: text) }
  }
}
