internal import SourceModel
internal import YAML

extension ScalarValue {
  /// A text as kustomize puts it into a mapping: a string, in quotes when YAML 1.1 would read something else.
  ///
  /// `style` is that of the same value elsewhere. The quotes decide what a later patch makes of a number there. Source: kubectl
  /// kustomize 5.5.
  static func written(_ text: String, over style: ScalarStyle = .plain) -> ScalarValue {
    let isQuoted = style == .plain && !text.utf8.contains(0x0A) && isNoText(text)
    return ScalarValue(text, style: isQuoted ? .doubleQuoted : style, tag: .string)
  }

  /// A value under `data`: the same, with several lines as a block scalar.
  static func data(_ text: String) -> ScalarValue {
    text.utf8.contains(0x0A) ? ScalarValue(text, style: .literal, tag: .string) : .written(text)
  }

  /// Whether a text, read as YAML, is anything but a string.
  private static func isNoText(_ text: String) -> Bool {
    let bytes = text.utf8.drop { $0 == 0x20 }
    guard let first = bytes.first else { return false }
    let isLetter = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
    if isLetter, !hasStructure(bytes) {
      return Document.resolved(plain: String(Substring(bytes)), as: .yaml11).isNoText
    }
    let parsed = YAMLStream.parse11(Array(text.utf8), path: .root)
    guard let document = parsed.value, !parsed.diagnostics.hasErrors else { return false }
    return !document.isScalar(document.root) || document.resolved(document.root, as: .yaml11).isNoText
  }

  /// Whether a colon or a number sign stands where it means something, or the text ends in a blank.
  private static func hasStructure(_ bytes: Substring.UTF8View) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if previous == UInt8(ascii: ":"), byte == 0x20 || byte == 0x09 { return true }
      if byte == UInt8(ascii: "#"), previous == 0x20 || previous == 0x09 { return true }
      previous = byte
    }
    return previous == UInt8(ascii: ":") || previous == 0x20
  }
}

extension ResolvedScalar {
  fileprivate var isNoText: Bool {
    switch self {
    case .string, .timestamp, .invalid: false
    default: true
    }
  }
}

extension Document {
  /// Whether a step of kustomize wrote a scalar without saying what it is, as it does with prefixed names, images, added
  /// values and fields that a replacement has made (what it copies with a collection has no earlier value): who writes over it finds no type to keep, and vars take it for a text. Source: kubectl kustomize.
  func isUntyped(_ node: NodeID) -> Bool {
    let record = self[node]
    guard record.tag == .none, record.style == .plain else { return false }
    let kind = origin(node).kind
    return kind == .transformer || kind == .replacement && record.previous >= 0
  }

  /// Quotes the untyped scalars that would be read as something else than texts, as every merge does.
  mutating func makeTextsOfUntyped() {
    var pending = [root]
    while let node = pending.popLast() {
      pending += children(node)
      if isScalar(node), isUntyped(node), resolved(node, as: .kustomizeResource) != .string {
        setStyle(node, .doubleQuoted, tag: .string)
      }
    }
  }
}
