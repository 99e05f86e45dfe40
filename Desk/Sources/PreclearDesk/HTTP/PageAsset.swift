/// A file of the page, as it lies beside the sources and is built into the program.
enum PageAsset {
  /// The file at a path; nil if the page has none there.
  static func find(_ path: String) -> DeskResponse? {
    switch path {
    case "/": html(PackageResources.index_html)
    case "/desk.css": .asset(PackageResources.desk_css, contentType: "text/css; charset=utf-8")
    case "/icon.svg": .asset(PackageResources.icon_svg, contentType: "image/svg+xml")
    case "/openapi.json": .asset(PackageResources.openapi_json, contentType: "application/json")
    case "/desk.js": .asset(JoinedScript.bytes, contentType: "text/javascript; charset=utf-8")
    default: nil
    }
  }

  private static func html(_ bytes: [UInt8]) -> DeskResponse {
    .asset(bytes, contentType: "text/html; charset=utf-8")
  }
}
