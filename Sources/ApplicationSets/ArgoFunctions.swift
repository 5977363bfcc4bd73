internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

extension FunctionLibrary {
  /// What templates of ApplicationSets can call: Go's functions, Sprig, and five of Argo CD's own.
  ///
  /// Source: reference/gotemplate.md sections 6 and 7.
  static let argoCD: FunctionLibrary = {
    var library = FunctionLibrary.builtins
    library.add(.sprig)
    library["normalize"] = Function([.string]) { .string(normalizedName($0[0].stringValue)) }
    library["slugify"] = Function([], variadic: .any) { .string(try slug($0)) }
    library["toYaml"] = Function([.any]) { .string(try yamlText($0[0])) }
    library["fromYaml"] = Function([.string]) { arguments in
      let value = try yamlValue(arguments[0].stringValue)
      switch value {
      case .map: return value
      case .null: return .map(MapValue())
      default: throw mismatch(value, "map[string]interface {}")
      }
    }
    library["fromYamlArray"] = Function([.string]) { arguments in
      let value = try yamlValue(arguments[0].stringValue)
      switch value {
      case .list: return value
      case .null: return .list([])
      default: throw mismatch(value, "[]interface {}")
      }
    }
    return library
  }()
}

private func mismatch(_ value: Value, _ wanted: String) -> FunctionError {
  let type: String
  switch value {
  case .map: type = "object"
  case .list: type = "array"
  case .bool: type = "bool"
  case .string: type = "string"
  default: type = "number"
  }
  return FunctionError(
    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(type) into Go value of type \(wanted)"
  )
}

private let embeddedPath = SourcePath.root

private func yamlValue(_ text: String) throws(FunctionError) -> Value {
  let parsed = YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(
    Array(text.utf8), path: embeddedPath)
  let problem = parsed.diagnostics.first { $0.severity == .error }
  // Only the first document is read, so what is wrong behind it does not count.
  if let document = parsed.documents.first, problem?.id != "yaml.merge-value" {
    return document.jsonValue(document.root)
  }
  guard let problem else { return .null }
  throw FunctionError("error converting YAML to JSON: " + YAMLProblem(problem, text).goText)
}

private func yamlText(_ value: Value) throws(FunctionError) -> String {
  var document = Document(path: embeddedPath)
  let author = Author(Origin(.generator, path: embeddedPath), line: 0, column: 0)
  let root = try add(value, to: &document, author, depth: 0)
  document.root = root
  var bytes: [UInt8] = []
  let diagnostics = YAMLPrinter.print(document, into: &bytes)
  if let problem = diagnostics.first(where: { $0.severity == .error }) {
    throw FunctionError(
      problem.id == "yaml.unprintable"
        ? "error converting JSON to YAML: yaml: control characters are not allowed" : problem.message)
  }
  if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
  return String(decoding: bytes, as: UTF8.self)
}

private func add(
  _ value: Value, to document: inout Document, _ author: Author, depth: Int
) throws(FunctionError) -> NodeID {
  if depth > 400 { throw FunctionError("the value is nested too deeply") }
  switch value {
  case .map(let map):
    let node = document.makeEmpty(.mapping, by: author)
    for entry in map.sorted {
      let child = try add(entry.value, to: &document, author, depth: depth + 1)
      document.attach(child, to: node, key: entry.key)
    }
    return node
  case .list(let items, let kind):
    if items.isEmpty, kind.isNil { return document.makeScalar(.null, by: author) }
    let node = document.makeEmpty(.sequence, by: author)
    for item in items {
      let child = try add(item, to: &document, author, depth: depth + 1)
      document.append(child, to: node)
    }
    return node
  case .string(let text): return document.makeScalar(.string(text), by: author)
  case .missing, .null: return document.makeScalar(.null, by: author)
  case .bool(let flag): return document.makeScalar(.boolean(flag), by: author)
  case .float(let number):
    if !number.isFinite {
      throw FunctionError("error marshaling into JSON: json: unsupported value: \(value.text)")
    }
    let text = try value.jsonText()
    let isInteger = Int64(text) != nil || UInt64(text) != nil
    return document.makeScalar(
      isInteger ? ScalarValue(text, tag: .integer) : ScalarValue(value.text, tag: .float), by: author)
  case .integer: return document.makeScalar(ScalarValue(value.text, tag: .integer), by: author)
  case .complex: throw FunctionError("json: unsupported type: complex128")
  case .object:
    return try add(try JSONReader.value(of: try value.jsonText()), to: &document, author, depth: depth)
  }
}

/// Argo CD's `slugify [max] [smart] text`.
private func slug(_ arguments: [Value]) throws(FunctionError) -> String {
  var (maximum, isSmart, text) = (50, true, "")
  for (index, argument) in arguments.enumerated() {
    func refuse(_ wanted: String) -> FunctionError {
      let type = argument.typeName == "<nil>" ? "nil" : argument.typeName
      return FunctionError("interface conversion: interface {} is \(type), not \(wanted)")
    }
    if index == arguments.count - 1 {
      guard case .string(let last) = argument else { throw refuse("string") }
      text = last
    } else if index == 0 {
      guard case .integer(let number, .int) = argument else { throw refuse("int") }
      maximum = Int(number)
    } else if index == 1 {
      guard case .bool(let flag) = argument else { throw refuse("bool") }
      isSmart = flag
    }
  }
  var bytes = Array(normalizedName(text).utf8)
  if !isSmart, maximum < 0 {
    throw FunctionError("runtime error: slice bounds out of range [:\(maximum)]")
  }
  if !isSmart, bytes.count >= maximum { bytes = Array(bytes.prefix(maximum)) }
  var result: [UInt8] = []
  let dash = UInt8(ascii: "-")
  for byte in bytes {
    switch byte {
    case 48...57, 97...122, UInt8(ascii: "_"): result.append(byte)
    default: if result.last != dash { result.append(dash) }
    }
  }
  func isEdge(_ byte: UInt8?) -> Bool { byte == dash || byte == UInt8(ascii: "_") }
  while isEdge(result.first) { result.removeFirst() }
  while isEdge(result.last) { result.removeLast() }
  if isSmart, maximum > 0, result.count > maximum {
    let cut = result.prefix(maximum + 1).lastIndex(of: dash) ?? maximum
    result = Array(result.prefix(cut))
  }
  return String(decoding: result, as: UTF8.self)
}
