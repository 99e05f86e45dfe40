import PreclearEngine

/// What tests try of a pack, for programs.
package enum CoverageJSONReport {
  package static func render(_ coverage: Coverage) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object { json in
      json.member("format", "preclear.coverage/1")
      json.key("cases")
      json.integer(coverage.cases)
      json.key("figures")
      json.object { json in
        for measure in Coverage.Measure.allCases {
          let figure = coverage.figure(measure)
          json.key(measure.rawValue)
          json.object { json in
            json.key("reached")
            json.integer(figure.reached)
            json.key("possible")
            json.integer(figure.possible)
            json.key("unreachable")
            json.integer(figure.exempt)
          }
        }
      }
      json.key("points")
      json.list { json in for point in coverage.points { write(point, &json) } }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ point: Coverage.Point, _ json: inout JSONWriter) {
    json.object { json in
      for (key, text) in [
        ("measure", point.measure.rawValue), ("owner", point.owner), ("subject", point.subject),
        ("file", point.place.file.path),
      ] {
        json.key(key)
        json.string(text)
      }
      json.key("line")
      json.integer(point.place.start.line)
      json.key("column")
      json.integer(point.place.start.column)
      json.key("goals")
      json.list { json in
        for goal in point.goals {
          json.object { json in
            json.key("name")
            json.string(goal.name)
            json.key("reached")
            json.bool(goal.isReached)
            json.key("unreachable")
            if let reason = goal.exemption { json.string(reason) } else { json.null() }
          }
        }
      }
    }
  }
}
