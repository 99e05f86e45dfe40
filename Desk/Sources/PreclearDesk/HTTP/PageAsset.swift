/// What a browser asks for without the token: the page, its picture, and the description of the interface. All is built into the program.
enum PageAsset {
  /// What stands at a path; nil if there is nothing.
  static func find(_ path: String) -> DeskResponse? {
    switch path {
    case "/": JoinedPage.response
    case "/icon.svg": .asset(PackageResources.icon_svg, contentType: "image/svg+xml")
    case "/openapi.json": .asset(PackageResources.openapi_json, contentType: "application/json")
    default: nil
    }
  }
}
