/// A value that a template computes with: what Go would hold in an `interface{}`.
///
/// Maps are references, as in Go: a function that changes one is seen by everybody who holds it.
package enum Value {
  /// No value at all: an absent map entry. Functions see nil.
  case missing
  case null
  case bool(Bool)
  /// An integer of one of Go's widths; unsigned 64-bit ones are kept by bit pattern.
  case integer(Int64, IntegerKind)
  case float(Double)
  case complex(Double, Double)
  case string(String)
  case list([Value], ElementKind)
  case map(MapValue)
  case object(any ObjectValue)

  package static func int(_ value: Int) -> Value { .integer(Int64(value), .int) }
  package static func int64(_ value: Int64) -> Value { .integer(value, .int64) }
  package static func list(_ items: [Value]) -> Value { .list(items, .any) }
  package static func strings(_ items: [String]) -> Value { .list(items.map(Value.string), .string) }
}

/// The integer types of Go.
package enum IntegerKind: String, Sendable {
  case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64

  package var isUnsigned: Bool {
    switch self {
    case .uint, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }
}

/// What a list or map is declared to hold: `interface{}`, or something narrower.
package enum ElementKind: Sendable {
  case any
  case string
  case int
  case uint8
  /// Generic maps.
  case dictionary
  /// A nil slice of any, of strings or of maps: empty, but JSON writes `null`.
  case nilAny
  case nilString
  case nilDictionary

  /// Whether a list of it is nil for Go.
  package var isNil: Bool {
    switch self {
    case .nilAny, .nilString, .nilDictionary: true
    default: false
    }
  }

  /// The Go type of an element.
  package var name: String {
    switch self {
    case .any, .nilAny: "interface {}"
    case .string, .nilString: "string"
    case .int: "int"
    case .uint8: "uint8"
    case .dictionary, .nilDictionary: "map[string]interface {}"
    }
  }
}

/// A value with behaviour of its own, such as a time or a version.
package protocol ObjectValue: Sendable {
  /// The name of its type as Go prints it.
  var typeName: String { get }
  /// Its kind as Go's `reflect` names it.
  var kindName: String { get }
  /// How it prints.
  var text: String { get }
  /// The method called `name`; nil when there is none.
  func method(_ name: String) -> Function?
  /// What is inside, under names that templates can't reach; the verbs of `printf` that are not for text show it.
  var fields: [(name: String, value: Value)] { get }
  /// How `%#v` prints it, where it says so itself.
  var goText: String? { get }
  /// What a pointer points to: two are equal only when they point to the same. Nil for a plain value.
  var identity: ObjectIdentity? { get }
  /// Whether `if` takes it for true.
  var isTrue: Bool { get }
  /// What JSON has it as; nil for a string of its text.
  var jsonText: String? { get }
  /// The number that it is for Go, where its type is a named integer.
  var integer: Int64? { get }
  /// Another number of the same named integer type.
  func sibling(_ number: Int64) -> Value
}

/// Made anew for each pointer that Go would have.
package final class ObjectIdentity: Sendable {
  package init() {}
}

extension ObjectValue {
  package var isTrue: Bool { true }
  package var jsonText: String? { nil }
  package var integer: Int64? { nil }
  package var fields: [(name: String, value: Value)] { [] }
  package var goText: String? { nil }
  package var identity: ObjectIdentity? { nil }
  package func method(_ name: String) -> Function? { nil }
  package func sibling(_ number: Int64) -> Value { .int64(number) }
}

/// What a function reports; the executor adds its name and place.
package struct FunctionError: Error, Hashable, Sendable {
  package var message: String
  /// A panic in Go: reported without the words `error calling`... only where Go does so.
  package var isFatal: Bool

  package init(_ message: String, isFatal: Bool = false) {
    self.message = message
    self.isFatal = isFatal
  }
}

/// A string that is equal to another only byte by byte, as Go's are.
package struct MapKey: Hashable, Sendable {
  package let text: String

  @inlinable package init(_ text: String) { self.text = text }

  @inlinable package static func == (a: MapKey, b: MapKey) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// A map with string keys; shared by everybody who holds it.
package final class MapValue {
  package private(set) var entries: [MapKey: Value]
  /// `interface{}` for generic maps, `string` for what Go calls `map[string]string`.
  package let element: ElementKind
  private var order: [String]?

  package init(_ entries: [MapKey: Value] = [:], element: ElementKind = .any) {
    self.entries = entries
    self.element = element
  }

  package convenience init(_ pairs: [(String, Value)], element: ElementKind = .any) {
    var entries: [MapKey: Value] = [:]
    entries.reserveCapacity(pairs.count + 2)
    for pair in pairs { entries[MapKey(pair.0)] = pair.1 }
    self.init(entries, element: element)
  }

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }

  package subscript(key: String) -> Value? {
    get { entries[MapKey(key)] }
    set {
      let old = entries.count
      entries[MapKey(key)] = newValue
      if entries.count != old { order = nil }
    }
  }

  /// The keys, sorted bytewise.
  package var keys: [String] {
    if let order { return order }
    let sorted = entries.keys.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    order = sorted
    return sorted
  }

  /// The entries, sorted bytewise by key.
  package var sorted: [(key: String, value: Value)] { keys.map { ($0, self[$0] ?? .null) } }

  /// A map of its own with the same entries.
  package func copy() -> MapValue { MapValue(entries, element: element) }
}
