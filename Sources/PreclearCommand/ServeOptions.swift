import ArgumentParser

/// What `preclear serve` takes. The desk's program reads the same from the same source, so that one help speaks for both.
package struct ServeOptions: ParsableArguments {
  package static let abstract = "Opens the desk: a page in the browser, on this machine, for one deal."
  package static let discussion = """
    Prints the address of the page, with a token in it: who has the address can read the deal. The desk listens on the \
    loopback interface alone, unless --host names another; then whoever reaches that address and has the token can use it, \
    and nothing is encrypted.

    The deal's files are read again when they change. Nothing is written, but by the button that records an event in the \
    ledger, which is there with --journal.

    The desk is a program of its own, preclear-desk, which has to stand beside preclear or in PATH; make desk builds it.

    Examples:
      preclear serve
      preclear serve --deal deals/one/deal.yaml --port 8080
      preclear serve --source prospectus=prospectus.txt --journal desk.journal

    Exit codes: 2 if the deal cannot be read, the port is taken, or the desk's program is not there.
    """

  @Option(
    help: ArgumentHelp("The deal; without it the nearest deal.yaml, from the working folder up.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  package var deal: String?

  @Option(help: ArgumentHelp("The port; 0 takes one that is free.", valueName: "number"))
  package var port = 8714

  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  package var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp("The events so far, instead of the deal's own ledger.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  package var ledger: String?

  @Option(
    help: ArgumentHelp("Where the check of what is recorded is written; without it nothing can be.", valueName: "file"),
    completion: .file())
  package var journal: String?

  @Option(
    help: ArgumentHelp(
      "Your own copy of a document that the rules cite, so that citations open in it. May be repeated.",
      valueName: "name=file"),
    completion: .file())
  package var source: [String] = []

  package init() {}

  package func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
    for text in source {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw ValidationError("'\(text)' is no source: write NAME=FILE, such as prospectus=prospectus.txt.")
      }
    }
  }
}
