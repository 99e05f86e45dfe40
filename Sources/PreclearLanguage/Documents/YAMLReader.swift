import CLibYAML
import PreclearEngine

/// Reads the small part of YAML that rule files use: one document of mappings, lists and scalars, in UTF-8.
///
/// Anchors, aliases, merge keys and tags are refused: a rule must say what it means in the place where it stands.
/// The only file that calls C; nothing unsafe leaves it.
package enum YAMLReader {
  /// Fails with every mistake up to the first one that hides what follows it, such as a mistake of syntax.
  /// A byte order mark is dropped: positions then count without it, as editors do.
  package static func read(
    _ file: SourceFile, limits: DocumentLimits = .rules
  ) throws(LoadFailure) -> DocumentNode {
    guard file.bytes.count <= limits.bytes else {
      throw LoadFailure("\(file.path) has \(file.bytes.count) bytes, more than \(limits.bytes)", code: "yaml-limit")
    }
    var file = file
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      file = SourceFile(path: file.path, bytes: Array(file.bytes.dropFirst(3)))
    }
    guard !file.bytes.isEmpty else { throw YAMLComposer.emptyFile(file) }
    try YAMLCharacters.check(file)
    return try unsafe file.bytes.withUnsafeBufferPointer { bytes throws(LoadFailure) in
      var composer = YAMLComposer(file: file, limits: limits, events: unsafe try YAMLEventStream(bytes, of: file))
      return try composer.composeFile()
    }
  }
}

/// One event of libyaml, with its memory copied out. It moves from hand to hand: to copy it would cost a count of its text's users.
struct YAMLEvent: ~Copyable {
  enum Style {
    case plain
    case quoted
    case block
  }

  enum Kind: Equatable {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias
    case scalar(Style)
    case listStart
    case listEnd
    case mappingStart
    case mappingEnd
  }

  var kind = Kind.streamEnd
  var text = ""
  var hasAnchor = false
  var hasTag = false
  let start: SourcePosition
  let end: SourcePosition
}

/// Owns a libyaml parser. It is on the heap because libyaml keeps pointers into it.
@safe struct YAMLEventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeBufferPointer<UInt8>

  /// The bytes, at least one, must outlive the stream: libyaml does not copy them.
  @unsafe init(_ bytes: UnsafeBufferPointer<UInt8>, of file: SourceFile) throws(LoadFailure) {
    unsafe parser = .allocate(capacity: 1)
    unsafe input = bytes
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      throw LoadFailure("there is no memory left to read \(file.path)", code: "yaml-memory")
    }
    // Otherwise libyaml would guess UTF-16 from the first bytes.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  mutating func next() throws(YAMLEventError) -> YAMLEvent {
    var raw = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&raw) }
    var event = unsafe YAMLEvent(start: SourcePosition(raw.start_mark), end: SourcePosition(raw.end_mark))
    switch unsafe raw.type {
    case YAML_STREAM_START_EVENT: event.kind = .streamStart
    case YAML_DOCUMENT_START_EVENT: event.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: event.kind = .documentEnd
    case YAML_ALIAS_EVENT: event.kind = .alias
    case YAML_SEQUENCE_END_EVENT: event.kind = .listEnd
    case YAML_MAPPING_END_EVENT: event.kind = .mappingEnd
    case YAML_SEQUENCE_START_EVENT:
      event.kind = .listStart
      event.hasAnchor = unsafe raw.data.sequence_start.anchor != nil
      event.hasTag = unsafe raw.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      event.kind = .mappingStart
      event.hasAnchor = unsafe raw.data.mapping_start.anchor != nil
      event.hasTag = unsafe raw.data.mapping_start.tag != nil
    case YAML_SCALAR_EVENT:
      let scalar = unsafe raw.data.scalar
      event.kind = unsafe .scalar(YAMLEvent.Style(scalar.style))
      event.hasAnchor = unsafe scalar.anchor != nil
      event.hasTag = unsafe scalar.tag != nil
      // By length: a text may contain "\0".
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      event.text = unsafe String(decoding: bytes, as: UTF8.self)
    // YAML_STREAM_END_EVENT, after which libyaml gives events without a type.
    default: event.kind = .streamEnd
    }
    return event
  }

  private func failure() -> YAMLEventError {
    let raw = unsafe parser.pointee
    let problem = unsafe raw.problem.map { unsafe String(cString: $0) } ?? "this is not YAML"
    switch unsafe raw.error {
    case YAML_MEMORY_ERROR:
      return .memory
    case YAML_READER_ERROR:
      // The mark of such an error is always the first character; only the offset in bytes is right.
      return unsafe .reader(problem: problem, offset: min(Int(raw.problem_offset), input.count))
    default:
      let context = unsafe raw.context.map { unsafe String(cString: $0) } ?? ""
      return unsafe .syntax(
        YAMLSyntaxError(
          problem: problem, place: SourcePosition(raw.problem_mark), context: context,
          contextPlace: SourcePosition(raw.context_mark)))
    }
  }
}

enum YAMLEventError: Error {
  case memory
  /// A byte that is not UTF-8, or a control character.
  case reader(problem: String, offset: Int)
  case syntax(YAMLSyntaxError)

  func diagnostic(in file: SourceFile) -> Diagnostic {
    switch self {
    case .memory:
      return Diagnostic("there is no memory left to read \(file.path)", code: "yaml-memory")
    case .reader(let problem, let offset):
      let start = file.position(ofByte: offset)
      let isControl = problem == "control characters are not allowed"
      return Diagnostic(
        isControl ? "found a control character" : "found a byte that is not UTF-8",
        code: isControl ? "yaml-character" : "yaml-encoding",
        at: SourceRange(file: file, start: start, end: SourcePosition(line: start.line, column: start.column + 1)),
        help: isControl ? "remove it" : "save the file as UTF-8")
    case .syntax(let error):
      return error.diagnostic(in: file)
    }
  }
}

extension YAMLEvent.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .quoted
    case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: self = .block
    default: self = .plain
    }
  }
}

extension SourcePosition {
  /// libyaml counts lines, and columns in code points, from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
