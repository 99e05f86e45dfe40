import PreclearEngine

/// How long a journal is and what it comes to, in three lines (C2SP tlog-checkpoint): what is signed, and what leaves the machine.
package struct Checkpoint: Hashable, Sendable {
  /// The name of the log, which is that of the key.
  package let origin: String
  /// How many records.
  package let size: Int
  package let root: Hash256

  package init(origin: String, tree: MerkleTree) {
    self.origin = origin
    size = tree.size
    root = tree.root(of: tree.size)
  }

  /// Nil if the text is no checkpoint. Lines after the third mean nothing to us.
  package init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.last == "", lines.dropLast().allSatisfy({ !$0.isEmpty }), let size = Int(lines[1]),
      size >= 0, "\(size)" == lines[1], let bytes = Base64.decode(lines[2]), let root = Hash256(bytes: bytes)
    else { return nil }
    origin = String(lines[0])
    self.size = size
    self.root = root
  }

  package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

  /// The signed note.
  package static func sign(_ tree: MerkleTree, with key: SigningKey) throws(LoadFailure) -> [UInt8] {
    Array(try key.sign(Checkpoint(origin: key.name, tree: tree).text).utf8)
  }

  /// The checkpoint in a note that this key signed, for the log of this name.
  package static func read(_ file: SourceFile, signedBy key: VerifyingKey) throws(LoadFailure) -> Checkpoint {
    guard let note = SignedNote(file.bytes), let checkpoint = Checkpoint(note.text) else {
      throw .journal(
        "'\(file.path)' is no checkpoint", code: "checkpoint", path: file.path,
        help: "a checkpoint is what 'preclear journal checkpoint' writes: three lines, an empty one, and a signature")
    }
    guard note.isSigned(by: key) else {
      throw .journal(
        "'\(file.path)' is not signed by the key '\(key.name)', or was changed since", code: "checkpoint-signature",
        path: file.path, help: "take the checkpoint as it was signed, and the public half of the key that signed it")
    }
    // A key may sign notes of other logs, as a witness does.
    guard checkpoint.origin == key.name else {
      throw .journal(
        "'\(file.path)' is a checkpoint of '\(checkpoint.origin)', and the key's own log is '\(key.name)'",
        code: "checkpoint-origin", path: file.path, help: "take the key of that log")
    }
    return checkpoint
  }
}
