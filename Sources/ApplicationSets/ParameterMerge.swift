internal import GoTemplate

/// Why two sets can't be merged: Argo CD panics there.
struct StringMapConflict: Error {
  var key: String
}

extension MapValue {
  /// Merges `other` into this map, mapping by mapping; everything else of `other` wins, also what is empty.
  ///
  /// Source: reference/applicationset.md section 7.1.
  func overlay(_ other: MapValue, depth: Int = 0) throws(StringMapConflict) {
    for entry in other.sorted {
      guard case .map(let theirs) = entry.value, case .map(let ours)? = self[entry.key] else {
        self[entry.key] = entry.value
        continue
      }
      if ours.element == .string, theirs.element != .string, !theirs.isEmpty {
        throw StringMapConflict(key: entry.key)
      }
      if depth < 500 { try ours.overlay(theirs, depth: depth + 1) }
    }
  }

  /// A copy whose maps, at any depth, are its own.
  func detached() -> MapValue {
    if case .map(let copy)? = try? Value.map(self).deepCopy() { return copy }
    return copy()
  }
}
