import Foundation
import TestSupport
import Testing

@Suite struct UsageTests {
  @Test(arguments: [
    ("no command", [], "Missing expected command"),
    ("an unknown command", ["chek"], "chek"),
    ("no proposal", ["check"], "<proposals>"),
    ("an unknown option", ["check", "a.yaml", "--bogus"], "--bogus"),
    ("an unknown format", ["check", "a.yaml", "--format", "xml"], "xml"),
    ("an unknown threshold", ["check", "a.yaml", "--fail-on", "clear"], "clear"),
    ("an option without its value", ["check", "a.yaml", "--deal"], "--deal"),
    ("standard input twice", ["check", "-", "-"], "only once"),
    ("no log", ["replay"], "<logs>"),
    ("a field of no proposal", ["headroom", "--field", "shares"], "--field"),
    ("a day of a proposal", ["headroom", "a.yaml", "--as-of", "2001-01-01"], "--as-of"),
    ("a field and days", ["headroom", "a.yaml", "--field", "shares", "--by", "date"], "--by"),
    ("a log on standard input twice", ["replay", "-", "-"], "only once"),
    ("two ways to say what changed", ["gate", "--staged", "--since", "HEAD"], "--since"),
    ("a baseline without a file", ["gate", "--write-baseline"], "--baseline"),
    ("two reports on standard output", ["gate", "--format", "json", "--format", "text"], "standard output"),
    ("two reports in one file", ["check", "a.yaml", "--format", "json=o", "--format", "text=o"], "same file"),
    ("a format without its file", ["gate", "--format", "json="], "json="),
    ("no file to lay out", ["fmt"], "<paths>"),
    ("a schema of nothing", ["schema"], "<document>"),
    ("a schema of something else", ["schema", "ledger"], "ledger"),
    ("no journal", ["journal", "verify"], "<journal>"),
    ("a checkpoint without a key", ["journal", "verify", "a", "--checkpoint", "b"], "--key"),
    ("every event in a format for findings", ["replay", "a.jsonl", "--all", "--format", "tsv"], "--all"),
  ])
  func badUsageExitsWith2AndSaysWhy(_ name: String, _ arguments: [String], _ part: String) throws {
    let run = try Program.run(arguments)
    #expect(run.exitCode == 2, "\(name)")
    #expect(run.output.isEmpty, "\(name)")
    #expect(run.errors.contains(part), "\(name)")
  }

  @Test(arguments: [["--error-format", "json"], ["--error-format=json"]])
  func badUsageIsOneObjectALineWhereAskedFor(_ format: [String]) throws {
    let run = try Program.run(["check", "a.yaml", "--bogus"] + format)
    #expect(run.exitCode == 2)
    #expect(run.errors.split(separator: "\n").count == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.errors.utf8)) as? [String: Any])
    #expect(object["code"] as? String == "usage")
    #expect(object["severity"] as? String == "error")
    #expect((object["message"] as? String)?.contains("--bogus") == true)
    #expect(Set(object.keys) == ["code", "message", "file", "line", "column", "help", "severity"])
  }

  @Test(arguments: [
    ("help.txt", ["--help"]), ("help-check.txt", ["check", "--help"]), ("help-test.txt", ["test", "--help"]),
    ("help-headroom.txt", ["headroom", "--help"]),
    ("help-gate.txt", ["gate", "--help"]),
    ("help-replay.txt", ["replay", "--help"]), ("help-explain.txt", ["explain", "--help"]),
    ("help-fmt.txt", ["fmt", "--help"]), ("help-schema.txt", ["schema", "--help"]),
    ("help-sources.txt", ["sources", "--help"]), ("help-sources-verify.txt", ["sources", "verify", "--help"]),
    ("help-new.txt", ["new", "--help"]), ("help-new-rule.txt", ["new", "rule", "--help"]),
    ("help-journal.txt", ["journal", "--help"]),
    ("help-journal-verify.txt", ["journal", "verify", "--help"]),
    ("help-journal-show.txt", ["journal", "show", "--help"]),
    ("help-journal-replay.txt", ["journal", "replay", "--help"]),
    ("help-journal-keygen.txt", ["journal", "keygen", "--help"]),
    ("help-journal-checkpoint.txt", ["journal", "checkpoint", "--help"]),
    ("help-journal-prove.txt", ["journal", "prove", "--help"]),
    ("help-journal-export.txt", ["journal", "export", "--help"]),
    ("help-lint.txt", ["lint", "--help"]),
    ("help-eval.txt", ["eval", "--help"]), ("help-serve.txt", ["serve", "--help"]),
  ])
  func helpIsTheGoldenFile(_ file: String, _ arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.exitCode == 0)
    #expect(run.errors.isEmpty)
    #expect(try GoldenFile(file).expected(insteadOf: run.output) == run.output)
  }

  @Test func versionIsOneLine() throws {
    let run = try Program.run("--version")
    #expect(run.exitCode == 0)
    #expect(run.output.split(separator: "\n").count == 1)
  }

  @Test func completionScriptIsGenerated() throws {
    let run = try Program.run("--generate-completion-script", "bash")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("preclear"))
  }
}
