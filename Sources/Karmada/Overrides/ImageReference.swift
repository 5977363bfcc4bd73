/// Why a text is no container image reference.
struct ImageReferenceError: Error {
  var message: String
}

/// A container image reference split as Karmada splits it.
///
/// `[domain/]path[:tag][@digest]`; no `docker.io` or `library/` is added. Source: reference/karmada.md section 10.3.
struct ImageReference {
  /// The part before the first `/` if it has a `.` or `:` or is `localhost`.
  var registry: String
  var repository: String
  var tag: String
  /// Forgotten when there is a tag.
  var digest: String
  /// Whether there were both, a tag and a digest.
  private(set) var hasLostDigest: Bool

  init(_ text: String) throws(ImageReferenceError) {
    let bytes = Array(text.utf8)
    guard let parts = Self.parse(bytes[...]) else { throw Self.problem(with: bytes) }
    let name = parts.name
    tag = String(decoding: parts.tag, as: UTF8.self)
    digest = parts.tag.isEmpty ? String(decoding: parts.digest, as: UTF8.self) : ""
    hasLostDigest = !parts.tag.isEmpty && !parts.digest.isEmpty
    if name.count > 255 {
      throw ImageReferenceError(message: "repository name must not be more than 255 characters")
    }
    let slash = name.firstIndex(of: UInt8(ascii: "/"))
    let head = slash.map { name[..<$0] } ?? []
    let isRegistry =
      head.contains(UInt8(ascii: ".")) || head.contains(UInt8(ascii: ":"))
      || head.elementsEqual("localhost".utf8)
    if let slash, isRegistry {
      registry = String(decoding: head, as: UTF8.self)
      repository = String(decoding: name[(slash + 1)...], as: UTF8.self)
    } else {
      registry = ""
      repository = String(decoding: name, as: UTF8.self)
    }
  }

  /// What Karmada writes: an empty repository leaves `registry/`.
  var text: String {
    var result = registry.isEmpty ? repository : "\(registry)/\(repository)"
    if !tag.isEmpty { result += ":\(tag)" } else if !digest.isEmpty { result += "@\(digest)" }
    return result
  }

  /// Applies one image overrider.
  mutating func override(
    _ component: ImageOverrider.Component, _ operation: OverrideOperator, _ value: String
  ) {
    switch component {
    case .registry: registry = Self.apply(operation, value, to: registry)
    case .repository: repository = Self.apply(operation, value, to: repository)
    case .tag:
      if operation == .remove {
        (tag, digest) = ("", "")
        return
      }
      let new = operation == .add ? (tag.isEmpty ? digest : tag) + value : value
      if Self.isTag(Array(new.utf8)[...]) {
        (tag, digest) = (new, "")
      } else if Self.isDigest(Array(new.utf8)[...]) {
        (tag, digest) = ("", new)
      }
    }
  }

  private static func apply(_ operation: OverrideOperator, _ value: String, to old: String) -> String {
    switch operation {
    case .add: old + value
    case .replace: value
    case .remove: ""
    }
  }
}

// MARK: - Grammar

extension ImageReference {
  private typealias Parts = (name: ArraySlice<UInt8>, tag: ArraySlice<UInt8>, digest: ArraySlice<UInt8>)

  private static func parse(_ bytes: ArraySlice<UInt8>) -> Parts? {
    var rest = bytes
    var parts: Parts = (bytes, [], [])
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      parts.digest = rest[(at + 1)...]
      guard isDigest(parts.digest) else { return nil }
      rest = rest[..<at]
    }
    // A colon behind the last slash starts the tag; before it, it belongs to the domain's port.
    let lastSlash = rest.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: UInt8(ascii: ":")) {
      parts.tag = rest[(colon + 1)...]
      guard isTag(parts.tag) else { return nil }
      rest = rest[..<colon]
    }
    guard isName(rest) else { return nil }
    parts.name = rest
    return parts
  }

  /// `[domain/]path`, where the path is of lower-case components.
  private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
    let components = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let first = components.first else { return false }
    if components.allSatisfy(isPathComponent) { return true }
    return components.count > 1 && isDomain(first) && components.dropFirst().allSatisfy(isPathComponent)
  }

  /// Lower-case letters and digits, joined by `.`, one or two `_`, or any number of `-`.
  private static func isPathComponent(_ bytes: ArraySlice<UInt8>) -> Bool {
    var index = bytes.startIndex
    var mayEnd = false
    while index < bytes.endIndex {
      if isLowerOrDigit(bytes[index]) {
        mayEnd = true
        index += 1
        continue
      }
      guard mayEnd else { return false }
      let separator = bytes[index...].prefix { !isLowerOrDigit($0) }
      let isSound =
        separator.elementsEqual(".".utf8) || separator.elementsEqual("_".utf8)
        || separator.elementsEqual("__".utf8)
        || separator.allSatisfy { $0 == UInt8(ascii: "-") }
      guard isSound else { return false }
      mayEnd = false
      index = separator.endIndex
    }
    return mayEnd
  }

  /// Host names or an IPv6 address in brackets, and a port.
  private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.first == UInt8(ascii: "[") {
      guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let inner = bytes[(bytes.startIndex + 1)..<close]
      let isAddress = !inner.isEmpty && inner.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") }
      return isAddress && isPort(bytes[(close + 1)...])
    }
    let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    let labels = bytes[..<colon].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isHost = labels.allSatisfy { label in
      guard let first = label.first, let last = label.last, isAlphanumeric(first), isAlphanumeric(last) else {
        return false
      }
      return label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
    return isHost && isPort(bytes[colon...])
  }

  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.isEmpty { return true }
    return bytes.first == UInt8(ascii: ":") && bytes.count > 1 && bytes.dropFirst().allSatisfy(isDigit)
  }

  private static func isTag(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, bytes.count <= 128, isWord(first) else { return false }
    return bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isDigest(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let hex = bytes[(colon + 1)...]
    guard hex.count >= 32, hex.allSatisfy(isHexadecimal) else { return false }
    let separators = "-_+.".utf8
    let parts = bytes[..<colon].split(omittingEmptySubsequences: false) { separators.contains($0) }
    return parts.allSatisfy { part in
      guard let first = part.first, isLetter(first) else { return false }
      return part.allSatisfy(isAlphanumeric)
    }
  }

  private static func problem(with bytes: [UInt8]) -> ImageReferenceError {
    if bytes.isEmpty {
      return ImageReferenceError(message: "repository name must have at least one component")
    }
    let lowered = bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    if parse(lowered[...]) != nil { return ImageReferenceError(message: "repository name must be lowercase") }
    return ImageReferenceError(message: "invalid reference format")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  private static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "_") }
  private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
  }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
