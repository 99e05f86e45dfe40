/// That one record is in a signed journal, for a reader who has nothing else (C2SP tlog-proof).
package enum InclusionProof {
  /// The proof, with the record itself as extra data: of it the leaf is made. The checkpoint is the signed note, as it is.
  package static func text(
    of index: Int, line: ArraySlice<UInt8>, in tree: MerkleTree, _ checkpoint: Checkpoint, note: [UInt8]
  ) -> [UInt8] {
    let hashes = tree.inclusionProof(of: index, in: checkpoint.size).map { Base64.encode($0.bytes) + "\n" }.joined()
    let head = "c2sp.org/tlog-proof@v1\nextra \(Base64.encode(Array(line)))\nindex \(index)\n\(hashes)\n"
    return Array(head.utf8) + note
  }
}
