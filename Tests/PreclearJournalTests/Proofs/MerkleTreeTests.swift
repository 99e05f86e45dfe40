import Testing

@testable import PreclearJournal

@Suite struct MerkleTreeTests {
  /// The leaves of the test vectors of Certificate Transparency, and the roots over the first ones of them.
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6F),
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  private func tree(_ count: Int) -> MerkleTree {
    var tree = MerkleTree()
    for leaf in 0..<count { tree.append((leaf < 8 ? Self.leaves[leaf] : [UInt8(leaf)])[...]) }
    return tree
  }

  @Test func rootsAreThoseOfCertificateTransparency() {
    for (size, root) in Self.roots.enumerated() {
      #expect(tree(8).root(of: size).hexadecimal == root)
      #expect(tree(size).root(of: size).hexadecimal == root)
    }
  }

  /// The way of a verifier, RFC 9162, section 2.1.3.2.
  private func root(of leaf: Hash256, at index: Int, in size: Int, by path: [Hash256]) -> Hash256? {
    var (node, last) = (index, size - 1)
    var hash = leaf
    for sibling in path {
      if last == 0 { return nil }
      if node % 2 == 1 || node == last {
        hash = Hash256(of: [1] + sibling.bytes + hash.bytes)
        while node % 2 == 0, node != 0 { (node, last) = (node / 2, last / 2) }
      } else {
        hash = Hash256(of: [1] + hash.bytes + sibling.bytes)
      }
      (node, last) = (node / 2, last / 2)
    }
    return last == 0 ? hash : nil
  }

  @Test func everyLeafIsProvenInEveryTree() {
    let tree = tree(33)
    for size in 1...33 {
      for index in 0..<size {
        let leaf = index < 8 ? Self.leaves[index] : [UInt8(index)]
        let path = tree.inclusionProof(of: index, in: size)
        #expect(root(of: Hash256(of: [0] + leaf), at: index, in: size, by: path) == tree.root(of: size))
        let other = Hash256(of: [0, 0xFF, 0xFF])
        #expect(root(of: other, at: index, in: size, by: path) != tree.root(of: size))
      }
    }
  }
}
