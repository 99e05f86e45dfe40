/// The functions whose answer the cells alone may give.
extension Machine {
  /// Calls a function on what is on top: on the cells, where they are enough for the answer.
  func callFunction(_ function: Builtin, _ count: Int) {
    switch (function, top.isSpilled) {
    case (.known, false): top = .yes
    case (.given, false): top = .bool(top.kind != .null)
    case (.least, false), (.most, false): break
    default:
      let arguments = popValues(count)
      stack.append(cell(call(function, arguments)))
    }
  }

  /// `tiered` of the figure on top, by the brackets of a parameter.
  func tiered(byParameter number: Int) {
    if top.isNumber, let brackets = brackets(number), brackets.parts.last?.upto.isAbsent == true {
      var total = Cell(kind: .decimal)
      var from = Cell(kind: .decimal)
      for (upto, rate) in brackets.parts {
        total = Self.addBracket(to: total, figure: top, from, upto, rate)
        if total.isAbsent { break }
        from = upto
      }
      if !total.isAbsent {
        top = total
        return
      }
    }
    stack.append(parameter(number))
    callFunction(.tiered, 2)
  }

  /// The total with what a bracket adds; absent where the cells do not tell.
  static func addBracket(to total: Cell, figure: Cell, _ from: Cell, _ upto: Cell, _ rate: Cell) -> Cell {
    var end = figure
    if !upto.isAbsent {
      guard let order = Cell.order(figure, upto) else { return .absent }
      if order > 0 { end = upto }
    }
    let within = Cell.difference(end, from)
    guard let sign = Cell.order(within, .int(0)) else { return .absent }
    return Cell.sum(total, Cell.product(sign > 0 ? within : .int(0), rate))
  }

  /// The brackets that the parameter holds on the day of the event; nil where they are no plain figures.
  func brackets(_ number: Int) -> Brackets? {
    guard let step = step(of: number) else { return nil }
    if let known = brackets[number], known.step == step { return known }
    guard case .list(let list) = value(parameter(number)), list.conditions == nil,
      let rateName = symbols.symbol(of: "rate"), let uptoName = symbols.symbol(of: "upto")
    else { return nil }
    var parts: [(upto: Cell, rate: Cell)] = []
    for (position, item) in list.items.enumerated() {
      guard case .map(let bracket) = item,
        let rate = Arithmetic.lookUp(.string(rateName), in: bracket).flatMap(Cell.init), rate.isNumber
      else { return nil }
      let upto = Arithmetic.lookUp(.string(uptoName), in: bracket)
      guard let end = upto.map(Cell.init) ?? .absent, upto == nil || end.isNumber else { return nil }
      // Only the last may be without end.
      if upto == nil, position + 1 < list.items.count { return nil }
      parts.append((end, rate))
    }
    let made = Brackets(step: step, parts: parts)
    brackets[number] = made
    return made
  }
}
