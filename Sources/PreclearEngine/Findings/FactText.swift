extension Fact {
  /// The value, or what is known of it, in words.
  package var valueText: String {
    if let value { return value }
    return switch (least, most) {
    case (nil, nil): "not known"
    case (let least?, nil): "at least \(least)"
    case (nil, let most?): "at most \(most)"
    case (let least?, let most?): "between \(least) and \(most)"
    }
  }
}
