extension Document {
  /// Gives a scalar the type that YAML 1.1 gives it, so that it keeps it wherever it is copied; false when its
  /// text and its tag don't agree.
  mutating func normalise(_ record: inout NodeRecord) -> Bool {
    guard record.kind == .scalar else { return true }
    if record.tag == .none {
      guard record.style == .plain, record.value.length > 0 else { return true }
      switch ScalarResolver.hint(text[Int(record.value.offset)]) {
      case .word:
        let value = withText(record.value) { ScalarResolver.plain($0, as: .yaml11, readsTimestamps: false) }
        guard case .boolean(let isTrue) = value else { return true }
        record.tag = .boolean
        record.value = append(text: isTrue ? "true".utf8 : "false".utf8)
      case .digit:
        if withText(record.value, { Timestamp($0) != nil }) { record.tag = .string }
      case .point, .sign:
        // JSON, which every such text becomes, has no infinity.
        let value = withText(record.value) { ScalarResolver.plain($0, as: .yaml11, readsTimestamps: false) }
        if case .float(let number) = value, !number.isFinite { return false }
      case .none: break
      }
      return true
    }
    let value = withText(record.value) {
      ScalarResolver.resolve($0, tag: record.tag, isPlain: record.style == .plain, as: .yaml11)
    }
    switch value {
    case .invalid: return false
    case .float(let number) where !number.isFinite: return false
    case .boolean(let isTrue): record.value = append(text: isTrue ? "true".utf8 : "false".utf8)
    case .string: record.tag = .string
    default: break
    }
    return true
  }

  /// Makes a key the text that YAML 1.1 readers make of it; false when they refuse it.
  mutating func normalise(_ key: inout PendingKey) -> Bool {
    if key.tag == .none {
      guard key.style == .plain else { return true }
      if key.slice.length > 0, ScalarResolver.hint(text[Int(key.slice.offset)]) == .none { return true }
    }
    if OpenCollections.isMerge(key, in: self) { return true }
    let resolved = withText(key.slice) { bytes -> [UInt8]? in
      ScalarResolver.resolve(bytes, tag: key.tag, isPlain: key.style == .plain, as: .yaml11).keyText(bytes)
    }
    guard let resolved else { return false }
    key.slice = append(text: resolved)
    key.tag = .string
    return true
  }
}
