/// "Did you mean": the declared name that is closest to a misspelled one.
package enum NearestName {
  /// The closest of the candidates, or nil if none is close: at most a third of the letters differ (two at least).
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(name)
    let most = max(2, letters.count / 3)
    var best: String?
    var bestDistance = most + 1
    for candidate in candidates where abs(candidate.count - letters.count) <= most {
      let distance = distance(letters, Array(candidate))
      if distance < bestDistance {
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }

  /// A sentence for a diagnostic's help.
  package static func hint(_ name: String, among candidates: some Sequence<String>) -> String? {
    of(name, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Edits that turn one word into the other; two neighbours swapped count once.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
