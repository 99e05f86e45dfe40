import ArgumentParser
import PreclearAuthoring
import PreclearEngine
import PreclearLanguage

extension SchemaDocument: ExpressibleByArgument {}

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Writes the JSON Schema of a file of a pack or a deal, for editors.",
    discussion: """
      The schema (draft-07) is made from a pack: it has the pack's kinds of event, their fields with questions and units, the \
      rules, the readings. An editor completes and explains files by it, and marks what is wrong while one writes.

      Without --deal and --pack the nearest deal.yaml is taken.

      Examples:
        preclear schema event --output event.schema.json
        preclear schema pack --pack Rules/one > pack.schema.json
        # yaml-language-server: $schema=event.schema.json     (the first line of a file, for many editors)
      """)

  @Argument(help: "What the schema is of: pack, deal, event, test or waivers.")
  var document: SchemaDocument

  @Option(
    help: ArgumentHelp("Write here instead of to standard output, all of it or nothing.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var packOptions: PackOptions
  @OptionGroup var shared: SharedOptions

  func run() throws {
    try shared.reporting { () throws(LoadFailure) in
      let files = Files()
      let schema = try SchemaExport(try packOptions.load(files)).schema(of: document)
      if let output, output != "-" {
        try files.replace(output, with: schema)
      } else {
        try Console.print(schema)
      }
    }
  }
}
