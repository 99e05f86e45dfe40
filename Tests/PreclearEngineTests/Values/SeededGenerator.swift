import PreclearEngine

/// Random bits that are the same in every run (SplitMix64), so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// As many numbers of one digit as of thirty-eight.
  mutating func integer(maximumBits: Int = 127) -> Int128 {
    let bits = Int.random(in: 0...maximumBits, using: &self)
    let random = UInt128(next()) << 64 | UInt128(next())
    let cut = bits == 0 ? 0 : Int128(truncatingIfNeeded: random >> UInt128(128 - bits))
    return Bool.random(using: &self) ? cut : -cut
  }

  mutating func decimal(maximumBits: Int = 127, maximumScale: Int = Decimal.maximumScale) -> Decimal {
    Decimal(integer(maximumBits: maximumBits), scale: Int.random(in: 0...maximumScale, using: &self))
  }
}
