import Foundation
import Testing

/// `preclear serve` runs another program, which stands in here for the desk's.
@Suite struct ServeTests {
  private static let deal = "Examples/neotherapeutics/deal.yaml"

  private func stand(in folder: TemporaryFolder, _ script: String) throws -> [String: String] {
    try folder.write("#!/bin/sh\n\(script)\n", to: "preclear-desk")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.url("preclear-desk").path)
    return ["PATH": "\(folder.root.path):/usr/bin:/bin"]
  }

  @Test func withoutTheProgramItSaysHowToBuildIt() throws {
    let run = try Program.run("serve", "--deal", Self.deal)
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("preclear-desk") && run.errors.contains("make desk"))
  }

  @Test func everyOptionIsHandedOn() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let environment = try stand(in: folder, #"for word in "$@"; do echo "$word"; done; exit 7"#)
    let run = try Program.run(
      "serve", "--deal", "a b.yaml", "--port", "9", "--host", "localhost", "--ledger=-l", "--journal", "j",
      "--source", "one=1=2", "--source", "two=$HOME", environment: environment)
    #expect(run.exitCode == 7)
    #expect(
      run.output == """
        --deal=a b.yaml
        --port=9
        --host=localhost
        --ledger=-l
        --journal=j
        --source=one=1=2
        --source=two=$HOME

        """)
  }

  @Test(arguments: [
    ["--port", "65536"], ["--port", "-1"], ["--source", "name"], ["--source", "=file"], ["--bogus"],
  ])
  func badUsageIsToldBeforeItRuns(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let run = try Program.run(["serve"] + arguments, environment: try stand(in: folder, "echo ran"))
    #expect(run.exitCode == 2)
    #expect(run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }
}
