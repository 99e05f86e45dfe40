import Testing

@Suite struct EvalTests {
  @Test func anAnswerIsOneObjectOnOneLine() throws {
    let run = try Program.run("eval", "0.1 + 0.2 == 0.3")
    #expect(run.output == "{\"value\":true}\n")
    #expect(run.errors == "")
    #expect(run.exitCode == 0)
  }

  @Test func bindingsComeFromAFileOrStandardInput() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("{\"n\": {\"$unknown\": true, \"least\": 5}}", to: "facts.json")
    #expect(
      try Program.run("eval", "n > 4", "--bindings", "facts.json", in: folder.root).output == "{\"value\":true}\n")
    let run = try Program.run("eval", "n + 1", "--bindings", "-", input: "{\"n\": {\"$unknown\": true}}")
    #expect(run.output == "{\"unknown\":[\"n\"]}\n")
    #expect(run.exitCode == 0)
  }

  @Test(arguments: [
    (["eval", "1 +"], "expression:1:4: error: expected an expression"),
    (["eval", "shares"], "expression:1:1: error: unknown name 'shares'"),
    (["eval", "1 / 0"], "error: division by zero"), (["eval", "1", "--bindings", "nowhere.json"], "nowhere.json"),
    (["eval"], "<expression>"),
    (["eval", "-1"], "An expression that begins with a dash stands after '--': preclear eval -- '-1'"),
    (["eval", "-x + 1", "--bindings", "a.json"], "preclear eval -- '-x + 1'"),
    (["eval", "1", "--lines"], "--lines"), (["eval", "--lines", "--bindings", "a.json"], "--lines"),
  ])
  func aMistakeEndsWith2(_ arguments: [String], _ part: String) throws {
    let run = try Program.run(arguments)
    #expect(run.exitCode == 2)
    #expect(run.output == "")
    #expect(run.errors.contains(part), "\(run.errors)")
  }

  @Test func anExpressionThatBeginsWithADashStandsAfterTwo() throws {
    #expect(try Program.run("eval", "--", "-1 + 3").output == "{\"value\":2}\n")
    #expect(try Program.run("eval", "-h").exitCode == 0)
  }

  @Test func linesAreAnsweredOneByOneWhateverTheyAre() throws {
    let long = "{\"expr\": \"" + String(repeating: "1+", count: 600_000) + "1\"}"
    let lines = [
      "{\"expr\": \"1\"}", "{", "", "{\"expr\": \"x\", \"bindings\": {\"x\": [1.50]}}", long, "{\"expr\": \"2\"}",
    ]
    let run = try Program.run("eval", "--lines", input: lines.joined(separator: "\n"))
    let answers = run.output.split(separator: "\n")
    #expect(answers.count == 6)
    #expect(answers.first == "{\"value\":1}")
    #expect(answers.dropFirst().first?.hasPrefix("{\"error\":") == true)
    #expect(answers.dropFirst(2).first?.hasPrefix("{\"error\":") == true)
    #expect(answers.dropFirst(3).first == "{\"value\":[\"1.5\"]}")
    #expect(answers.dropFirst(4).first?.hasPrefix("{\"error\":\"this line has more than") == true)
    #expect(answers.last == "{\"value\":2}")
    #expect(run.errors == "")
    #expect(run.exitCode == 0)
  }
}
