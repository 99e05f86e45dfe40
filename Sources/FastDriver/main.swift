import Foundation
import PreclearEngine
import PreclearLanguage

struct Disk: FileAccess {
  func read(_ path: String) throws(LoadFailure) -> SourceFile {
    guard let data = FileManager.default.contents(atPath: path) else { throw LoadFailure("cannot read '\(path)'", code: "no-file") }
    return SourceFile(path: path, bytes: Array(data))
  }
  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
  func list(_ directory: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }
}
struct Frame { var kind: Int; var date: CalendarDate; var id: Symbol; var first: Int; var count: Int }
func cpu() -> Double { var t = timespec(); clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9 }
let arguments = CommandLine.arguments
let clock = ContinuousClock()
do throws(LoadFailure) {
  let (pack, _) = try PackLoader.load(arguments[1], files: Disk())
  let compiled = try Compiler.compile(pack)
  let file = try Disk().read(arguments[2])
  var decoder = EventDecoder(pack: compiled, symbols: compiled.symbols)
  var frames: [Frame] = []
  var cells = ContiguousArray<Cell>()
  for line in file.bytes.split(separator: 10) {
    let nodes = try JSONReader.readLines(SourceFile(path: "x", bytes: Array(line)))
    guard let event = decoder.event(nodes[0]) else { print("bad event"); exit(2) }
    frames.append(Frame(kind: event.kind, date: event.date, id: event.id, first: cells.count, count: event.slots.count))
    for slot in event.slots { cells.append(slot.map { Cell($0)! } ?? .absent) }
  }
  let rounds = arguments.count > 4 ? Int(arguments[4])! : 3
  var text = ""
  var best = 1e9
  for round in 0..<rounds {
    let checker = EventChecker(pack: compiled, settled: [:])
    checker.machine.symbols = decoder.symbols
    checker.explains = false
    var found: [(Int, Int, Outcome)] = []
    found.reserveCapacity(frames.count)
    let start = cpu()
    for (number, frame) in frames.enumerated() {
      checker.replayOutcomes(
        kind: frame.kind, date: frame.date, id: .string(frame.id), slots: cells.span.extracting(frame.first..<frame.first + frame.count))
      for position in 0..<checker.outcomeCount {
        let outcome = checker.outcome(position)
        if outcome.outcome == .clear || outcome.outcome == .notApplicable { continue }
        found.append((number, outcome.rule, outcome.outcome))
      }
    }
    best = min(best, cpu() - start)
    if round == 0 {
      for (number, rule, outcome) in found {
        let id = decoder.symbols.text(frames[number].id)
        let name = compiled.rules[rule].id.split(separator: "/").last!
        text += "\(id) \(name) \(outcome.rawValue)\n"
      }
    }
  }
  _ = FileManager.default.createFile(atPath: arguments[3], contents: Data(text.utf8))
  print("\(frames.count) events, \(Int(best * 1e9 / Double(frames.count))) ns an event")
} catch {
  for diagnostic in error.diagnostics { FileHandle.standardError.write(Data("\(diagnostic)\n".utf8)) }
  exit(2)
}
