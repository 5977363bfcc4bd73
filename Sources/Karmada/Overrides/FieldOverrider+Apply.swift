internal import KubernetesModel
internal import SourceModel
internal import YAML

extension FieldOverrider {
  /// Patches JSON or YAML that a string field holds. Source: reference/karmada.md section 10.6.
  func apply(
    to resource: inout Resource, policy: OverridePolicy, _ remarks: inout [OverrideRemark]
  ) throws(OverrideFailure) {
    let location = policy.location(node)
    let author = Author(.override, step: policy.name.description, at: location)
    let field = try target(in: resource.document, location)
    let text = resource.document.string(field)
    let result: String
    if !yaml.isEmpty {
      let document = try parsedYAML(text, author)
      if Self.hasComments(text, document) {
        let what = "the comments in \(fieldPath) are lost, because Karmada writes its YAML anew"
        remarks.append(OverrideRemark(kind: .commentsLost, text: what, location: location))
      }
      result = try patched(document, policy, author)
    } else if !json.isEmpty {
      result = try patchedJSON(text, policy, author)
    } else {
      result = ""
    }
    if !same(result, text) { resource.document.replace(field, with: .string(result), by: author) }
  }

  /// The string field that `fieldPath`, an RFC 6901 pointer, names.
  private func target(in document: Document, _ location: SourceLocation) throws(OverrideFailure) -> NodeID {
    // Admission lets this pass in the deprecated form of a policy.
    guard fieldPath.utf8.isEmpty || fieldPath.utf8.first == UInt8(ascii: "/") else {
      throw OverrideFailure("fieldPath \(fieldPath) must be empty or start with /", at: location)
    }
    var current = document.root
    let pieces = fieldPath.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for piece in pieces.dropFirst() {
      let key = String(Substring(piece)).replacing("~1", with: "/").replacing("~0", with: "~")
      if document.isSequence(current) {
        guard let index = Int(key), let item = document.child(current, at: index) else {
          throw OverrideFailure("fieldPath \(fieldPath): the list has no index \(key)", at: location)
        }
        current = item
      } else if document.isMapping(current) {
        guard let child = document[current, key] else {
          throw OverrideFailure("fieldPath \(fieldPath): object has no key \"\(key)\"", at: location)
        }
        current = child
      } else {
        throw OverrideFailure(
          "fieldPath \(fieldPath): nothing is below a value, no key \"\(key)\"", at: location)
      }
    }
    guard document.kubernetesScalar(current) == .string else {
      throw OverrideFailure(
        "Get object's value by overrider's path(\(fieldPath)) is not string", at: location)
    }
    return current
  }

  private func patchedJSON(
    _ text: String, _ policy: OverridePolicy, _ author: Author
  ) throws(OverrideFailure) -> String {
    if text.utf8.isEmpty { return text }
    guard var document = RawJSON.parse(text, by: author) else {
      throw OverrideFailure("invalid state detected: the field is no JSON", at: author.location)
    }
    guard !document.isScalar(document.root) else {
      throw OverrideFailure("the field's JSON must be an object or a list", at: author.location)
    }
    // Strings of patch values must be raw text like those of the document.
    var source = policy
    for operation in json {
      if let value = operation.value { RawJSON.encodeStrings(below: value, in: &source.document, by: author) }
    }
    try json.apply(to: &document, policy: source)
    return RawJSON.text(document)
  }

  private func parsedYAML(_ text: String, _ author: Author) throws(OverrideFailure) -> Document {
    let parsed = YAMLParser(duplicateKeys: .lastWins).parse(Array(text.utf8), path: author.origin.path)
    guard var document = parsed.documents.first else {
      let why = parsed.diagnostics.first?.message ?? "it is empty"
      throw OverrideFailure(
        "invalid value, expected object: the field's YAML can't be patched, \(why)", at: author.location)
    }
    document.normalizeScalars(below: document.root)
    if document.isScalar(document.root) {
      let isEmpty = document.kubernetesScalar(document.root) == .null
      throw OverrideFailure(
        isEmpty
          ? "invalid value, expected object: the field is empty"
          : "json: cannot unmarshal string into Go value: the field's YAML must be a mapping or a list",
        at: author.location)
    }
    return document
  }

  /// Whether a text holds a `#` behind a blank that is in none of its values.
  ///
  /// Only the first few are looked at: where these are text, the rest may go unnoticed.
  private static func hasComments(_ text: String, _ document: Document) -> Bool {
    let bytes = text.utf8
    let candidates = bytes.indices.lazy.filter { index in
      guard bytes[index] == UInt8(ascii: "#") else { return false }
      return index == bytes.startIndex || " \t\n".utf8.contains(bytes[bytes.index(before: index)])
    }.prefix(20)
    if candidates.isEmpty { return false }
    var values: [String] = []
    var pending = [document.root]
    while let node = pending.popLast() {
      values.append(document.key(node))
      if document.isScalar(node) { values.append(document.string(node)) }
      pending.append(contentsOf: document.children(node))
    }
    return candidates.contains { index in
      let rest = bytes[index...].prefix { !"\"'\n".utf8.contains($0) }
      guard let piece = String(rest) else { return false }
      return !values.contains { $0.contains(piece) }
    }
  }

  private func patched(
    _ parsed: Document, _ policy: OverridePolicy, _ author: Author
  ) throws(OverrideFailure) -> String {
    var document = parsed
    try yaml.apply(to: &document, policy: policy)
    var output: [UInt8] = []
    if let problem = YAMLPrinter.print(document, into: &output).first {
      throw OverrideFailure("the patched YAML can't be written: \(problem.message)", at: author.location)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
