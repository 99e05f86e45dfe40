import Foundation
import Testing

/// `new`, `fmt`, `schema` and `sources verify`, as an author runs them.
@Suite struct AuthorCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ arguments: String..., input: String = "") throws -> Program.Run {
    try Program.run(arguments, input: input, in: folder.root)
  }

  // MARK: new

  @Test func whatIsBegunTestsGreenAndIsLaidOut() throws {
    defer { folder.remove() }
    #expect(try run("new", "pack", "rules/desk").exitCode == 0)
    #expect(try run("new", "deal", "deals/one", "--pack", "rules/desk").exitCode == 0)
    #expect(try run("new", "rule", "windows/closed-window", "--pack", "rules/desk").exitCode == 0)
    #expect(try run("test", ".").output == "5 passed, 0 failed\n")
    #expect(try run("fmt", "--check", ".").exitCode == 0)
    let check = try run("check", "deals/one/proposals/first.yaml")
    #expect(check.errors == "")
    #expect(check.exitCode == 3)
  }

  @Test func noFileIsEverOverwritten() throws {
    defer { folder.remove() }
    try folder.write("mine\n", to: "desk/schema.yaml")
    let refused = try run("new", "pack", "desk")
    #expect(refused.exitCode == 2)
    #expect(refused.output == "")
    #expect(refused.errors.contains("'desk/schema.yaml' is there already, and is left as it is"))
    #expect(try folder.read("desk/schema.yaml") == "mine\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url("desk").path) == ["schema.yaml"])
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    defer { folder.remove() }
    try folder.write("a file where a folder should be", to: "desk/example")
    let refused = try run("new", "pack", "desk")
    #expect(refused.exitCode == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url("desk").path) == ["example"])
  }

  @Test(arguments: [
    (["new"], "Say what to begin"), (["new", "pack"], "<folder>"), (["new", "deal", "a"], "--pack"),
    (["new", "deal", "a", "--pack", "none"], "there is no pack in 'none'"),
    (["new", "pack", "A B"], "no name for a pack"),
  ])
  func whatCannotBeBegunSaysWhy(_ arguments: [String], _ part: String) throws {
    defer { folder.remove() }
    let refused = try Program.run(arguments, in: folder.root)
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains(part), "\(refused.errors)")
  }

  // MARK: fmt

  @Test func filesAreLaidOutInPlace() throws {
    defer { folder.remove() }
    try folder.write("a:\n- 1\n", to: "one.yaml")
    try folder.write("a: 1\n", to: "sub/two.yaml")
    let check = try run("fmt", "--check", ".")
    #expect(check.exitCode == 1)
    #expect(check.output == "one.yaml\n")
    let diff = try run("fmt", "--diff", ".")
    #expect(diff.exitCode == 1)
    #expect(diff.output == "--- one.yaml\n+++ one.yaml\n@@ -1,2 +1,2 @@\n a:\n-- 1\n+  - 1\n")
    #expect(try folder.read("one.yaml") == "a:\n- 1\n")
    let format = try run("fmt", ".")
    #expect(format.exitCode == 0)
    #expect(format.output == "")
    #expect(try folder.read("one.yaml") == "a:\n  - 1\n")
    #expect(try run("fmt", "--check", ".").exitCode == 0)
    #expect(try folder.names() == ["one.yaml", "sub"])
  }

  @Test func standardInputGoesToStandardOutput() throws {
    defer { folder.remove() }
    let format = try run("fmt", "-", input: "a:   1\n")
    #expect(format.output == "a: 1\n")
    #expect(format.exitCode == 0)
  }

  @Test func whatCannotBeReadIsToldAndTheRestIsDone() throws {
    defer { folder.remove() }
    try folder.write("a: [\n", to: "a.yaml")
    try folder.write("a:   1\n", to: "b.yaml")
    let format = try run("fmt", ".")
    #expect(format.exitCode == 2)
    #expect(format.errors.contains("a.yaml:"))
    #expect(try folder.read("a.yaml") == "a: [\n")
    #expect(try folder.read("b.yaml") == "a: 1\n")
    #expect(try run("fmt", "none.yaml").exitCode == 2)
  }

  // MARK: schema

  @Test(arguments: ["pack", "deal", "event", "test", "waivers"])
  func schemasAreJSON(_ document: String) throws {
    defer { folder.remove() }
    let schema = try Program.run("schema", document, "--deal", "Examples/neotherapeutics/deal.yaml")
    #expect(schema.errors == "")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any])
    #expect(object["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
  }

  @Test func aSchemaGoesToAFileWhole() throws {
    defer { folder.remove() }
    _ = try run("new", "pack", "desk")
    #expect(try run("schema", "event", "--pack", "desk", "--output", "event.json").output == "")
    #expect(try folder.read("event.json") == run("schema", "event", "--pack", "desk").output)
  }

  // MARK: sources

  private func beginPack(citing lines: String) throws {
    _ = try run("new", "pack", "desk")
    for name in ["sales.yaml", "parameters.yaml"] {
      try folder.write(
        try folder.read("desk/\(name)").replacing("lines: 1-2", with: "lines: \(lines)"), to: "desk/\(name)")
    }
    try folder.write("Agreement\n\n   no sale shall\n   exceed a sum.\n\n   1\n", to: "agreement.txt")
  }

  @Test func citationsThatStandThereAreCounted() throws {
    defer { folder.remove() }
    try beginPack(citing: "3-4")
    let verify = try run("sources", "verify", "--pack", "desk", "--source", "agreement=agreement.txt")
    #expect(verify.errors == "")
    #expect(verify.output == "agreement: 2 of 2 citations found in agreement.txt\n")
    #expect(verify.exitCode == 0)
  }

  @Test func citationsThatDoNotAreShownAtTheirPlace() throws {
    defer { folder.remove() }
    try beginPack(citing: "1-2")
    let verify = try run("sources", "verify", "--pack", "desk", "--source", "agreement.txt")
    #expect(verify.exitCode == 1)
    #expect(verify.output == "agreement: 0 of 2 citations found in agreement.txt\n")
    #expect(verify.errors.contains("desk/sales.yaml:"))
    #expect(verify.errors.contains("it stands in lines 3-4"))
  }

  @Test(arguments: [
    (["sources", "verify", "--pack", "desk"], "--source"),
    (
      ["sources", "verify", "--pack", "desk", "--source", "contract=agreement.txt"],
      "no pack declares the source 'contract'"
    ),
    (["sources", "verify", "--pack", "desk", "--source", "agreement=none.txt"], "none.txt"),
    (["sources"], "verify"),
  ])
  func whatCannotBeVerifiedExitsWith2(_ arguments: [String], _ part: String) throws {
    defer { folder.remove() }
    try beginPack(citing: "3-4")
    let verify = try Program.run(arguments, in: folder.root)
    #expect(verify.exitCode == 2)
    #expect(verify.output == "")
    #expect(verify.errors.contains(part), "\(verify.errors)")
  }
}
