/// What can be asked for by arguments in their plain form: files, flags, and options with a value after them.
///
/// The parser's look at its own types takes longer than half a check. Whatever is not plain (help, a mistake, `--format=json`) is
/// left to it.
protocol PlainRequest {
  /// The first of the arguments.
  static var name: String { get }
  /// The arguments that belong to no option.
  var paths: [String] { get set }
  var judging: JudgingChoices { get set }
  var journal: String? { get set }
  var formats: [ReportRequest] { get set }
  var errorFormat: DiagnosticFormat { get set }
  var color: ColourChoice { get set }
  /// Nothing is missing, and nothing goes together that should not.
  var isWhole: Bool { get }

  init()
  /// False where there is no such flag of its own.
  mutating func set(flag: String) -> Bool
  /// False where there is no such option of its own.
  mutating func set(option: String, to value: String) -> Bool
}

extension PlainRequest {
  /// Nil where the parser has to look at the arguments.
  init?(plain arguments: [String]) {
    guard arguments.first == Self.name else { return nil }
    self.init()
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        paths += rest
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        paths.append(argument)
        continue
      }
      if set(flag: argument) { continue }
      guard let value = rest.popFirst(), value == "-" || !value.hasPrefix("-"), take(argument, value) else {
        return nil
      }
    }
    if !isWhole { return nil }
  }

  /// False where there is no such option, or no such value of it.
  private mutating func take(_ option: String, _ value: String) -> Bool {
    func choose<Choice: RawRepresentable<String>>(_ choice: inout Choice) -> Bool {
      guard let chosen = Choice(rawValue: value) else { return false }
      choice = chosen
      return true
    }
    switch option {
    case "--deal": judging.deal = value
    case "--output": judging.output = value
    case "--journal": journal = value
    case "--fail-on": return choose(&judging.failOn)
    case "--format":
      guard let request = ReportRequest(argument: value) else { return false }
      formats.append(request)
    case "--error-format": return choose(&errorFormat)
    case "--color": return choose(&color)
    default: return set(option: option, to: value)
    }
    return true
  }
}
