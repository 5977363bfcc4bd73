internal import YAML

/// Numbers for texts: equal bytes, equal number; the empty text is 0.
struct TextNumbers {
  private var numbers: [[UInt8]: Int] = [[]: 0]

  mutating func number(of text: ArraySlice<UInt8>) -> Int {
    let text = Array(text)
    if let number = numbers[text] { return number }
    let number = numbers.count
    numbers[text] = number
    return number
  }
}

/// An element of a merged list with the texts of its merge keys.
struct KeyedElement {
  var node: NodeID
  /// For each key the number of its text; nil where the field is missing.
  var texts: [Int?]
  /// As `texts`, but 0 where the field is missing or null.
  var tuple: [Int]
  var isMapping: Bool
  /// A null or a mapping without fields.
  var isEmpty: Bool

  init(_ document: Document, _ node: NodeID, _ keys: [String], _ numbers: inout TextNumbers) {
    self.node = node
    isMapping = document.isMapping(node)
    isEmpty = isMapping ? document.firstChild(node) == nil : document.isNullScalar(node)
    texts = []
    tuple = []
    for key in keys {
      guard let value = document[node, key] else {
        texts.append(nil)
        tuple.append(0)
        continue
      }
      let number = numbers.number(of: document.bytes(document[value].value))
      texts.append(number)
      tuple.append(document.isNullScalar(value) ? 0 : number)
    }
  }

  init(node: NodeID, copying other: KeyedElement) {
    self = other
    self.node = node
  }
}

/// A question for elements: these keys (by index) with these texts.
struct KeyQuery {
  var keys: [Int]
  var values: [Int]

  init(keys: [Int], values: [Int]) {
    self.keys = keys
    self.values = values
  }

  /// The keys that the tuple gives; all of them when it gives none.
  init(_ tuple: [Int]) {
    keys = tuple.indices.filter { tuple[$0] != 0 }
    if keys.isEmpty { keys = Array(tuple.indices) }
    values = keys.map { tuple[$0] }
  }

  /// The keys that any of the tuples gives; all of them when none does.
  static func validKeys(of tuples: [[Int]], count: Int) -> [Int] {
    let valid = (0..<count).filter { key in tuples.contains { $0[key] != 0 } }
    return valid.isEmpty ? Array(0..<count) : valid
  }

  /// The tuple that both mean when they agree somewhere and differ only where one is empty.
  static func union(_ a: [Int], _ b: [Int]) -> [Int]? {
    var agrees = false
    var union = a
    for index in a.indices {
      if a[index] == b[index] {
        agrees = true
      } else if a[index] == 0 {
        union[index] = b[index]
      } else if b[index] != 0 {
        return nil
      }
    }
    return agrees ? union : nil
  }

  /// Whether the element has exactly these texts.
  func matchesExactly(_ element: KeyedElement) -> Bool {
    zip(keys, values).allSatisfy { element.texts[$0] == $1 }
  }

  /// Whether "set the element" of the reference takes this for the element: an empty text stands for any, and keys
  /// beyond the values don't count. Without values nothing matches.
  func matches(_ element: KeyedElement) -> Bool {
    !values.isEmpty
      && zip(keys, values).allSatisfy { key, value in
        element.texts[key].map { value == 0 || $0 == value } ?? false
      }
  }
}

/// A list under construction, with the operations of the reference on it.
struct KeyedElements {
  private(set) var elements: [KeyedElement] = []

  init(_ elements: [KeyedElement] = []) { self.elements = elements }

  init(_ document: Document, _ nodes: [NodeID], _ keys: [String], _ numbers: inout TextNumbers) {
    elements.reserveCapacity(nodes.count)
    for node in nodes { elements.append(KeyedElement(document, node, keys, &numbers)) }
  }

  /// The first element with each tuple.
  func firstByTuple() -> [[Int]: KeyedElement] {
    Dictionary(elements.map { ($0.tuple, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func removeAll(_ isUnwanted: (KeyedElement) -> Bool) { elements.removeAll(where: isUnwanted) }

  /// What `append` does when every element has all its keys: with one key the others take the places of their equals,
  /// with several they follow in their own order; the last of equal ones stays.
  mutating func join(_ others: KeyedElements) {
    guard (elements.first ?? others.elements.first)?.tuple.count == 1 else {
      let last = Dictionary(others.elements.map { ($0.tuple, $0.node) }, uniquingKeysWith: { $1 })
      elements.removeAll { last[$0.tuple] != nil }
      elements += others.elements.filter { last[$0.tuple] == $0.node }
      return
    }
    var places = Dictionary(
      elements.enumerated().map { ($1.tuple, $0) }, uniquingKeysWith: { first, _ in first })
    for element in others.elements {
      if let place = places[element.tuple] {
        elements[place] = element
      } else {
        places[element.tuple] = elements.count
        elements.append(element)
      }
    }
  }

  func first(_ query: KeyQuery) -> KeyedElement? { elements.first { query.matchesExactly($0) } }

  /// Removes what matches, and empty elements; everything when the query has no values.
  mutating func removeAll(where query: KeyQuery) {
    elements.removeAll { $0.isEmpty || query.values.isEmpty || query.matches($0) }
  }

  /// Puts `element` in place of all that match, or at the end; drops empty elements, and everything else when the query
  /// has no values.
  mutating func set(_ element: KeyedElement, where query: KeyQuery) {
    var found = false
    if query.values.isEmpty {
      elements = []
    } else {
      elements.removeAll(where: \.isEmpty)
      for index in elements.indices where query.matches(elements[index]) {
        elements[index] = element
        found = true
      }
    }
    if !found { elements.append(element) }
  }

  /// Sets the elements of `others` one by one, by the keys with these indexes.
  mutating func append(_ others: KeyedElements, keys: [Int]) {
    for element in others.elements {
      var values: [Int] = []
      for key in keys {
        if let text = element.texts[key] { values.append(text) } else { elements.append(element) }
      }
      let query = KeyQuery(keys: keys, values: values)
      if keys.count > 1 { removeAll(where: query) }
      set(element, where: query)
    }
  }
}
