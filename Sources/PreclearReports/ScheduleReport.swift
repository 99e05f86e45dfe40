import PreclearEngine

/// What becomes of a plan: as text, and as JSON, `preclear.plan/1`, in which keys are only ever added.
package enum ScheduleReport {
  package static func text(_ schedule: Schedule, width: Int, palette: Palette) -> String {
    var layout = TextLayout(width: width, palette: palette)
    switch schedule.outcome {
    case .found(let steps, let isEarliest):
      layout.paragraph(
        "the plan, in this order and on these days", label: "CLEAR  ", hanging: 2, mark: palette.clear)
      layout.blankLine()
      layout.table(steps.map { ("\($0.date)", "\($0.event): \($0.kind)") }, indent: 2)
      layout.blankLine()
      layout.paragraph(
        isEarliest
          ? "No order ends earlier."
          : "The search ended at its bound: whether another order ends earlier is not known.", indent: 2)
    case .none(let placed, let obstacles, let isProved):
      layout.paragraph(
        isProved ? "no order and no days make the plan clear" : "no clear order was found",
        label: isProved ? "BLOCKED  " : "REVIEW  ", hanging: 2, mark: isProved ? palette.blocked : palette.review)
      if !isProved {
        layout.paragraph("The search ended at its bound, before all was tried.", indent: 2)
      }
      if !placed.isEmpty {
        layout.blankLine()
        layout.paragraph("At best it goes so far:", indent: 2)
        layout.table(placed.map { ("\($0.date)", "\($0.event): \($0.kind)") }, indent: 4)
      }
      for obstacle in obstacles {
        layout.blankLine()
        layout.paragraph(
          "\(obstacle.event): \(obstacle.kind), \(obstacle.from) to \(obstacle.to), then finds no day on which all are clear.",
          indent: 2, hanging: 2)
        for objection in obstacle.objections {
          layout.paragraph("\(objection.rule) (\(objection.outcome.words))", indent: 4)
        }
      }
    }
    return layout.text
  }

  package static func json(_ schedule: Schedule, deal: String) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object { json in
      json.member("format", "preclear.plan/1")
      json.member("deal", deal)
      switch schedule.outcome {
      case .found(let steps, let isEarliest):
        json.member("verdict", Verdict.clear.rawValue)
        json.key("proved")
        json.bool(isEarliest)
        json.members("schedule", steps) { $0.step($1) }
      case .none(let placed, let obstacles, let isProved):
        json.member("verdict", isProved ? Verdict.blocked.rawValue : Verdict.review.rawValue)
        json.key("proved")
        json.bool(isProved)
        json.members("schedule", placed) { $0.step($1) }
        json.members("obstacles", obstacles) { json, obstacle in
          json.object {
            $0.member("event", obstacle.event)
            $0.member("kind", obstacle.kind)
            $0.member("from", "\(obstacle.from)")
            $0.member("to", "\(obstacle.to)")
            $0.members("findings", obstacle.objections) { json, objection in
              json.object {
                $0.member("rule", objection.rule)
                $0.member("outcome", objection.outcome.rawValue)
              }
            }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func step(_ step: Schedule.Step) {
    object {
      $0.member("event", step.event)
      $0.member("kind", step.kind)
      $0.member("date", "\(step.date)")
    }
  }
}
