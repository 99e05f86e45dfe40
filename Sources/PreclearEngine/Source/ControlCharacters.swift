extension Unicode.Scalar {
  /// Of the general category Cc, which Unicode will never change (stability policy): the two ranges take no look at its tables.
  package var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
