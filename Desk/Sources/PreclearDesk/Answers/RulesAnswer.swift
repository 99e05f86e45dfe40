import PreclearEngine
import PreclearLanguage
import PreclearReports

/// The rules as they are written, with where each stands in its source.
enum RulesAnswer {
  static func render(_ deal: StandingDeal) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.members("rules", deal.pack.rules) { json, rule in json.object { $0.outline(of: rule, deal.pack) } }
    }
    json.endLine()
    return json.bytes
  }

  /// One rule in full.
  static func render(_ rule: RuleDeclaration, _ deal: StandingDeal) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object {
      $0.outline(of: rule, deal.pack)
      $0.members("clauses", rule.clauses) { $0.clause($1) }
      $0.members("let", rule.lets) { json, item in
        json.object {
          $0.member("name", item.name.text)
          $0.member("value", ExpressionPrinter.text(item.value))
        }
      }
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
    member("where", ifAny: rule.where.map(ExpressionPrinter.text))
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

  fileprivate mutating func clause(_ clause: RuleDeclaration.Clause) {
    object {
      $0.member("id", ifAny: clause.id?.text)
      $0.member("form", clause.form.rawValue)
      $0.member("condition", ExpressionPrinter.text(clause.condition))
      $0.member("where", ifAny: clause.where.map(ExpressionPrinter.text))
      $0.members("unless", clause.exceptions) { json, exception in
        json.object {
          $0.member("id", exception.id.text)
          $0.member("if", ExpressionPrinter.text(exception.condition))
        }
      }
      $0.members("citations", clause.citations) { $0.citation($1) }
    }
  }
}
