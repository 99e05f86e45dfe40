/// A file of the page, as it lies beside the sources and is built into the program.
enum PageAsset {
  /// The file at a path; nil if the page has none there.
  static func find(_ path: String) -> DeskResponse? {
    switch path {
    case "/": html(PackageResources.index_html)
    case "/desk.css": .asset(PackageResources.desk_css, contentType: "text/css; charset=utf-8")
    case "/icon.svg": .asset(PackageResources.icon_svg, contentType: "image/svg+xml")
    case "/openapi.json": .asset(PackageResources.openapi_json, contentType: "application/json")
    case "/ask.js": script(PackageResources.ask_js)
    case "/check.js": script(PackageResources.check_js)
    case "/desk.js": script(PackageResources.desk_js)
    case "/dom.js": script(PackageResources.dom_js)
    case "/draft.js": script(PackageResources.draft_js)
    case "/findings.js": script(PackageResources.findings_js)
    case "/form.js": script(PackageResources.form_js)
    case "/ledger.js": script(PackageResources.ledger_js)
    case "/memo.js": script(PackageResources.memo_js)
    case "/room.js": script(PackageResources.room_js)
    case "/rules.js": script(PackageResources.rules_js)
    case "/server.js": script(PackageResources.server_js)
    case "/sources.js": script(PackageResources.sources_js)
    case "/state.js": script(PackageResources.state_js)
    case "/trouble.js": script(PackageResources.trouble_js)
    default: nil
    }
  }

  private static func html(_ bytes: [UInt8]) -> DeskResponse {
    .asset(bytes, contentType: "text/html; charset=utf-8")
  }

  private static func script(_ bytes: [UInt8]) -> DeskResponse {
    .asset(bytes, contentType: "text/javascript; charset=utf-8")
  }
}
