import PreclearEngine

/// What is left to each line of a deal: as text, as JSON (`preclear.headroom/1`), and as a page.
enum DealRoomReport {
  /// The lines of one name, in the order in which they came.
  private static func groups(_ room: DealRoom) -> [(title: String, lines: [DealRoom.Line])] {
    var groups: [(name: String, title: String, lines: [DealRoom.Line])] = []
    for line in room.lines {
      if let known = groups.firstIndex(where: { $0.name == line.name }) {
        groups[known].lines.append(line)
      } else {
        groups.append((line.name, line.title, [line]))
      }
    }
    return groups.map { ($0.title, $0.lines) }
  }

  private static func who(_ line: DealRoom.Line) -> String {
    let keys = line.keys.isEmpty ? "the deal" : line.keys.joined(separator: " + ")
    let readings = line.readings.map { "\($0.reading): \($0.alternative)" }.joined(separator: ", ")
    return readings.isEmpty ? keys : "\(keys) (\(readings))"
  }

  private static func words(_ fact: Fact, _ unit: String?) -> String {
    fact.valueText + (unit.map { " \($0)" } ?? "")
  }

  static func text(_ room: DealRoom, deal: String, width: Int, palette: Palette) -> String {
    var layout = TextLayout(width: width, palette: palette)
    layout.paragraph("Room of \(deal) as of \(room.date)", mark: palette.heading)
    for group in groups(room) {
      layout.blankLine()
      layout.paragraph(group.title, indent: 2, hanging: 2)
      layout.grid(
        head: ["", "used", "line", "left"],
        rows: group.lines.map { [who($0), $0.used.valueText, $0.line.valueText, words($0.room, $0.unit)] }, indent: 4,
        mark: palette.faint)
      for line in group.lines {
        if let error = line.error { layout.paragraph("\(who(line)) could not be computed: \(error)", indent: 4) }
      }
    }
    return layout.text
  }

  static func json(_ room: DealRoom, deal: String) -> [UInt8] {
    HeadroomJSON.object(deal) { json in
      json.member("as_of", "\(room.date)")
      json.members("lines", room.lines) { json, line in
        json.object {
          $0.member("name", line.name)
          $0.member("title", line.title)
          $0.members("keys", line.keys) { $0.string($1) }
          if !line.readings.isEmpty {
            $0.key("readings")
            $0.object { json in for reading in line.readings { json.member(reading.reading, reading.alternative) } }
          }
          for (name, fact) in [("used", line.used), ("line", line.line), ("left", line.room)] {
            $0.key(name)
            $0.object { json in
              if let value = fact.value {
                json.member("value", value)
              } else {
                json.memberOrNull("least", fact.least)
                json.memberOrNull("most", fact.most)
              }
            }
          }
          $0.member("unit", ifAny: line.unit)
          $0.member("error", ifAny: line.error)
          $0.members("citations", line.citations) { $0.citation($1) }
        }
      }
    }
  }

  static func page(_ room: DealRoom, deal: String) -> String {
    var page = HTMLPage(title: "Room of \(deal)")
    page.add("<h1>Room of \(HTMLPage.escape(deal)) as of \(room.date)</h1>")
    for group in groups(room) {
      page.add("<h2>\(HTMLPage.escape(group.title))</h2>")
      page.add("<table><tr><th></th><th>Used</th><th>Line</th><th>Left</th></tr>")
      for line in group.lines {
        let cells = [who(line), line.used.valueText, line.line.valueText, words(line.room, line.unit)]
        page.add("<tr>" + cells.map { "<td>\(HTMLPage.escape($0))</td>" }.joined() + "</tr>")
      }
      page.add("</table>")
    }
    return page.text
  }
}
