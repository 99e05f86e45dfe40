/// What can be asked of the desk about the deal. `openapi.json` describes the same; a test holds them together.
enum Route: CaseIterable {
  case deal
  case schema
  case rules
  case explain
  case evaluate
  case check
  case headroom
  case room
  case ledger
  case record
  case sources
  case lines

  struct Shape {
    let method: String
    let path: String
    var parameters: [String] = []
  }

  var shape: Shape {
    switch self {
    case .deal: Shape(method: "GET", path: "/api/deal")
    case .schema: Shape(method: "GET", path: "/api/schema")
    case .rules: Shape(method: "GET", path: "/api/rules")
    case .explain: Shape(method: "GET", path: "/api/explain", parameters: ["rule"])
    case .evaluate: Shape(method: "POST", path: "/api/explain", parameters: ["name", "rule"])
    case .check: Shape(method: "POST", path: "/api/check", parameters: ["name"])
    case .headroom: Shape(method: "POST", path: "/api/headroom", parameters: ["name", "field", "by"])
    case .room: Shape(method: "GET", path: "/api/room", parameters: ["as_of"])
    case .ledger: Shape(method: "GET", path: "/api/ledger", parameters: ["last"])
    case .record: Shape(method: "POST", path: "/api/ledger", parameters: ["confirm", "verdict"])
    case .sources: Shape(method: "GET", path: "/api/sources")
    case .lines: Shape(method: "GET", path: "/api/lines", parameters: ["source", "from", "to"])
    }
  }

  /// The route of a method and a path. `HEAD` asks for what `GET` gives.
  static func find(_ method: String, _ path: String) throws(Problem) -> Route {
    let routes = allCases.filter { $0.shape.path == path }
    guard !routes.isEmpty else { throw .notFound("the desk has no '\(path.prefix(100))'") }
    let asked = method == "HEAD" ? "GET" : method
    if let route = routes.first(where: { $0.shape.method == asked }) { return route }
    throw .wrongMethod(allowed: routes.flatMap { $0.shape.method == "GET" ? ["GET", "HEAD"] : [$0.shape.method] })
  }
}
