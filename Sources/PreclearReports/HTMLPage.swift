/// One page of HTML that stands alone: no script, no file beside it, nothing fetched. Prints well, in light and dark.
package struct HTMLPage {
  private let title: String
  private var body = ""
  /// Rules of style beside those that all pages share.
  private let style: String

  package init(title: String, style: String = "") {
    self.title = title
    self.style = style
  }

  /// Adds markup as it is. Text of a person goes through ``escape(_:)`` first.
  package mutating func add(_ markup: String) {
    body += markup
    body += "\n"
  }

  package var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <title>\(Self.escape(title))</title>
    <style>
    \(Self.sharedStyle)
    \(style)
    </style>
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// Text as it stands in an element or in a quoted attribute. What HTML cannot hold, a control character, becomes U+FFFD; marks
  /// that turn the direction of writing are shown by name, so that no text can look like another.
  package static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": result.append(scalar)
      case "\u{061C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        result.append(contentsOf: "[U+\(String(scalar.value, radix: 16, uppercase: true))]".unicodeScalars)
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        result.append(isControl ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  private static let sharedStyle = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #595959; --line: #d0d0d0; --shade: #f5f5f2;
      --blocked: #a8071a; --review: #874d00; --clear: #135200; }
    @media (prefers-color-scheme: dark) { :root { --ink: #eaeaea; --paper: #16181a; --faint: #a6a6a6; --line: #44484c;
      --shade: #1f2225; --blocked: #ff9c9c; --review: #ffc069; --clear: #95de64; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 Georgia, "Times New Roman", serif; }
    main { max-width: 50rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
    h1, h2, h3 { line-height: 1.25; }
    table { border-collapse: collapse; width: 100%; }
    th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
    th { background: var(--shade); }
    code, pre { font: .875em/1.5 ui-monospace, Menlo, Consolas, monospace; }
    .faint { color: var(--faint); }
    .blocked { color: var(--blocked); }
    .review { color: var(--review); }
    .clear { color: var(--clear); }
    @media print { :root { --ink: #000; --paper: #fff; --faint: #444; --line: #999; --shade: #fff; --blocked: #000;
      --review: #000; --clear: #000; } main { max-width: none; padding: 0; } h2, h3 { break-after: avoid; } }
    """
}
