import PreclearEngine
import PreclearLanguage

extension Skeleton {
  /// A pack with one kind of event, one rule, its parameter and its tests, and a deal to try it in.
  package static func pack(in folder: String, named name: String) throws(LoadFailure) -> Skeleton {
    try checkName(name, "a pack")
    func path(_ file: String) -> String { FilePath.join(folder, file) }
    return Skeleton(
      files: [
        (path("pack.yaml"), packHead(name)), (path("schema.yaml"), schema), (path("parameters.yaml"), parameters),
        (path("sales.yaml"), rules), (path("sales.test.yaml"), tests), (path("example/deal.yaml"), deal(name)),
        (path("example/sale.yaml"), proposal),
      ],
      next: [
        "preclear test \(folder)", "preclear check \(path("example/sale.yaml"))",
        "preclear explain sales/largest-sale --pack \(folder)",
      ])
  }

  private static func packHead(_ name: String) -> String {
    """
    pack: \(name)
    version: 0.1.0
    title: What this pack is about

    # The documents that rules cite, each with the SHA-256 of the copy whose lines are meant: sha256: …
    sources:
      agreement: {title: The agreement}

    # What the documents demand, each covered by a rule, or named under no_rule with the reason why it needs none.
    catalogue: [LARGEST-SALE, GOVERNING-LAW]

    no_rule:
      GOVERNING-LAW: It limits no transaction.

    """
  }

  private static let schema = """
    # What an event may hold. A field that is left out is unknown, and is asked for.
    events:
      sale:
        fields:
          shares: {type: int, minimum: 1, required: true}
          price: {type: decimal, minimum: 0, unit: USD per share, ask: "At what price per share?"}

    """

  private static let parameters = """
    parameters:
      largest_sale:
        title: Largest proceeds of one sale, in USD
        values:
          - from: 2000-01-01
            value: 100000.00
            cite: {source: agreement, page: "1", lines: 1-2, anchor: no sale shall exceed}

    """

  private static let rules = """
    rules:
      largest-sale:
        title: No sale brings more than the agreement allows
        on: sale
        forbid: event.shares * event.price > parameter.largest_sale
        because: >-
          The sale brings {event.shares * event.price | money}, and {parameter.largest_sale | money} is the most that the agreement
          allows.
        cure:
          - reduce: shares
        covers: [LARGEST-SALE]
        cite: {source: agreement, page: "1", lines: 1-2, anchor: no sale shall exceed}

    """

  private static let tests = """
    deal: example/deal.yaml
    cases:
      - name: Exactly what the agreement allows
        propose: {id: S-1, kind: sale, date: 2026-03-02, shares: 10000, price: 10.00}
        expect:
          verdict: clear
          outcomes: {sales/largest-sale: clear}

      - name: A cent more
        propose: {id: S-1, kind: sale, date: 2026-03-02, shares: 1, price: 100000.01}
        expect:
          verdict: blocked
          outcomes: {sales/largest-sale: violation}
          message: {sales/largest-sale: "100,000.01"}

      - name: Nobody says at what price
        propose: {id: S-1, kind: sale, date: 2026-03-02, shares: 10000}
        expect:
          verdict: review
          outcomes: {sales/largest-sale: indeterminate}
          missing: {sales/largest-sale: [event.price]}

    """

  private static func deal(_ pack: String) -> String {
    """
    deal: \(pack)-example
    pack: ..

    """
  }

  private static let proposal = """
    id: S-1
    kind: sale
    date: 2026-03-02
    shares: 12000
    price: 10.00

    """
}
