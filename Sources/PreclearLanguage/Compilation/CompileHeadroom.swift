import PreclearEngine

/// What a pack declares as room, as plans.
extension Compiler {
  func compileRooms() {
    for (number, declared) in pack.rooms.enumerated() {
      if pack.rooms[..<number].contains(where: { $0.name.text == declared.name.text }) {
        checker.diagnostics.error(
          "the room '\(declared.name.text)' stands twice", code: "duplicate", at: declared.name.range)
      }
      add(room: room(declared))
    }
  }

  private func room(_ declared: RoomDeclaration) -> RoomPlan {
    var dependencies = Dependencies(self)
    var over: Int?
    var key: Type?
    if let name = declared.over {
      over = checker.find(.register, name.text, declared.pack)
      if let over {
        key = checker.registerKeyTypes(over).first ?? .dynamic
      } else {
        checker.unknownName(
          name.text, "register", at: name.range, among: checker.visibleNames(.register, declared.pack))
      }
    }
    var scope = Scope(module: declared.pack)
    let each = declared.each.map { checker.check($0, scope) }
    if let each {
      switch each.type.withoutNull {
      case .list(let item): key = item
      case .dynamic: key = .dynamic
      default: checker.mismatch(each.type, expected: "a list", at: each.range)
      }
    }
    if let key { scope.locals["key"] = (checker.keySlot, key) }
    let same = declared.same.map { checker.check($0, scope) }
    let figures = [declared.used, declared.line].map { checker.check($0, scope) }
    for figure in figures where !figure.type.withoutNull.isNumber {
      if case .dynamic = figure.type { continue }
      checker.mismatch(figure.type, expected: "a number", at: figure.range)
    }
    for part in [each, same] + figures { dependencies.add(part, RowScope()) }
    func program(_ typed: TypedExpression) -> Program { self.program(typed, RowScope()) }
    return RoomPlan(
      name: declared.name.text, title: declared.title, over: over, each: each.map(program), same: same.map(program),
      keyLocal: checker.keySlot, used: program(figures[0]), line: program(figures[1]), isUnder: declared.isUnder,
      isWhole: declared.isWhole, unit: declared.unit, citations: declared.citations, readings: readings(dependencies))
  }
}
