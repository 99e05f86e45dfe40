/// The state of other days, bounds that state gives, and calendars.
extension Machine {
  func asOf(_ day: Value, _ inner: Int) -> Value {
    switch day {
    case .date(let date):
      if let span, self.date <= date, date < span { isProbeSpent = true }
      let saved = self.day
      // A day after the event's own is not written yet: state as it stands with the event.
      self.day = date
      defer { self.day = saved }
      return value(execute(inner))
    case .unknown(let unknown):
      // The event's own day, whichever of those that are tried it is: state as it stands with the event.
      if let spanned, unknown === spanned { return value(execute(inner)) }
      return .unknown(unknown.withoutBounds)
    case .fault: return day
    default: return .fault(Arithmetic.noOverload)
    }
  }

  func boundByState(_ bounds: StateBounds, field: Int) {
    let named = stateFact.map { context in
      fact(context.template, keys: context.keys, field: field < context.fields.count ? context.fields[field] : nil)
    }
    let names = named.map { [$0] } ?? []
    switch bounds {
    case .atLeast:
      let least = popValue()
      stack.append(
        cell(bounded(Unknowns.least(least), nil, least, names, Unknowns.spread(atLeast: least))))
    case .between:
      let most = popValue()
      let least = popValue()
      stack.append(
        cell(
          bounded(
            Unknowns.least(least), Unknowns.most(most), strict([least, most]) ?? least, names,
            Unknowns.spread(between: least, most))))
    }
  }

  func bounded(
    _ least: Value?, _ most: Value?, _ source: Value, _ names: [FactID], _ spread: @autoclosure () -> Spread?
  ) -> Value {
    if case .fault = source { return source }
    return Unknowns.between(
      least, most, facts: FactTable.union(names, source.unknown?.facts ?? []), spread: spread())
  }

  func callCalendar(_ number: Int, _ function: CalendarFunction) {
    if function == .day, !hasDoubtful[number], calendarDay(number) { return }
    let calendar = pack.calendars[number]
    switch function {
    case .isOpen:
      replaceTop { date in
        guard case .date(let day) = date else { return self.strict([date]) ?? .fault(Arithmetic.noOverload) }
        let open = calendar.isOpen(day, countingDoubtful: true)
        guard open != calendar.isOpen(day, countingDoubtful: false) else { return .bool(open) }
        return .unknown(Unknown(facts: [self.doubtfulDay(calendar)]))
      }
    case .day, .days:
      combineTop { date, count in
        if case .fault = date { return date }
        guard let offset = Arithmetic.wholeNumber(count) else {
          return self.strict([count]) ?? .fault(Arithmetic.noOverload)
        }
        return function == .day
          ? self.calendarDay(calendar, date, offset) : self.calendarDays(calendar, date, offset)
      }
    }
  }

  /// The usual case, a day and a number, from a calendar without doubtful days; false if it is another.
  func calendarDay(_ number: Int) -> Bool {
    let count = top
    let day = stack[stack.count - 2]
    guard count.kind == .int, case .date(let date)? = day.value,
      let found = openDay(date, number, count.payload)
    else { return false }
    stack.cut(to: stack.count - 1)
    top = .date(found)
    return true
  }

  /// A day of a calendar without doubtful days, from those found before if it is there; nil if there is none.
  func openDay(_ date: CalendarDate, _ calendar: Int, _ offset: Int64) -> CalendarDate? {
    let mixed = Int(date.dayNumber) &* 31 &+ Int(truncatingIfNeeded: offset) &* 7 &+ calendar
    let position = mixed & (foundDays.count - 1)
    let known = foundDays[position]
    if known.date == date, known.offset == offset, known.calendar == calendar { return known.day }
    guard let day = try? pack.calendars[calendar].day(date, offset: Int(offset), countingDoubtful: false) else {
      return nil
    }
    foundDays[position] = FoundDay(date: date, offset: offset, calendar: calendar, day: day)
    return day
  }

  func doubtfulDay(_ calendar: Calendar) -> FactID {
    facts.intern(calendar.doubtfulDay, question: calendar.doubtfulDayQuestion)
  }

  func calendarDay(_ calendar: Calendar, _ date: Value, _ offset: Int) -> Value {
    func shift(_ date: CalendarDate, _ countingDoubtful: Bool) -> Value {
      do {
        return .date(try calendar.day(date, offset: offset, countingDoubtful: countingDoubtful))
      } catch {
        return Arithmetic.fault(error)
      }
    }
    switch date {
    case .date(let day):
      let closed = shift(day, false)
      guard calendar.hasDoubtful else { return closed }
      return Unknowns.hull(shift(day, true), closed, facts: [doubtfulDay(calendar)])
    case .unknown(let unknown):
      func end(_ bound: Value?, _ countingDoubtful: Bool) -> Value? {
        guard case .date(let day) = bound else { return nil }
        return shift(day, countingDoubtful)
      }
      return Unknowns.between(
        end(unknown.least, offset >= 0), end(unknown.most, offset < 0),
        facts: span != nil && calendar.hasDoubtful
          ? FactTable.union(unknown.facts, [doubtfulDay(calendar)]) : unknown.facts)
    default: return .fault(Arithmetic.noOverload)
    }
  }

  func calendarDays(_ calendar: Calendar, _ date: Value, _ offset: Int) -> Value {
    guard case .date(let day) = date else { return strict([date]) ?? .fault(Arithmetic.noOverload) }
    do {
      let closed = try calendar.days(day, offset, countingDoubtful: false)
      let open = calendar.hasDoubtful ? try calendar.days(day, offset, countingDoubtful: true) : closed
      guard open == closed else { return .unknown(Unknown(facts: [doubtfulDay(calendar)])) }
      return .list(closed.map(Value.date))
    } catch {
      return Arithmetic.fault(error)
    }
  }
}
