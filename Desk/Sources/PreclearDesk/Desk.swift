import PreclearAuthoring
import PreclearEngine
import PreclearLanguage
import PreclearReports

/// The desk: requests in, responses out, over one deal that is kept in memory. It knows no socket.
///
/// One request is answered at a time. A check takes about a millisecond, and the deal's state is one.
package actor Desk {
  /// More than any proposal needs, and little enough to be read at once.
  package static let requestLimit = 1 << 18

  private let choice: DealChoice
  /// Before it is known where the desk listens it answers nobody.
  private var access = AccessRules(token: "", hosts: [])
  private var opened: OpenedDeal

  /// Throws what is wrong with the deal, its rules, its ledger or the copies of its sources.
  package init(_ choice: DealChoice) throws(LoadFailure) {
    self.choice = choice
    opened = try OpenedDeal(choice)
  }

  package func open(to access: AccessRules) {
    self.access = access
  }

  package func answer(_ request: DeskRequest) -> DeskResponse {
    var response: DeskResponse
    do throws(Problem) {
      response = try respond(to: request)
    } catch {
      response = .problem(error)
    }
    if request.method == "HEAD" {
      response.headers.append(("Content-Length", "\(response.body.count)"))
      response.body = []
    }
    return response
  }

  private func respond(to request: DeskRequest) throws(Problem) -> DeskResponse {
    try access.checkOrigin(request)
    guard let target = RequestTarget(request.target) else {
      throw .badRequest("the address is not well formed: a percent sign stands before two hexadecimal digits of UTF-8")
    }
    if let asset = PageAsset.find(target.path) {
      guard ["GET", "HEAD"].contains(request.method) else { throw .wrongMethod(allowed: ["GET", "HEAD"]) }
      return asset
    }
    try access.checkToken(request)
    let route = try Route.find(request.method, target.path)
    try target.checkNames(route.shape.parameters)
    guard request.body.count <= Self.requestLimit else { throw .tooLarge(limit: Self.requestLimit) }
    return try answer(route, target, request)
  }

  private func answer(_ route: Route, _ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    switch route {
    case .deal: return try known(route) { deal in DealAnswer.render(deal.standing, choice) }
    case .schema: return try known(route) { deal in SchemaAnswer.render(deal.standing) }
    case .rules: return try known(route) { deal in RulesAnswer.render(deal.standing) }
    case .sources: return try known(route) { deal in SourcesAnswer.render(deal.standing, choice.sources) }
    case .explain: return try explain(target)
    case .check: return try check(target, request)
    case .headroom: return try headroom(target, request)
    case .ledger: return try ledger(target)
    case .record: return try record(target, request)
    case .lines: return try lines(target)
    }
  }

  // MARK: The deal

  /// The deal as its files are now.
  private func current() throws(Problem) -> OpenedDeal {
    if opened.isCurrent { return opened }
    do throws(LoadFailure) {
      opened = try OpenedDeal(choice)
      return opened
    } catch {
      throw .brokenDeal(error)
    }
  }

  private func known(_ route: Route, _ make: (OpenedDeal) throws(LoadFailure) -> [UInt8]) throws(Problem)
    -> DeskResponse
  {
    let deal = try current()
    do throws(LoadFailure) {
      return .json(try deal.answer(route) { () throws(LoadFailure) in try make(deal) })
    } catch {
      throw .brokenDeal(error)
    }
  }

  // MARK: Judging

  private func check(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    let proposal = try ProposalBody.read(request, target)
    let deal = try current()
    do throws(LoadFailure) {
      return .json(JSONReport.render(try deal.standing.check([proposal])))
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
    let standing = try current().standing
    do throws(LoadFailure) {
      let answer: HeadroomAnswer =
        isByDate == nil
        ? .size(try standing.headroom([proposal], field: field)) : .days(try standing.dateRoom([proposal]))
      return .json(HeadroomFormat.json.render(answer, deal: standing.name, width: 0, palette: .plain))
    } catch {
      throw .invalidInput(error)
    }
  }

  private func explain(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    guard let id = try target.value("rule") else { throw .badRequest("the parameter 'rule' is missing") }
    let deal = try current()
    do throws(LoadFailure) {
      let sheet = CardSheet(title: id, date: nil, cards: [try deal.cards().card(of: id)])
      return .json(CardFormat.json.render(sheet, width: 0, palette: .plain))
    } catch {
      guard error.diagnostics[0].code == "unknown-rule" else { throw .brokenDeal(error) }
      throw .notFound(
        [error.diagnostics[0].message, error.diagnostics[0].help].compactMap { $0 }.joined(separator: "; "))
    }
  }

  private func ledger(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    let last = try target.number("last", within: 1...LedgerAnswer.most) ?? LedgerAnswer.most
    let deal = try current()
    do throws(LoadFailure) {
      if last < LedgerAnswer.most { return .json(try LedgerAnswer.render(deal.standing, last: last)) }
      return .json(
        try deal.answer(.ledger) { () throws(LoadFailure) in try LedgerAnswer.render(deal.standing, last: last) })
    } catch {
      throw .brokenDeal(error)
    }
  }

  private func record(_ target: RequestTarget, _ request: DeskRequest) throws(Problem) -> DeskResponse {
    try ProposalBody.checkType(request, ["application/json"])
    let answer = try RecordAnswer(target, choice, ledgerPath: try current().standing.ledgerPath)
    return .json(try answer.record(request), status: 201)
  }

  private func lines(_ target: RequestTarget) throws(Problem) -> DeskResponse {
    _ = try current()
    return .json(try SourcesAnswer.lines(target, of: choice.sources))
  }
}
