import Foundation
import PreclearEngine
import Testing

@testable import PreclearCommand

@Suite struct FilesTests {
  @Test func replacedFileHoldsTheNewContentAndNothingIsLeftBeside() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "report.txt")
    try Files().replace(folder.url("report.txt").path, with: Array("new".utf8))
    #expect(try folder.read("report.txt") == "new")
    #expect(try folder.names() == ["report.txt"])
  }

  @Test func modeOfTheReplacedFileStays() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "report.txt")
    let path = folder.url("report.txt").path
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try Files().replace(path, with: [])
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
  }

  @Test func linkStaysALink() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("old", to: "reports/today.txt")
    let link = folder.url("latest.txt").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "reports/today.txt")
    try Files().replace(link, with: Array("new".utf8))
    #expect(try folder.read("reports/today.txt") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "reports/today.txt")
  }

  @Test func deviceIsWrittenToAndNotReplaced() throws {
    try Files().replace("/dev/null", with: Array("x".utf8))
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
  }

  @Test func folderThatIsNotThereIsAnError() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(throws: LoadFailure.self) { try Files().replace(folder.url("no/report.txt").path, with: []) }
    #expect(try folder.names().isEmpty)
  }

  @Test func namesOfAFolderAreItsFilesInOrder() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in ["b.yaml", "a.yaml", "B.yaml", "é.yaml", "sub/c.yaml"] { try folder.write("", to: name) }
    #expect(Files().list(folder.root.path) == ["B.yaml", "a.yaml", "b.yaml", "é.yaml"])
    #expect(Files().list(folder.url("nowhere").path).isEmpty)
  }

  @Test func searchFindsFilesAtEveryDepthButInHiddenFolders() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in ["z.test.yaml", "a/b/x.test.yaml", "a/x.yaml", ".build/x.test.yaml", "a-b/x.test.yaml"] {
      try folder.write("", to: name)
    }
    try FileManager.default.createSymbolicLink(atPath: folder.url("a/loop").path, withDestinationPath: "..")
    let found = Files().files(under: folder.root.path, endingIn: ".test.yaml")
    #expect(
      found.map { $0.dropFirst(folder.root.path.count + 1) } == ["a-b/x.test.yaml", "a/b/x.test.yaml", "z.test.yaml"])
  }

  @Test func dealIsFoundUpFromTheProposal() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("", to: "deal.yaml")
    try folder.write("", to: "a/deal.yaml")
    try folder.write("", to: "a/b/c/sale.yaml")
    let discovery = DealDiscovery(files: Files())
    let root = folder.root.path
    #expect(try discovery.deal(for: ["\(root)/a/b/c/sale.yaml"]) == "\(root)/a/deal.yaml")
    #expect(try discovery.deal(for: ["\(root)/a/../sale.yaml"]) == "\(root)/deal.yaml")
  }
}
