import PreclearEngine

/// Which small changes to a pack no test notices, as its author reads it.
package enum MutationTextReport {
  package static func render(_ result: MutationResult, width: Int, palette: Palette) -> String {
    var layout = TextLayout(width: width, palette: palette)
    let open = result.mutants.filter(\.isOpen)
    if !open.isEmpty {
      layout.paragraph("Changes that no case notices", mark: palette.heading)
      for mutant in open {
        let place = "\(mutant.place.file.path):\(mutant.place.start.line)"
        layout.paragraph("\(place): \(mutant.owner): \(mutant.change)\(tail(mutant))", indent: 2, hanging: 2)
      }
      layout.blankLine()
    }
    let noticed = result.mutants.count { $0.isNoticed }
    let explained = result.mutants.count { !$0.isNoticed && $0.reason != nil }
    layout.paragraph(
      "\(result.mutants.count) changes: \(noticed) noticed, \(explained) survive for a reason that is given, "
        + "\(open.count) without one")
    return layout.text
  }

  private static func tail(_ mutant: MutationResult.Mutant) -> String {
    switch mutant.fate {
    case .noticed: ""
    case .survived(cases: 0): " (no case runs it)"
    case .survived(cases: 1): " (1 case runs it)"
    case .survived(let cases): " (\(cases) cases run it)"
    }
  }
}
