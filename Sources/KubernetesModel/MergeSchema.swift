package import YAML

/// Which lists of which types a strategic merge merges element by element, and by which keys.
///
/// A table of definitions (one for each object type) whose fields lead to further definitions. Fields that lead to
/// no merged list are left out. Lookups are by exact `apiVersion` and `kind`. Source: kustomize 5.8.1,
/// reference/kustomize.md section 9.
package struct MergeSchema: Sendable {
  /// A place in a schema: an object type, or a field of one.
  package struct Position: Hashable, Sendable {
    /// The definition that describes the fields of this object, or -1.
    var definition: Int32
    /// The definition of the elements of this list, or -1.
    var elements: Int32
    /// Index into `keySets` for a merged list, or -1 for everything else.
    var keySet: Int32

    static let nothing = Position(definition: -1, elements: -1, keySet: -1)
    static func object(_ definition: Int) -> Position {
      Position(definition: Int32(definition), elements: -1, keySet: -1)
    }
  }

  struct Field: Sendable {
    var nameHash: UInt32
    var name: Range<Int32>
    var position: Position
  }

  struct Definition: Sendable {
    var fields: Range<Int32> = 0..<0
    /// What every field is that has no entry of its own (`additionalProperties`).
    var others = Position.nothing
    /// What a field that refers to this definition is, where that is more than an object.
    var own: Position?
  }

  var definitions: [Definition] = []
  var fields: [Field] = []
  /// The names of fields, one after the other.
  var names: [UInt8] = []
  var keySets: [[String]] = []
  /// Definitions by `apiVersion kind`, as bytes: texts compare by bytes here.
  var types: [[UInt8]: Int32] = [:]
  /// Whether the definitions begin with those of the built-in table.
  private(set) var hasBuiltIn = false

  /// A schema that knows no type: maps merge, lists are replaced.
  package static let empty = MergeSchema()

  /// The types of Kubernetes 1.21.2, as built into kustomize 5.8.1.
  package static let builtIn = MergeSchema(table: kubernetesMergeDefinitions, types: kubernetesMergeTypes)

  init() {}

  /// The type with exactly this `apiVersion` and `kind`; nil for unknown types.
  package func type(apiVersion: String, kind: String) -> Position? {
    type(apiVersion: ArraySlice(apiVersion.utf8), kind: ArraySlice(kind.utf8))
  }

  /// The type with exactly this `apiVersion` and `kind`, as bytes; nil for unknown types.
  package func type(apiVersion: ArraySlice<UInt8>, kind: ArraySlice<UInt8>) -> Position? {
    guard let definition = types[apiVersion + [UInt8(ascii: " ")] + kind] else { return nil }
    return .object(Int(definition))
  }

  /// The field `name` (with its `keyHash`) of the object at `position`; nil where nothing is known about it.
  package func field(_ name: ArraySlice<UInt8>, hash: UInt32, of position: Position) -> Position? {
    find(name, hash, position)
  }

  /// The field of the object at `position` that `child` is, by its key; nil where nothing is known about it.
  package func field(_ child: NodeID, in document: Document, of position: Position) -> Position? {
    let record = document[child]
    return find(document.text[record.key.range], record.keyHash, position)
  }

  private func find(_ name: some Collection<UInt8>, _ hash: UInt32, _ position: Position) -> Position? {
    guard position.definition >= 0 else { return nil }
    let definition = definitions[Int(position.definition)]
    for index in definition.fields {
      let field = fields[Int(index)]
      if field.nameHash == hash,
        names[Int(field.name.lowerBound)..<Int(field.name.upperBound)].elementsEqual(name)
      {
        return field.position
      }
    }
    return definition.others == .nothing ? nil : definition.others
  }

  /// The field `name` of the object at `position`; nil where nothing is known about it.
  package func field(_ name: String, of position: Position) -> Position? {
    let bytes = ArraySlice(name.utf8)
    return field(bytes, hash: keyHash(bytes), of: position)
  }

  /// The elements of the list at `position`; nil where nothing is known about them.
  package func elements(of position: Position) -> Position? {
    position.elements < 0 ? nil : reference(to: Int(position.elements))
  }

  /// The merge keys of a merged list, none for a set of scalars; nil for what is replaced as a whole.
  package func mergeKeys(of position: Position) -> [String]? {
    position.keySet < 0 ? nil : keySets[Int(position.keySet)]
  }

  private func reference(to definition: Int) -> Position {
    definitions[definition].own ?? .object(definition)
  }

  mutating func keySet(_ keys: [String]) -> Int32 {
    if let index = keySets.firstIndex(of: keys) { return Int32(index) }
    keySets.append(keys)
    return Int32(keySets.count - 1)
  }
}

// MARK: - The built-in table

extension MergeSchema {
  /// Reads the built-in table.
  ///
  /// Each line of `table` is a definition: its name, then its fields, separated by blanks. A field is its name, for a
  /// merged list `+` and its keys, then `>N` for an object described by definition N, or `]N` for a list of such.
  /// Each line of `types` is an `apiVersion`, followed by `Kind=N`.
  init(table: String, types typeTable: String) {
    hasBuiltIn = true
    var table = TableText(table)
    let endOfName = TableText.Stops(" ", "+", ">", "]")
    while table.next != nil {
      let start = Int32(fields.count)
      _ = table.word(before: endOfName)
      while table.skip(" ") { addField(table.word(before: endOfName), &table) }
      definitions.append(Definition(fields: start..<Int32(fields.count)))
      if !table.skip("\n") { break }
    }
    var types = TableText(typeTable)
    while types.next != nil {
      let apiVersion = types.word(before: TableText.Stops(" ")) + [UInt8(ascii: " ")]
      while types.skip(" ") {
        let kind = types.word(before: TableText.Stops("="))
        if types.skip("=") { self.types[Array(apiVersion + kind)] = types.number() }
      }
      if !types.skip("\n") { break }
    }
  }

  /// Takes a field over whose name has been read.
  private mutating func addField(_ name: ArraySlice<UInt8>, _ table: inout TableText) {
    var position = Position.nothing
    if table.skip("+") {
      var keys: [String] = []
      repeat { keys.append(table.text(before: TableText.Stops(" ", ",", ">", "]"))) } while table.skip(",")
      position.keySet = keySet(keys.filter { !$0.isEmpty })
    }
    if table.skip(">") {
      position.definition = table.number()
    } else if table.skip("]") {
      position.elements = table.number()
    }
    append(name, position)
  }

  mutating func append(_ name: some Collection<UInt8>, _ position: Position) {
    let start = Int32(names.count)
    names.append(contentsOf: name)
    fields.append(Field(nameHash: keyHash(name), name: start..<Int32(names.count), position: position))
  }
}
