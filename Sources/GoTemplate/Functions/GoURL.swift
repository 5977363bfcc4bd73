/// A URL in parts, as Go's `net/url` reads and writes it.
///
/// Source: Go 1.26 `net/url`.
struct GoURL {
  /// Why a text is no URL.
  struct Problem: Error {
    /// What was looked at: without the fragment, where that is not what is wrong.
    var text: String
    var reason: String
  }

  struct User {
    var name: String
    var password: String?

    var text: String {
      GoURL.escaped(name, .user) + (password.map { ":" + GoURL.escaped($0, .user) } ?? "")
    }
  }

  var scheme = ""
  var opaque = ""
  var user: User?
  var host = ""
  var path = ""
  var query = ""
  var fragment = ""
  private var endsInQuestionMark = false

  init() {}

  init(_ text: String) throws(Problem) {
    let parts = GoURL.cut(text, "#")
    do {
      try read(parts.before)
    } catch {
      throw Problem(text: parts.before, reason: error.message)
    }
    do {
      fragment = try GoURL.unescaped(parts.after ?? "", .fragment)
    } catch {
      throw Problem(text: text, reason: error.message)
    }
  }

  /// The text before and behind the first separator.
  private static func cut(_ text: String, _ separator: Unicode.Scalar) -> (before: String, after: String?) {
    guard let at = text.unicodeScalars.firstIndex(of: separator) else { return (text, nil) }
    let after = text.unicodeScalars.index(after: at)
    return (String(text[..<at]), String(text[after...]))
  }

  private mutating func read(_ text: String) throws(FunctionError) {
    if text.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
      throw FunctionError("net/url: invalid control character in URL")
    }
    if text == "*" {
      path = text
      return
    }
    var rest = try takeScheme(text)
    let marks = rest.utf8.count { $0 == UInt8(ascii: "?") }
    endsInQuestionMark = marks == 1 && rest.utf8.last == UInt8(ascii: "?")
    let parts = GoURL.cut(rest, "?")
    (rest, query) = (parts.before, parts.after ?? "")
    if !rest.hasPrefix("/") {
      if !scheme.isEmpty {
        opaque = rest
        return
      }
      if GoURL.cut(rest, "/").before.utf8.contains(UInt8(ascii: ":")) {
        throw FunctionError("first path segment in URL cannot contain colon")
      }
    }
    if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
      let parts = GoURL.cut(String(rest.dropFirst(2)), "/")
      try readAuthority(parts.before)
      rest = parts.after.map { "/" + $0 } ?? ""
    }
    path = try GoURL.unescaped(rest, .path)
  }

  private mutating func takeScheme(_ text: String) throws(FunctionError) -> String {
    for (offset, byte) in text.utf8.enumerated() {
      switch byte {
      case 65...90, 97...122: continue
      case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if offset == 0 { return text }
      case UInt8(ascii: ":"):
        if offset == 0 { throw FunctionError("missing protocol scheme") }
        scheme = text.prefix(offset).lowercased()
        return String(text.dropFirst(offset + 1))
      default: return text
      }
    }
    return text
  }

  private mutating func readAuthority(_ text: String) throws(FunctionError) {
    guard let at = text.unicodeScalars.lastIndex(of: "@") else {
      host = try readHost(text)
      return
    }
    host = try readHost(String(text[text.unicodeScalars.index(after: at)...]))
    let info = String(text[..<at])
    let allowed = "-._:~!$&'()*+,;=%@"
    let isValid = info.utf8.allSatisfy { GoURL.isAlphanumeric($0) || allowed.utf8.contains($0) }
    if !isValid { throw FunctionError("net/url: invalid userinfo") }
    let parts = GoURL.cut(info, ":")
    user = User(name: try GoURL.unescaped(parts.before, .user))
    if let password = parts.after { user?.password = try GoURL.unescaped(password, .user) }
  }

  private func readHost(_ text: String) throws(FunctionError) -> String {
    let scalars = text.unicodeScalars
    if let open = scalars.lastIndex(of: "[") {
      if open > scalars.startIndex { throw FunctionError("invalid IP-literal") }
      guard let close = scalars.lastIndex(of: "]") else { throw FunctionError("missing ']' in host") }
      let port = String(text[scalars.index(after: close)...])
      try checkPort(port)
      let inside = String(text[scalars.index(after: open)..<close])
      let zone = inside.firstRange(of: "%25")?.lowerBound ?? inside.endIndex
      let address = try GoURL.unescaped(String(inside[..<zone]), .host)
      let name = try GoURL.unescaped(String(inside[zone...]), .zone)
      guard isAddress(address), name != "%" else {
        throw FunctionError("invalid host: ParseAddr(\(quotedText(address + name))): unable to parse IP")
      }
      return "[" + address + name + "]" + port
    }
    // Several hosts with ports are let through where they are no web addresses.
    let isWeb = scheme == "http" || scheme == "https"
    if let colon = isWeb ? scalars.firstIndex(of: ":") : scalars.lastIndex(of: ":") {
      try checkPort(String(text[colon...]))
    }
    return try GoURL.unescaped(text, .host)
  }

  private func checkPort(_ text: String) throws(FunctionError) {
    let isPort =
      text.isEmpty || (text.hasPrefix(":") && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) })
    if !isPort { throw FunctionError("invalid port \(quotedText(text)) after host") }
  }

  /// Whether the text is an IPv6 address; it may end in an IPv4 address.
  private func isAddress(_ text: String) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2, text.contains(":") else { return false }
    var count = 0
    for (index, half) in halves.enumerated() where !half.isEmpty {
      let groups = half.split(separator: ":", omittingEmptySubsequences: false)
      for (position, group) in groups.enumerated() {
        let isLast = index == halves.count - 1 && position == groups.count - 1
        if isLast, group.contains(".") {
          let numbers = group.split(separator: ".", omittingEmptySubsequences: false)
          guard numbers.count == 4, numbers.allSatisfy({ UInt8($0) != nil && ($0 == "0" || $0.first != "0") })
          else { return false }
          count += 2
        } else {
          guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy(\.isHexadecimal) else {
            return false
          }
          count += 1
        }
      }
    }
    return halves.count == 2 ? count < 8 : count == 8
  }

  // MARK: - Writing

  var map: MapValue {
    var name = host
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") { name = String(name[..<colon]) }
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    return MapValue([
      ("scheme", .string(scheme)), ("host", .string(host)), ("hostname", .string(name)),
      ("path", .string(path)), ("query", .string(query)), ("opaque", .string(opaque)),
      ("fragment", .string(fragment)), ("userinfo", .string(user?.text ?? "")),
    ])
  }

  var text: String {
    var result = scheme.isEmpty ? "" : scheme + ":"
    if opaque.isEmpty {
      if !scheme.isEmpty || !host.isEmpty || user != nil {
        if !host.isEmpty || !path.isEmpty || user != nil { result += "//" }
        if let user { result += user.text + "@" }
        result += GoURL.escaped(host, .host)
      }
      let written = path == "*" ? path : GoURL.escaped(path, .path)
      if !written.isEmpty, !written.hasPrefix("/"), !host.isEmpty { result += "/" }
      // A colon in front would make a scheme of it.
      let first = GoURL.cut(written, "/").before
      if result.isEmpty, first.utf8.contains(UInt8(ascii: ":")) { result += "./" }
      result += written
    } else {
      result += opaque
    }
    if endsInQuestionMark || !query.isEmpty { result += "?" + query }
    if !fragment.isEmpty { result += "#" + GoURL.escaped(fragment, .fragment) }
    return result
  }

  // MARK: - Escapes

  /// A part of a URL by what may stand in it as it is.
  private enum Part: String {
    case host = "!$&'()*+,;=:[]<>\""
    case zone = "!$&'()*+,;=:[]<>\" "
    case path = "$&+,/:;=@"
    case user = "$&+,;="
    case fragment = "!()*$&+,/:;=?@"
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }

  private static func isPlain(_ byte: UInt8, _ part: Part) -> Bool {
    isAlphanumeric(byte) || "-_.~".utf8.contains(byte) || part.rawValue.utf8.contains(byte)
  }

  private static func escaped(_ text: String, _ part: Part) -> String {
    var result = ""
    for byte in text.utf8 {
      if isPlain(byte, part) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += "%" + hexadecimal(UInt32(byte), digits: 2).uppercased()
      }
    }
    return result
  }

  private static func unescaped(_ text: String, _ part: Part) throws(FunctionError) -> String {
    let isHost = part == .host || part == .zone
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      guard byte == UInt8(ascii: "%") else {
        if isHost, byte < 128, !isPlain(byte, .host) {
          let shown = quotedText(String(Unicode.Scalar(byte)))
          throw FunctionError("invalid character \(shown) in host name")
        }
        bytes.append(byte)
        rest = rest.dropFirst()
        continue
      }
      let sequence = rest.prefix(3)
      let word = String(decoding: sequence, as: UTF8.self)
      guard sequence.count == 3, sequence.dropFirst().allSatisfy(\.isHexadecimal),
        let value = UInt8(word.dropFirst(), radix: 16)
      else { throw FunctionError("invalid URL escape \(quotedText(word))") }
      // In a host only what is not ASCII may be escaped.
      let isRefused = part == .host ? value < 128 : part == .zone && !isPlain(value, .zone)
      if isRefused, word != "%25" { throw FunctionError("invalid URL escape \(quotedText(word))") }
      bytes.append(value)
      rest = rest.dropFirst(3)
    }
    return goString(bytes)
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    (48...57).contains(self) || (65...70).contains(self) || (97...102).contains(self)
  }
}
