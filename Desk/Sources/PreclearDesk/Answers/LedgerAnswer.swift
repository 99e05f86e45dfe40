import PreclearEngine
import PreclearLanguage
import PreclearReports

/// The past, event by event, with what the rules said of each on its day.
enum LedgerAnswer {
  /// The most events that one answer holds.
  static let most = 2000

  static func render(_ deal: StandingDeal, last: Int) throws(LoadFailure) -> [UInt8] {
    let past = try deal.past()
    var json = JSONWriter(style: .compact)
    json.object {
      $0.member("total", past.count)
      $0.members("events", Array(past.suffix(last))) { json, event in
        json.object {
          $0.key("event")
          $0.node(event.node)
          if let result = event.result {
            $0.key("result")
            $0.result(result)
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }
}
