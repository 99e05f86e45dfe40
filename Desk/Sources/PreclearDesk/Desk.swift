import PreclearEngine
import PreclearLanguage

/// The desk: requests in, responses out, over one deal that is kept in memory. It knows no socket.
///
/// Who asks is looked at here; the work is done by clerks, each on a thread of its own, and each on one request at a time.
package actor Desk {
  /// More than any proposal needs, and little enough to be read at once.
  package static let requestLimit = 1 << 18
  /// What takes long keeps one clerk, not all of them, and more than so many cores nobody types for.
  private static let clerkCounts = 2...8

  /// Before it is known where the desk listens it answers nobody.
  private var access = AccessRules(token: "", hosts: [])
  private var free: [Clerk]
  /// Who waits for a clerk, in the order in which they came.
  private var waiting: [CheckedContinuation<Clerk, Never>] = []

  /// Throws what is wrong with the deal, its rules, its ledger or the copies of its sources.
  package init(_ choice: DealChoice, cores: Int = 2) throws(LoadFailure) {
    let deal = try CurrentDeal(choice)
    // Whoever opens the page first need not wait until it is put together.
    _ = JoinedPage.response
    let count = min(max(cores, Self.clerkCounts.lowerBound), Self.clerkCounts.upperBound)
    free = (0..<count).map { _ in Clerk(deal) }
  }

  package func open(to access: AccessRules) {
    self.access = access
  }

  package func answer(_ request: DeskRequest) async -> DeskResponse {
    var response: DeskResponse
    do throws(Problem) {
      response = try await respond(to: request)
    } catch {
      response = .problem(error)
    }
    if request.method == "HEAD" {
      response.headers.append(("Content-Length", "\(response.body.count)"))
      response.body = []
    }
    return response
  }

  private func respond(to request: DeskRequest) async throws(Problem) -> DeskResponse {
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
    let clerk = await takeClerk()
    defer { giveBack(clerk) }
    return try await clerk.answer(route, target, request)
  }

  private func takeClerk() async -> Clerk {
    // The one that worked last has the record of the day at hand.
    if let clerk = free.popLast() { return clerk }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack(_ clerk: Clerk) {
    if waiting.isEmpty { free.append(clerk) } else { waiting.removeFirst().resume(returning: clerk) }
  }
}
