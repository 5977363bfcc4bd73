internal import KubernetesModel
package import SourceModel
package import YAML

extension Document {
  /// Passes every value through JSON, as kustomize does with a resource that a JSON patch changed.
  ///
  /// Numbers become 64-bit floats, dates become strings, and strings are quoted where they have to be, whatever their
  /// quoting was. Emits the warning `json-patch.number-damaged` for each integer that changes. Source:
  /// reference/kustomize.md section 10.
  package mutating func roundTripThroughJSON(subject: String) -> [Diagnostic] {
    let damaged = takeJSONTypes(below: root, reader: .kustomizeResource, roundsNumbers: true)
    for node in descendants(of: root) where isScalar(node) { restyleString(node) }
    makeAnnotationsTexts()
    dropComments()
    return damaged.map { change in
      .warning(
        numberDamaged,
        "a JSON patch of \(subject) turns \(change.old) into \(change.new), because all numbers of the resource become "
          + "64-bit floats; quote the number, or use a strategic merge patch", at: change.location)
    }
  }

  /// Makes every value what it is after it was written as JSON and read again as YAML, as kustomize does with the
  /// items of most lists: nothing is left but quoted strings and plain numbers, all between brackets. Source:
  /// kubectl kustomize 5.5.
  package mutating func takeJSONForm() {
    for node in descendants(of: root) {
      guard isScalar(node) else {
        setFlow(node, true)
        continue
      }
      if isNullScalar(node) { setPlain(node, "null") }
    }
    takeJSONTypes(below: root, reader: .kustomizeResource, roundsNumbers: false)
    for node in descendants(of: root) where isScalar(node) && self[node].tag == .string {
      setStyle(node, .doubleQuoted, tag: .string)
    }
  }

  /// Makes texts of all annotations: kustomize writes them anew after a JSON patch. Of a number it is the text of a
  /// 64-bit float, such as `1e+06`.
  private mutating func makeAnnotationsTexts() {
    guard let annotations = self[root, ["metadata", "annotations"]] else { return }
    for node in Array(children(annotations)) where isScalar(node) {
      switch resolved(node, as: .kustomizeResource) {
      case .integer(let value): setPlain(node, generalNumberText(Double(value)))
      case .unsigned(let value): setPlain(node, generalNumberText(Double(value)))
      case .float(let value): setPlain(node, generalNumberText(value))
      default: break
      }
      setStyle(node, ScalarStyle(printing: string(node)), tag: .string)
    }
  }

  /// An integer that does not fit a 64-bit float.
  struct DamagedNumber {
    var old: String
    var new: String
    var location: SourceLocation
  }

  /// Writes the scalars below `node` in the form in which JSON holds them: `yes` of the YAML 1.1 reader becomes
  /// `true`, `0o17` becomes 15; strings are marked as such. Values keep their origin.
  @discardableResult
  mutating func takeJSONTypes(below node: NodeID, reader: YAMLDialect, roundsNumbers: Bool) -> [DamagedNumber]
  {
    var damaged: [DamagedNumber] = []
    for node in descendants(of: node) where isScalar(node) {
      switch resolved(node, as: reader) {
      case .null: setPlain(node, "null")
      case .boolean(let value): setPlain(node, value ? "true" : "false")
      case .integer(let value):
        let text = roundsNumbers && value.magnitude > 1 << 53 ? rounded(Double(value)) : nil
        if let text, !text.utf8.elementsEqual(String(value).utf8) {
          damaged.append(DamagedNumber(old: String(value), new: text, location: location(node)))
        }
        setPlain(node, text ?? String(value))
      case .unsigned(let value):
        let text = roundsNumbers ? rounded(Double(value)) : nil
        if let text, !text.utf8.elementsEqual(String(value).utf8) {
          damaged.append(DamagedNumber(old: String(value), new: text, location: location(node)))
        }
        setPlain(node, text ?? String(value))
      case .float(let value):
        if let text = KubernetesScalar.double(value).jsonText { setPlain(node, text) }
      case .string: setStyle(node, self[node].style, tag: .string)
      case .timestamp(let text), .binary(let text): setString(node, text)
      case .invalid: break
      }
    }
    return damaged
  }

  /// The text of a number as JSON has it: the digits that tell it from its neighbours, then zeros.
  private func rounded(_ value: Double) -> String? { KubernetesScalar.double(value).jsonText }

  /// The type of a scalar for comparisons.
  func jsonScalar(_ node: NodeID, reader: YAMLDialect) -> KubernetesScalar {
    switch resolved(node, as: reader) {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .unsigned(let value): .unsigned(value)
    case .float(let value): .double(value)
    case .string, .timestamp, .binary, .invalid: .string
    }
  }

  /// Whether two values are the same JSON: numbers by value, mappings without order, lists in order.
  func jsonEquals(_ node: NodeID, _ other: NodeID, of document: Document) -> Bool {
    var pending = [(node, other)]
    while let (a, b) = pending.popLast() {
      guard kind(a) == document.kind(b) else { return false }
      switch kind(a) {
      case .scalar: if !scalarEquals(a, b, of: document) { return false }
      case .sequence:
        let (left, right) = (childList(a), document.childList(b))
        guard left.count == right.count else { return false }
        pending.append(contentsOf: zip(left, right))
      case .mapping:
        let (left, right) = (childList(a), document.childList(b))
        guard left.count == right.count else { return false }
        let index = FieldIndex(document, b)
        for child in left {
          guard let match = index.find(keyOf: child, of: self, in: document) else { return false }
          pending.append((child, match))
        }
      }
    }
    return true
  }

  private func scalarEquals(_ a: NodeID, _ b: NodeID, of document: Document) -> Bool {
    let left = jsonScalar(a, reader: .kustomizeResource)
    let right = document.jsonScalar(b, reader: .kustomizeResource)
    if left == .string, right == .string { return valueEquals(a, b, in: document) }
    func number(_ scalar: KubernetesScalar) -> Double? {
      switch scalar {
      case .integer(let value): Double(value)
      case .unsigned(let value): Double(value)
      case .double(let value): value
      default: nil
      }
    }
    if let x = number(left), let y = number(right) { return x == y }
    return left == right
  }

  /// The levels below and including `node`.
  func depth(of node: NodeID) -> Int {
    var deepest = 0
    var pending = [(node, 1)]
    while let (current, depth) = pending.popLast() {
      deepest = max(deepest, depth)
      for child in children(current) { pending.append((child, depth + 1)) }
    }
    return deepest
  }

  /// `node` and everything below it, in no particular order.
  private func descendants(of node: NodeID) -> [NodeID] {
    var result = [node]
    var next = 0
    while next < result.count {
      result.append(contentsOf: children(result[next]))
      next += 1
    }
    return result
  }

  private mutating func setPlain(_ node: NodeID, _ text: String) {
    write(node, ScalarValue(text))
  }

  private mutating func setString(_ node: NodeID, _ text: String) {
    write(node, ScalarValue(text, style: .doubleQuoted, tag: .string))
  }

  /// Rewrites a scalar in the name of whoever wrote it.
  private mutating func write(_ node: NodeID, _ value: ScalarValue) {
    if valueEquals(node, value.text) {
      setStyle(node, value.style, tag: value.tag)
      return
    }
    let place = location(node)
    replace(node, with: value, by: Author(origin(node), line: place.line, column: place.column))
  }

  /// Gives a string the style that printing it anew would give it, as far as later merges look at styles: plain or not.
  private mutating func restyleString(_ node: NodeID) {
    let record = self[node]
    guard record.tag == .string else { return }
    setStyle(node, ScalarStyle(printing: string(node)), tag: .string)
  }
}

private let numberDamaged = "json-patch.number-damaged"
