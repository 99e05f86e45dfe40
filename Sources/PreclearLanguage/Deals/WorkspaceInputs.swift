/// What the deal names, for whoever keeps what a check was made with.
extension Workspace {
  /// The folder of the rules.
  package var packDirectory: String { deal.packDirectory }
  /// The deal's own ledger.
  package var ledgerPath: String? { deal.ledger }
  package var waiversPath: String? { deal.waivers }
  package var readings: DocumentNode? { deal.readings }
}
