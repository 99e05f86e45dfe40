import PreclearEngine
import PreclearJournal

/// Keys as files: a line of text.
enum KeyFile {
  static func signingKey(_ path: String, _ files: Files) throws(LoadFailure) -> SigningKey {
    guard let key = SigningKey(try text(path, files)) else {
      throw Files.failure(
        "'\(path)' is no private key", code: "key", path: path, help: "'preclear journal keygen' makes one")
    }
    return key
  }

  /// A file, or the text of a key itself.
  static func verifyingKey(_ key: String, _ files: Files) throws(LoadFailure) -> VerifyingKey {
    if let key = VerifyingKey(key) { return key }
    guard let verifying = VerifyingKey(try text(key, files)) else {
      throw Files.failure(
        "'\(key)' is no public key", code: "key", path: key,
        help: "'preclear journal keygen' writes it beside the private one, with the ending .pub")
    }
    return verifying
  }

  private static func text(_ path: String, _ files: Files) throws(LoadFailure) -> String {
    let text = String(decoding: try files.read(path).bytes, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
