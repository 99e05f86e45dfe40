import Testing

@testable import PreclearJournal

/// The note and the key are the example of Go's golang.org/x/mod/sumdb/note, from where the format comes.
@Suite struct SignedNoteTests {
  private static let text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  private static let signature =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
  private static let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private static let privateKey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

  private func read(_ text: String) -> SignedNote? { SignedNote(Array(text.utf8)) }

  @Test func noteOfTheOriginIsVerified() throws {
    let key = try #require(VerifyingKey(Self.key))
    let note = try #require(read("\(Self.text)\n\(Self.signature)\n"))
    #expect(note.text == Self.text)
    #expect(note.isSigned(by: key))
    #expect(key.text == Self.key)
  }

  @Test func privateKeyGivesThePublicOne() throws {
    let key = try #require(SigningKey(Self.privateKey))
    #expect(key.verifying.text == Self.key)
    #expect(key.text == Self.privateKey)
    #expect(try #require(read(try key.sign("a\n"))).isSigned(by: key.verifying))
  }

  @Test func signaturesOfOthersAreNoHindrance() throws {
    let key = try #require(VerifyingKey(Self.key))
    let other = "— witness.example/one jWbPPwAAAABkGFDL"
    #expect(try #require(read("\(Self.text)\n\(other)\n\(Self.signature)\n")).isSigned(by: key))
    #expect(try #require(read("\(Self.text)\n\(other)\n")).isSigned(by: key) == false)
  }

  @Test(arguments: [
    ("another text", "\(text)more\n\n\(signature)\n"),
    ("another signature", "\(text)\n\(signature.replacing("x08go/ZJ", with: "x08go/ZK"))\n"),
    (
      "a good signature and a wrong one",
      "\(text)\n\(signature)\n\(signature.replacing("x08go/ZJ", with: "x08go/ZK"))\n"
    ),
    ("another name", "\(text)\n\(signature.replacing("PeterNeumann", with: "Peter"))\n"),
  ])
  func wrongSignatureIsNone(_ name: String, _ text: String) throws {
    let key = try #require(VerifyingKey(Self.key))
    #expect(try #require(read(text), "\(name)").isSigned(by: key) == false, "\(name)")
  }

  @Test(arguments: [
    ("no signature", "a\n\n"), ("no empty line", "a\n— x AAAAAAA=\n"), ("no text", "\n— x AAAAAAA=\n"),
    ("a hyphen", "a\n\n- x AAAAAAA=\n"), ("no base 64", "a\n\n— x AAAA*AA=\n"), ("too short", "a\n\n— x AAAAAA==\n"),
    ("no line break", "a\n\n— x AAAAAAA="), ("a tab", "a\tb\n\n— x AAAAAAA=\n"), ("a plus", "a\n\n— x+y AAAAAAA=\n"),
    ("loose bits", "a\n\n— x AAAAAAB=\n"),
  ])
  func whatIsNoNoteIsRefused(_ name: String, _ text: String) {
    #expect(read(text) == nil, "\(name)")
  }

  @Test(arguments: [
    "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "Peter Neumann+c74f20a3+ARpc",
    "+c74f20a3+ARpc", "",
  ])
  func whatIsNoKeyIsRefused(_ text: String) {
    #expect(VerifyingKey(text) == nil)
    #expect(SigningKey("PRIVATE+KEY+" + text) == nil)
  }

  @Test(arguments: ["", "a b", "a+b", "a\u{A0}b", "a\nb", "a\u{7F}"])
  func keyHasAName(_ name: String) {
    #expect(SigningKey.generate(name: name) == nil)
  }

  @Test func twoKeysAreNotTheSame() throws {
    let keys = try [1, 2].map { _ in try #require(SigningKey.generate(name: "example.com/desk")) }
    #expect(keys[0].text != keys[1].text)
    #expect(try #require(read(try keys[0].sign("a\n"))).isSigned(by: keys[1].verifying) == false)
  }
}
