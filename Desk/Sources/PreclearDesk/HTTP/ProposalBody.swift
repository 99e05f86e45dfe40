import PreclearEngine
import PreclearFiles

/// What a request proposes: YAML or JSON, as a proposal's file holds it.
enum ProposalBody {
  private static let types = ["application/json", "application/yaml", "application/x-yaml", "text/yaml"]
  private static let longestName = 400

  /// The body as a file under the name by which messages and the report are to call it.
  static func read(_ request: DeskRequest, _ target: RequestTarget) throws(Problem) -> SourceFile {
    try checkType(request, types)
    let name = try target.value("name") ?? Files.standardInputName
    guard !name.isEmpty, name.unicodeScalars.count <= longestName,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw .badRequest(
        "the parameter 'name' is a text of 1 to \(longestName) characters, none of them a control character")
    }
    return SourceFile(path: name, bytes: request.body)
  }

  static func checkType(_ request: DeskRequest, _ allowed: [String]) throws(Problem) {
    let type = (request.contentType ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard allowed.contains(type) else {
      throw Problem(
        415, "media-type", title: "The content type is not known",
        detail: "send events as \(allowed.joined(separator: " or "))")
    }
  }
}
