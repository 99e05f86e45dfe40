/// The version of the program, in its help and in records of what it judged.
package enum ProgramVersion {
  package static let current = "0.1.0"
}
