/// The formats of what `test` says of tests: what they try, and what they notice.
package enum TestReportFormat: String, CaseIterable, Sendable {
  case text
  case json
  case html
}
