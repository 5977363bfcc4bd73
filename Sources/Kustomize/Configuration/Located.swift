package import SourceModel

/// A value and the place in a file that gives it.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var location: SourceLocation

  package init(_ value: Value, at location: SourceLocation) {
    self.value = value
    self.location = location
  }
}

/// Key and value of a text map (labels, annotations), in file order.
package struct TextPair: Hashable, Sendable {
  package var key: String
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

extension [TextPair] {
  /// In the byte order of the keys, the order in which kustomize applies maps.
  var sortedByKey: [TextPair] { sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }

  /// The pairs of both; `other` wins where a key is in both.
  func merging(_ other: [TextPair]) -> [TextPair] {
    filter { pair in !other.contains { $0.key.utf8.elementsEqual(pair.key.utf8) } } + other
  }
}
