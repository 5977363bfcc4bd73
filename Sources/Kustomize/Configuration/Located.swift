package import SourceModel
package import YAML

/// A value and the place in a file that gives it.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var location: SourceLocation
  /// Where the lines of a text that is read itself stand in the file; nil where nobody looked.
  package var places: TextPlaces?

  package init(_ value: Value, at location: SourceLocation, places: TextPlaces? = nil) {
    self.value = value
    self.location = location
    self.places = places
  }
}

/// Key and value of a text map (labels, annotations), in file order.
package struct TextPair: Hashable, Sendable {
  package var key: String
  package var value: String
  /// Where the value is written; nil where that is the place of the whole map.
  package var location: SourceLocation?

  package init(_ key: String, _ value: String, at location: SourceLocation? = nil) {
    self.key = key
    self.value = value
    self.location = location
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
