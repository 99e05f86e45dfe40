import Testing

@Suite struct AllowanceTests {
  private func desk(_ old: String, _ new: String) -> LintDesk {
    var desk = LintDesk()
    desk.texts["pack/conduct.yaml"] = desk.texts["pack/conduct.yaml"]?.replacing(old, with: new)
    return desk
  }

  @Test func atTheEndOfALineItAllowsWhatStandsThere() {
    let line = "if: event.approved && event.date < date(\"2025-01-01\")}"
    #expect(desk("if: event.approved}", line).findings() == ["pack/conduct.yaml:8:59 literal"])
    #expect(desk("if: event.approved}", line + "  # preclear: allow literal -- of the code itself").findings() == [])
  }

  @Test func onALineOfItsOwnItAllowsWhatBeginsBelowIt() {
    let allowed = "    # preclear: allow literal -- of the code itself\n    unless:\n"
    let line = "if: event.approved && event.date < date(\"2025-01-01\")}"
    #expect(
      desk("    unless:\n      - {id: approved, if: event.approved}", allowed + "      - {id: approved, " + line)
        .findings() == [])
  }

  @Test func itEndsWithTheIndentation() {
    let text =
      "    # preclear: allow literal -- of the code itself\n    on: trade\n    where: event.side == \"buy\" && event.shares > 5\n"
    #expect(
      desk("    on: trade\n    where: event.side == \"buy\"\n", text).findings()
        == ["pack/conduct.yaml:4:5 allow-unused", "pack/conduct.yaml:6:50 literal"])
  }

  @Test func itAllowsNoOtherCode() {
    let line = "if: event.approved && event.date < date(\"2025-01-01\")}  # preclear: allow unused-let -- why not"
    #expect(
      desk("if: event.approved}", line).findings()
        == ["pack/conduct.yaml:8:59 literal", "pack/conduct.yaml:8:80 allow-unused"])
  }

  @Test func whatOnlyADayShowsMayBeAllowedWithoutOne() {
    var desk = LintDesk()
    desk.texts["pack/figures.yaml"] = desk.texts["pack/figures.yaml"]?
      .replacing(
        "review_by: 2030-01-01", with: "review_by: 2020-01-01  # preclear: allow review-due -- it is being looked at")
    #expect(desk.findings() == [])
    #expect(desk.findings(on: nil) == [])
  }

  @Test func aMistakeThatEveryCommandRefusesCannotBeAllowed() {
    let found = desk("if: event.approved}", "if: event.aproved}  # preclear: allow unknown-name -- so").report()
    #expect(found.isBroken)
    #expect(found.diagnostics.map(LintDesk.place) == ["pack/conduct.yaml:8:34 unknown-name"])
  }
}
