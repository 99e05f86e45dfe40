/// The second pass over a rule that was not clear: which facts it used, in the order in which it first used them.
package final class Tracer {
  package private(set) var values: [(name: String, value: Value)] = []
  private var seen: Set<String> = []

  package init() {}

  /// Only the first value of a name is kept: inside a macro one name stands for many.
  package func record(_ name: String, _ value: Value) {
    if seen.insert(name).inserted { values.append((name, value)) }
  }
}
