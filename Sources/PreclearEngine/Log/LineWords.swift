/// Reads of several bytes at once: the only unsafe code of the engine.
///
/// What is read is taken as numbers, and every pattern of bits is a number; the span checks that all bytes that are read lie
/// within it. Bytes come in the order of the memory, the first one lowest.
extension Span<UInt8> {
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
