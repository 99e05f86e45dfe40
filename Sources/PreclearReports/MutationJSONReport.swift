import PreclearEngine

/// Which small changes to a pack no test notices, for programs.
package enum MutationJSONReport {
  package static func render(_ result: MutationResult) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.object { json in
      json.member("format", "preclear.mutation/1")
      json.key("changes")
      json.list { json in for mutant in result.mutants { write(mutant, &json) } }
    }
    json.endLine()
    return json.bytes
  }

  private static func write(_ mutant: MutationResult.Mutant, _ json: inout JSONWriter) {
    json.object { json in
      for (key, text) in [("owner", mutant.owner), ("change", mutant.change), ("file", mutant.place.file.path)] {
        json.key(key)
        json.string(text)
      }
      json.key("line")
      json.integer(mutant.place.start.line)
      json.key("noticed_by")
      switch mutant.fate {
      case .noticed(let name): json.string(name)
      case .survived: json.null()
      }
      json.key("survives_because")
      if let reason = mutant.reason { json.string(reason) } else { json.null() }
    }
  }
}
