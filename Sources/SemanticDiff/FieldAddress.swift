/// Where a field is in a resource: keys, and for list items what identifies them.
package struct FieldAddress: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    case key(String)
    /// An item of a list without identity: its position, from 0, in the list after the change (before it, for a
    /// removed item).
    case index(Int)
    /// An item by the fields that identify it in its list.
    case item([Identifier])
  }

  package struct Identifier: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) { self.steps = steps }

  package func appending(_ step: Step) -> FieldAddress { FieldAddress(steps + [step]) }
}

extension FieldAddress: CustomStringConvertible {
  /// `spec.template.spec.containers[name=web].args[2]`; keys and values with other characters are quoted.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key):
        if isWord(key) { text += text.isEmpty ? key : ".\(key)" } else { text += "[\(quoted(key))]" }
      case .index(let index): text += "[\(index)]"
      case .item(let identifiers):
        let parts = identifiers.map { "\($0.key)=\(isValue($0.value) ? $0.value : quoted($0.value))" }
        text += "[\(parts.joined(separator: ","))]"
      }
    }
    return text
  }
}

private func isWord(_ text: String) -> Bool {
  !text.utf8.isEmpty
    && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
}

private func isValue(_ text: String) -> Bool {
  !text.utf8.isEmpty && text.utf8.allSatisfy { isLetterOrDigit($0) || "._-/:".utf8.contains($0) }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" { result += "\\" }
    result.unicodeScalars.append(scalar)
  }
  return result + "\""
}
