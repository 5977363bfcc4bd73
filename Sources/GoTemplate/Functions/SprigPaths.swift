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
        return .map(try GoURL(arguments[0].stringValue).map)
      } catch let error as GoURL.Problem {
        throw FunctionError("unable to parse url: parse \(quotedText(error.text)): \(error.reason)")
      }
    }
    define("urlJoin", [.dictionary]) { .string(try joinedURL($0[0].dictionary).text) }
  }
}

private func joinedURL(_ map: MapValue) throws(FunctionError) -> GoURL {
  func part(_ name: String) throws(FunctionError) -> String {
    guard let value = map[name] else { return "" }
    if value.isNil {
      throw FunctionError("runtime error: invalid memory address or nil pointer dereference")
    }
    guard case .string(let text) = value else {
      throw FunctionError(
        "unable to parse \(name) key, must be of type string, but \(value.kindName) found")
    }
    return text
  }
  var url = GoURL()
  (url.scheme, url.host, url.path) = (try part("scheme"), try part("host"), try part("path"))
  (url.query, url.opaque) = (try part("query"), try part("opaque"))
  url.fragment = try part("fragment")
  let user = try part("userinfo")
  if !user.utf8.isEmpty {
    let text = "proto://\(user)@host"
    do {
      url.user = try GoURL(text).user
    } catch {
      throw FunctionError(
        "unable to parse userinfo in dict: parse \(quotedText(error.text)): \(error.reason)")
    }
  }
  return url
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
