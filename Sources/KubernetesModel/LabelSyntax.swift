/// Why a text is no label (or annotation) key; nil when it is one.
///
/// Source: Kubernetes, names of labels: an optional DNS prefix and `/`, then up to 63 characters.
package func labelKeyProblem(_ key: String) -> String? {
  let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  guard parts.count <= 2, let name = parts.last else { return "it has more than one /" }
  if parts.count == 2, let problem = prefixProblem(parts[0]) { return problem }
  if name.isEmpty { return "its name part is empty" }
  if name.count > 63 { return "its name part has more than 63 characters" }
  return isQualifiedName(name)
    ? nil : "its name part must be letters, digits, -, _ or . and start and end with a letter or digit"
}

/// Why a text is no label value; nil when it is one.
package func labelValueProblem(_ value: String) -> String? {
  if value.utf8.isEmpty { return nil }
  if value.utf8.count > 63 { return "it has more than 63 characters" }
  return isQualifiedName(value.utf8[...])
    ? nil : "it must be letters, digits, -, _ or . and start and end with a letter or digit"
}

private func prefixProblem(_ prefix: Substring.UTF8View) -> String? {
  if prefix.isEmpty || prefix.count > 253 { return "its prefix must have 1 to 253 characters" }
  let labels = prefix.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  let isName = labels.allSatisfy { label in
    guard let first = label.first, let last = label.last else { return false }
    return isLowerOrDigit(first) && isLowerOrDigit(last)
      && label.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
  }
  return isName ? nil : "its prefix must be a DNS name"
}

private func isQualifiedName(_ name: Substring.UTF8View) -> Bool {
  guard let first = name.first, let last = name.last, isAlphanumeric(first), isAlphanumeric(last) else {
    return false
  }
  return name.allSatisfy {
    isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
  }
}

private func isLowerOrDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

extension LabelSelector {
  /// Why Kubernetes takes no requirement with this key and these values; nil when it does.
  package static func problem(key: String, values: [String]) -> String? {
    if let problem = labelKeyProblem(key) { return "\"\(key)\" is no label key: \(problem)" }
    for value in values {
      if let problem = labelValueProblem(value) { return "\"\(value)\" is no label value: \(problem)" }
    }
    return nil
  }
}
