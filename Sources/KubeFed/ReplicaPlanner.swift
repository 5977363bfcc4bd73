/// Divides replicas as KubeFed's planner does on a fresh system. Source: reference/kubefed.md section 6.
struct ReplicaPlanner {
  struct Preference: Sendable {
    var weight: Int64 = 0
    var minimum: Int64 = 0
    /// Nil: unbounded.
    var maximum: Int64?
  }

  /// By cluster name; `*` is for clusters that have none of their own.
  var preferences: [String: Preference]

  /// The replicas of each cluster, in the order of `clusters`; `key` is `namespace/name` of the object.
  func plan(_ total: Int64, clusters: [String], key: String) -> [Int64] {
    struct Entry {
      var index: Int
      var preference: Preference
      var hash: UInt32
      var planned: Int64 = 0
    }
    var entries: [Entry] = []
    for (index, name) in clusters.enumerated() {
      guard let preference = preferences[name] ?? preferences["*"] else { continue }
      entries.append(Entry(index: index, preference: preference, hash: fnv1(name + key)))
    }
    entries.sort { a, b in
      if a.preference.weight != b.preference.weight { return a.preference.weight > b.preference.weight }
      return a.hash == b.hash ? a.index < b.index : a.hash < b.hash
    }
    var rest = total
    for index in entries.indices {
      entries[index].planned = min(entries[index].preference.minimum, rest)
      rest -= entries[index].planned
    }
    var open = Array(entries.indices)
    var wasGiven = true
    while wasGiven, rest > 0 {
      wasGiven = false
      let sum = open.reduce(Int128(0)) { $0 + Int128(entries[$1].preference.weight) }
      let distributed = Int128(rest)
      if sum <= 0 { break }
      var next: [Int] = []
      for index in open {
        let exact = (distributed * Int128(entries[index].preference.weight) + sum - 1) / sum
        let start = entries[index].planned
        var new = start + Int64(min(exact, Int128(rest)))
        if let maximum = entries[index].preference.maximum, new > maximum {
          new = maximum
        } else {
          next.append(index)
        }
        entries[index].planned = new
        rest -= new - start
        if new > start { wasGiven = true }
      }
      open = next
    }
    var result = [Int64](repeating: 0, count: clusters.count)
    for entry in entries { result[entry.index] = entry.planned }
    return result
  }
}

/// 32-bit FNV-1 (not FNV-1a).
private func fnv1(_ text: String) -> UInt32 {
  var hash: UInt32 = 2_166_136_261
  for byte in text.utf8 { hash = (hash &* 16_777_619) ^ UInt32(byte) }
  return hash
}
