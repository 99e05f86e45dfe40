import PreclearJournal

/// The page in one piece, its style and its scripts within it: a browser that has to ask for them, too, shows the form later.
enum JoinedPage {
  /// Made once. The policy names style and script by their hashes, so that no other can stand in for them.
  static let response = join()

  private static func join() -> DeskResponse {
    let style = String(decoding: PackageResources.desk_css, as: UTF8.self)
    let script = JoinedScript.text
    let html = String(decoding: PackageResources.index_html, as: UTF8.self)
      .replacing("<style></style>", with: "<style>\(style)</style>")
      .replacing("<script></script>", with: "<script>\(script)</script>")
    return .page(
      Array(html.utf8), style: ContentDigest.integrity(of: Array(style.utf8)),
      script: ContentDigest.integrity(of: Array(script.utf8)))
  }
}
