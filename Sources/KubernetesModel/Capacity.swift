/// What is free in a cluster, as a person states it for the decisions that Karmada takes by live data.
package enum Capacity: Sendable, Hashable {
  /// So many replicas of any workload.
  case replicas(Int64)
  /// Free amounts by resource name, `pods` among them.
  case resources([String: Quantity])

  /// How many replicas with these requests it has room for; nil when requests are unknown and amounts are given.
  ///
  /// As Karmada's general estimator counts: the free pods, and for each requested resource what is free by what one
  /// replica asks for; a resource that is not listed has nothing free.
  package func replicas(requesting requests: [(name: String, quantity: Quantity)]?) -> Int64? {
    switch self {
    case .replicas(let count): return count
    case .resources(let free):
      guard let requests else { return nil }
      var result = max(0, free["pods"]?.value ?? 0)
      for (name, quantity) in requests where quantity.isPositive {
        let available = free[name] ?? .zero
        let isProcessor = name == "cpu"
        let (have, want) =
          isProcessor ? (available.milliValue, quantity.milliValue) : (available.value, quantity.value)
        result = min(result, max(0, have) / max(1, want))
      }
      return result
    }
  }
}
