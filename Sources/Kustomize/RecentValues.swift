/// Values that are kept as long as they are used and there is room: at most twice `limit` in weight, and the last one.
///
/// What was used since the last sweep survives the next; a look-up costs what it costs in a dictionary.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private typealias Generation = [Key: (value: Value, weight: Int)]

  private let limit: Int
  private var young: Generation = [:]
  private var weight = 0
  private var old: Generation = [:]

  init(limit: Int) { self.limit = limit }

  mutating func value(for key: Key) -> Value? {
    if let known = young[key] { return known.value }
    guard !old.isEmpty, let known = old.removeValue(forKey: key) else { return nil }
    keep(known.value, for: key, weight: known.weight)
    return known.value
  }

  mutating func keep(_ value: Value, for key: Key, weight: Int) {
    if self.weight > 0, self.weight > limit - weight {
      old = young
      young = [:]
      self.weight = 0
    }
    let earlier = young.updateValue((value, weight), forKey: key)
    self.weight += weight - (earlier?.weight ?? 0)
  }
}
