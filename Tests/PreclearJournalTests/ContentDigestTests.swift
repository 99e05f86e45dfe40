import PreclearJournal
import Testing

@Suite struct ContentDigestTests {
  /// The second is the example of FIPS 180-2, appendix B.1.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func hashIsThatOfTheStandard(_ text: String, _ expected: String) {
    #expect(ContentDigest.sha256(Array(text.utf8)) == expected)
  }

  /// `printf abc | openssl dgst -sha256 -binary | base64`
  @Test func integrityIsTheHashInBase64() {
    #expect(ContentDigest.integrity(of: Array("abc".utf8)) == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
  }

  /// The expected digest is that of coreutils: `printf 'HASH\tPATH\n…' | sha256sum`.
  @Test func packDigestIsThatOfItsSortedLines() {
    let files: [(path: String, bytes: [UInt8])] = [("pack.yaml", Array("abc".utf8)), ("../calendars/x.yaml", [])]
    #expect(ContentDigest.pack(files) == "sha256:7b6979bb14d1bf628f4fd0aaccb69285e813e997a33d60eb8b1e17deaebf092f")
    #expect(ContentDigest.pack(files.reversed()) == ContentDigest.pack(files))
  }

  @Test func renamingAFileChangesTheDigest() {
    #expect(ContentDigest.pack([("a.yaml", [])]) != ContentDigest.pack([("b.yaml", [])]))
  }
}
