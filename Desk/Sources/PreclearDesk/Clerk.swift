import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import PreclearReports

/// Answers one request at a time, on a thread of its own: judging is work, and would keep others from the threads that they share.
actor Clerk {
  private let thread = WorkThread()
  private let deal: CurrentDeal
  /// What was made of the deal as it was when it was last asked about.
  private var desk: (opened: OpenedDeal, judge: DealJudge, cards: RuleCardMaker?)?

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

  init(_ deal: CurrentDeal) {
    self.deal = deal
  }

  func answer(_ route: Route, _ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    switch route {
    case .deal: return try known(route) { opened in DealAnswer.render(opened.standing, deal.choice) }
    case .schema: return try known(route) { opened in SchemaAnswer.render(opened.standing) }
    case .rules: return try known(route) { opened in RulesAnswer.render(opened.standing) }
    case .sources: return try known(route) { opened in SourcesAnswer.render(opened.standing, deal.choice.sources) }
    case .explain: return try explain(target)
    case .evaluate: return try evaluate(target, request)
    case .check: return try check(target, request)
    case .headroom: return try headroom(target, request)
    case .room: return try room(target)
    case .ledger: return try ledger(target)
    case .record: return try record(target, request)
    case .lines: return try lines(target)
    }
  }

  /// An answer that no request changes.
  private func known(_ route: Route, _ make: (OpenedDeal) throws(LoadFailure) -> [UInt8]) throws(Problem)
    -> DeskResponse
  {
    let opened = try deal.current()
    do throws(LoadFailure) {
      return .json(try opened.answer(route) { () throws(LoadFailure) in try make(opened) })
    } catch {
      throw .brokenDeal(error)
    }
  }

  // MARK: Judging

  /// Judges by the deal as its files are now.
  private func judge() throws(Problem) -> DealJudge { judge(try deal.current()) }

  private func judge(_ opened: OpenedDeal) -> DealJudge {
    if let desk, desk.opened === opened { return desk.judge }
    let judge = DealJudge(opened.standing)
    desk = (opened, judge, nil)
    return judge
  }

  private func check(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    let proposal = try ProposalBody.read(request, target)
    let judge = try judge()
    do throws(LoadFailure) {
      return .json(JSONReport.render(try judge.check([proposal])))
    } catch {
      throw .invalidInput(error)
    }
  }

  private func headroom(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    let proposal = try ProposalBody.read(request, target)
    let field = try target.value("field")
    let isByDate = try target.value("by").map { by throws(Problem) in
      guard by == "date" else { throw .badRequest("the parameter 'by' is 'date', or left out") }
      return true
    }
    if isByDate != nil, field != nil { throw .badRequest("give 'field' or 'by', not both") }
    let judge = try judge()
    do throws(LoadFailure) {
      let answer: HeadroomAnswer =
        isByDate == nil
        ? .size(try judge.headroom([proposal], field: field)) : .days(try judge.dateRoom([proposal]))
      return .json(HeadroomFormat.json.render(answer, deal: judge.deal.name, width: 0, palette: .plain))
    } catch {
      throw .invalidInput(error)
    }
  }

  /// What is left to each line of the deal.
  private func room(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    let date = try target.date("as_of")
    let standing = try deal.current().standing
    do throws(LoadFailure) {
      let answer = HeadroomAnswer.deal(try standing.room(asOf: date))
      return .json(HeadroomFormat.json.render(answer, deal: standing.name, width: 0, palette: .plain))
    } catch {
      switch error.diagnostics[0].code {
      case "no-headroom": throw .notFound(error.diagnostics[0].message)
      case "no-day": throw .badRequest("the record is empty: give the day as 'as_of'")
      default: throw .brokenDeal(error)
      }
    }
  }

  // MARK: Rules

  private func explain(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    let id = try Self.rule(target)
    let opened = try deal.current()
    do throws(LoadFailure) {
      let sheet = CardSheet(title: id, date: nil, cards: [try cards(opened).card(of: id)])
      return .json(CardFormat.json.render(sheet, width: 0, palette: .plain))
    } catch {
      throw Self.unknownRule(error) ?? .brokenDeal(error)
    }
  }

  /// Cards are made with the rules compiled once more, which takes longer than to make one.
  private func cards(_ opened: OpenedDeal) throws(LoadFailure) -> RuleCardMaker {
    if let desk, desk.opened === opened, let cards = desk.cards { return cards }
    let made = try opened.cards()
    desk = (opened, self.judge(opened), made)
    return made
  }

  /// Every part of a rule with its value on the proposal.
  private func evaluate(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    let id = try Self.rule(target)
    let proposal = try ProposalBody.read(request, target)
    let standing = try deal.current().standing
    do throws(LoadFailure) {
      let explanations = try standing.explanations(of: [proposal], rule: id)
      return .json(CardFormat.json.render(explanations, width: 0, palette: .plain))
    } catch {
      throw Self.unknownRule(error) ?? .invalidInput(error)
    }
  }

  private static func rule(_ target: RequestTarget) throws(Problem) -> String {
    guard let id = try target.value("rule") else { throw .badRequest("the parameter 'rule' is missing") }
    return id
  }

  private static func unknownRule(_ failure: LoadFailure) -> Problem? {
    let told = failure.diagnostics[0]
    guard told.code == "unknown-rule" else { return nil }
    return .notFound([told.message, told.help].compactMap { $0 }.joined(separator: "; "))
  }

  // MARK: The record

  private func ledger(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    let last = try target.number("last", within: 1...LedgerAnswer.most) ?? LedgerAnswer.most
    let opened = try deal.current()
    do throws(LoadFailure) {
      if last < LedgerAnswer.most { return .json(try LedgerAnswer.render(opened.standing, last: last)) }
      return .json(
        try opened.answer(.ledger) { () throws(LoadFailure) in try LedgerAnswer.render(opened.standing, last: last) })
    } catch {
      throw .brokenDeal(error)
    }
  }

  private func record(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    try ProposalBody.checkType(request, ["application/json"])
    return try deal.recording { deal throws(Problem) in
      let answer = try RecordAnswer(target, deal.choice, ledgerPath: try deal.current().standing.ledgerPath)
      return .json(try answer.record(request), status: 201)
    }
  }

  private func lines(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    _ = try deal.current()
    return .json(try SourcesAnswer.lines(target, of: deal.choice.sources))
  }
}
