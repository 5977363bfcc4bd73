extension FunctionLibrary {
  mutating func definePaths() {
    for prefix in ["", "os"] {
      func name(_ word: String) -> String {
        prefix.isEmpty ? word : prefix + word.prefix(1).uppercased() + word.dropFirst()
      }
      define(name("base"), [.string]) { .string(pathBase($0[0].stringValue)) }
      define(name("dir"), [.string]) { arguments in
        let path = arguments[0].stringValue
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return .string(cleaned(slash.map { String(path[...$0]) } ?? ""))
      }
      define(name("clean"), [.string]) { .string(cleaned($0[0].stringValue)) }
      define(name("ext"), [.string]) { arguments in
        let path = arguments[0].stringValue
        let name =
          path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return .string(name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[$0...]) } ?? "")
      }
      define(name("isAbs"), [.string]) { .bool($0[0].stringValue.utf8.first == UInt8(ascii: "/")) }
    }
    define("urlParse", [.string]) { arguments in
      do {
        return .map(try ParsedURL(arguments[0].stringValue).map)
      } catch let error as FunctionError {
        throw FunctionError(
          "unable to parse url: parse \(quotedText(arguments[0].stringValue)): \(error.message)")
      }
    }
    define("urlJoin", [.dictionary]) { arguments in
      let map = arguments[0].dictionary
      func part(_ name: String) -> String { map[name]?.stringText ?? "" }
      var url = ParsedURL()
      (url.scheme, url.host, url.path) = (part("scheme"), part("host"), part("path"))
      (url.query, url.opaque, url.fragment) = (part("query"), part("opaque"), part("fragment"))
      url.user = part("userinfo")
      return .string(url.text)
    }
  }
}

private func pathBase(_ path: String) -> String {
  if path.utf8.isEmpty { return "." }
  let parts = path.utf8.split(separator: UInt8(ascii: "/"))
  return parts.last.map { String(Substring($0)) } ?? "/"
}

/// Go's `path.Clean`.
private func cleaned(_ path: String) -> String {
  if path.utf8.isEmpty { return "." }
  let isRooted = path.utf8.first == UInt8(ascii: "/")
  var parts: [Substring] = []
  for part in path.split(separator: "/") {
    switch part {
    case ".": continue
    case "..":
      if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isRooted {
        parts.append(part)
      }
    default: parts.append(part)
    }
  }
  let joined = parts.joined(separator: "/")
  return isRooted ? "/" + joined : joined.isEmpty ? "." : joined
}

/// The parts of a URL, as Go's `net/url` tells them apart.
private struct ParsedURL {
  var scheme = ""
  var opaque = ""
  var user = ""
  var host = ""
  var path = ""
  var query = ""
  var fragment = ""

  init() {}

  init(_ text: String) throws(FunctionError) {
    if text.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
      throw FunctionError("net/url: invalid control character in URL")
    }
    var rest = Substring(text)
    if let hash = rest.firstIndex(of: "#") {
      fragment = String(rest[rest.index(after: hash)...])
      rest = rest[..<hash]
    }
    rest = try takeScheme(rest)
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if !rest.hasPrefix("/") {
      if !scheme.isEmpty {
        opaque = String(rest)
        return
      }
      let segment = rest.prefix { $0 != "/" }
      if segment.contains(":") { throw FunctionError("first path segment in URL cannot contain colon") }
    }
    if rest.hasPrefix("//"), !rest.hasPrefix("///") || !scheme.isEmpty {
      var authority = rest.dropFirst(2).prefix { $0 != "/" }
      rest = rest.dropFirst(2 + authority.count)
      if let at = authority.lastIndex(of: "@") {
        user = String(authority[..<at])
        authority = authority[authority.index(after: at)...]
      }
      host = String(authority)
      try checkPort()
    }
    path = try unescaped(String(rest))
  }

  private mutating func takeScheme(_ text: Substring) throws(FunctionError) -> Substring {
    for (offset, byte) in text.utf8.enumerated() {
      switch byte {
      case 65...90, 97...122: continue
      case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if offset == 0 { return text }
      case UInt8(ascii: ":"):
        if offset == 0 { throw FunctionError("missing protocol scheme") }
        scheme = text.prefix(offset).lowercased()
        return text.dropFirst(offset + 1)
      default: return text
      }
    }
    return text
  }

  private func checkPort() throws(FunctionError) {
    guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return }
    let port = host[host.index(after: colon)...]
    if !port.utf8.allSatisfy({ (48...57).contains($0) }) {
      throw FunctionError("invalid port \(quotedText(":" + port)) after host")
    }
  }

  private func unescaped(_ text: String) throws(FunctionError) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
        throw FunctionError("invalid URL escape \(quotedText("%" + digits))")
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return goString(bytes)
  }

  var map: MapValue {
    var name = host
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]") { name = String(name[..<colon]) }
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    return MapValue([
      ("scheme", .string(scheme)), ("host", .string(host)), ("hostname", .string(name)),
      ("path", .string(path)),
      ("query", .string(query)), ("opaque", .string(opaque)), ("fragment", .string(fragment)),
      ("userinfo", .string(user)),
    ])
  }

  var text: String {
    var result = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      result += opaque
    } else {
      if !scheme.isEmpty || !host.isEmpty || !user.isEmpty, !host.isEmpty || !path.isEmpty || !user.isEmpty {
        result += "//"
        if !user.isEmpty { result += user + "@" }
        result += host
      }
      if !path.isEmpty, !path.hasPrefix("/"), !host.isEmpty { result += "/" }
      result += escapedPath
    }
    if !query.isEmpty { result += "?" + query }
    if !fragment.isEmpty { result += "#" + fragment }
    return result
  }

  private var escapedPath: String {
    path.utf8.map { byte in
      let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      if isPlain || "-_.~$&+,/:;=@!'()*".utf8.contains(byte) {
        return String(Character(Unicode.Scalar(byte)))
      }
      return "%" + hexadecimal(UInt32(byte), digits: 2).uppercased()
    }.joined()
  }
}
