import PreclearEngine

/// How much room there is, in the formats in which that is told.
package enum HeadroomFormat: String, CaseIterable, Sendable {
  case text
  /// `preclear.headroom/1`.
  case json
  /// A page, with a calendar where days are asked for.
  case html
}

/// What `headroom` was asked.
package enum HeadroomAnswer: Sendable {
  case size(Headroom)
  case days(DateRoom)
  case deal(DealRoom)
}

extension HeadroomFormat {
  package func render(_ answer: HeadroomAnswer, deal: String, width: Int, palette: Palette) -> [UInt8] {
    switch (self, answer) {
    case (.text, .size(let room)): Array(HeadroomText.render(room, width: width, palette: palette).utf8)
    case (.text, .days(let room)): Array(HeadroomText.render(room, width: width, palette: palette).utf8)
    case (.text, .deal(let room)):
      Array(DealRoomReport.text(room, deal: deal, width: width, palette: palette).utf8)
    case (.json, .deal(let room)): DealRoomReport.json(room, deal: deal)
    case (.html, .deal(let room)): Array(DealRoomReport.page(room, deal: deal).utf8)
    case (.json, .size(let room)): HeadroomJSON.render(room, deal: deal)
    case (.json, .days(let room)): HeadroomJSON.render(room, deal: deal)
    case (.html, .size(let room)): Array(HeadroomPage.render(room, deal: deal).utf8)
    case (.html, .days(let room)): Array(HeadroomPage.render(room, deal: deal).utf8)
    }
  }
}

extension Headroom.Room {
  /// `184999`, `no limit`, `no value passes`: for people.
  var words: String {
    switch self {
    case .unlimited: "no limit"
    case .upTo(let value, let isWhole): isWhole ? value : "\(value), but not every lesser value"
    case .none: "no value passes"
    case .unknown: "cannot be told within the work allowed"
    }
  }
}

/// The room of a size, and of days, as text.
enum HeadroomText {
  static func render(_ room: Headroom, width: Int, palette: Palette) -> String {
    var layout = TextLayout(width: width, palette: palette)
    layout.paragraph("\(room.event): \(room.kind) of \(room.date)", mark: palette.heading)
    layout.blankLine()
    layout.paragraph("Greatest \(room.field) that passes: \(room.room.words)", hanging: 2)
    layout.paragraph("Now: \(room.now ?? "not stated")", hanging: 2)
    if !room.binding.isEmpty { layout.paragraph("Binds first: \(room.binding.joined(separator: ", "))", hanging: 2) }
    layout.blankLine()
    layout.table(room.limits.map { ($0.rule, $0.room.words) }, indent: 2)
    if room.limits.isEmpty { layout.paragraph("No rule looks at \(room.field).", indent: 2) }
    return layout.text
  }

  static func render(_ room: DateRoom, width: Int, palette: Palette) -> String {
    var layout = TextLayout(width: width, palette: palette)
    layout.paragraph("\(room.event): \(room.kind) of \(room.date)", mark: palette.heading)
    layout.blankLine()
    let none = "none through \(room.through)"
    layout.paragraph("First clear day: \(room.firstClear.map { "\($0)" } ?? none)", hanging: 2)
    layout.blankLine()
    for window in room.windows {
      layout.paragraph(
        window.objections.map { "\($0.rule) (\($0.outcome.words))" }.joined(separator: ", "),
        label: "\(days(of: window, in: room))  \(TextReport.word(for: window.verdict))  ", indent: 2, hanging: 4,
        mark: palette.mark(for: window.verdict))
    }
    if room.windows.isEmpty { layout.paragraph("No rule of the pack looks at '\(room.kind)'.", indent: 2) }
    if room.isCutShort {
      layout.blankLine()
      layout.paragraph("The search ended with \(room.through), at its bound.", hanging: 2)
    }
    return layout.text
  }

  /// `2001-12-04 to 2002-07-13`; what goes on where the search ended is `from` a day.
  static func days(of window: DateRoom.Window, in room: DateRoom) -> String {
    window.to == room.through ? "from \(window.from)" : "\(window.from) to \(window.to)"
  }
}

/// The same as JSON, `preclear.headroom/1`, in which keys are only ever added.
enum HeadroomJSON {
  static let format = "preclear.headroom/1"

  static func render(_ room: Headroom, deal: String) -> [UInt8] {
    object(deal) { json in
      json.member("event", room.event)
      json.member("kind", room.kind)
      json.member("date", room.date)
      json.member("by", room.field)
      json.member("now", ifAny: room.now)
      json.room(room.room)
      json.members("binding", room.binding) { $0.string($1) }
      json.members("limits", room.limits) { json, limit in
        json.object {
          $0.member("rule", limit.rule)
          $0.member("title", limit.title)
          $0.room(limit.room)
          $0.members("citations", limit.citations) { $0.citation($1) }
        }
      }
    }
  }

  static func render(_ room: DateRoom, deal: String) -> [UInt8] {
    object(deal) { json in
      json.member("event", room.event)
      json.member("kind", room.kind)
      json.member("date", "\(room.date)")
      json.member("by", "date")
      json.member("first_clear", ifAny: room.firstClear.map { "\($0)" })
      json.member("through", "\(room.through)")
      json.key("cut_short")
      json.bool(room.isCutShort)
      json.members("windows", room.windows) { json, window in
        json.object {
          $0.member("from", "\(window.from)")
          if window.to != room.through { $0.member("to", "\(window.to)") }
          $0.member("verdict", window.verdict.rawValue)
          $0.members("findings", window.objections) { json, objection in
            json.object {
              $0.member("rule", objection.rule)
              $0.member("outcome", objection.outcome.rawValue)
            }
          }
        }
      }
    }
  }

  static func object(_ deal: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.member("format", format)
      $0.member("deal", deal)
      body(&$0)
    }
    json.endLine()
    return json.bytes
  }
}

extension JSONWriter {
  /// `room` says which of four it is; `greatest` is the value, where there is one.
  fileprivate mutating func room(_ room: Headroom.Room) {
    switch room {
    case .unlimited: member("room", "unlimited")
    case .upTo(let value, let isWhole):
      member("room", isWhole ? "up_to" : "up_to_with_gaps")
      member("greatest", value)
    case .none: member("room", "none")
    case .unknown: member("room", "unknown")
    }
  }
}
