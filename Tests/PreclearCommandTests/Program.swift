import Foundation
import Testing

/// The built program, run as its users run it.
enum Program {
  struct Run {
    let output: String
    let errors: String
    let exitCode: Int32
  }

  /// The root of the package: examples and rules are named from here.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// It is built beside the tests.
  static var url: URL {
    #if os(macOS)
      let tests = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" } ?? Bundle.main.bundleURL
      return tests.deletingLastPathComponent().appendingPathComponent("preclear")
    #else
      return Bundle.main.bundleURL.appendingPathComponent("preclear")
    #endif
  }

  static func run(
    _ arguments: String..., input: String = "", in folder: URL = root, environment: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, input: input, in: folder, environment: environment)
  }

  static func run(
    _ arguments: [String], input: String = "", in folder: URL = root, environment: [String: String] = [:]
  ) throws -> Run {
    try run(url, arguments, input: input, in: folder, environment: environment)
  }

  /// A line of shell, with the program as `$0`.
  static func shell(_ line: String, in folder: URL = root) throws -> Run {
    try run(URL(fileURLWithPath: "/bin/sh"), ["-c", line, url.path], input: "", in: folder, environment: [:])
  }

  /// Streams are files: a pipe that nobody empties would stop the program.
  static func run(
    _ program: URL, _ arguments: [String], input: String, in folder: URL, environment: [String: String]
  ) throws -> Run {
    let streams = try TemporaryFolder()
    defer { streams.remove() }
    try streams.write(input, to: "in")
    try streams.write("", to: "out")
    try streams.write("", to: "err")
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Nothing of who runs the tests: colour and width would follow it.
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: streams.url("in"))
    process.standardOutput = try FileHandle(forWritingTo: streams.url("out"))
    process.standardError = try FileHandle(forWritingTo: streams.url("err"))
    try process.run()
    process.waitUntilExit()
    return Run(
      output: try streams.read("out"), errors: try streams.read("err"), exitCode: process.terminationStatus)
  }
}

/// A folder of a test's own.
struct TemporaryFolder {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("preclear-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  func write(_ text: String, to path: String) throws {
    let url = url(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: false, encoding: .utf8)
  }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: url(path)), as: UTF8.self)
  }

  /// Every name in it, hidden ones too.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
  }

  /// What is left behind in the folder for temporary files harms nobody.
  func remove() {
    do { try FileManager.default.removeItem(at: root) } catch {}
  }
}
