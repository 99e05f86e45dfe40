import PreclearEngine
import PreclearLanguage
import PreclearReports

/// All rules in outline, to be found by.
enum RulesAnswer {
  static func render(_ deal: StandingDeal) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.members("rules", deal.pack.rules) { json, rule in json.object { $0.outline(of: rule, deal.pack) } }
    }
    json.endLine()
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func outline(of rule: RuleDeclaration, _ pack: Pack) {
    member("rule", rule.id)
    member("title", rule.title)
    member("pack", pack.modules[rule.pack].name)
    members("on", rule.on) { $0.string($1.text) }
    member("from", ifAny: rule.effectiveFrom.isFinite ? "\(rule.effectiveFrom)" : nil)
    member("to", ifAny: rule.effectiveTo.isFinite ? "\(rule.effectiveTo)" : nil)
    members("covers", rule.covers) { $0.string($1.text) }
    members("citations", rule.citations) { $0.citation($1) }
    key("location")
    object {
      $0.member("file", rule.name.range.file.path)
      $0.member("line", rule.name.range.start.line)
    }
  }
}
