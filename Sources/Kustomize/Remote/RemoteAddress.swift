/// Decides by syntax alone whether a resource string names a repository or a file in the network.
///
/// Source: kustomize 5.8.1; conformance/kustomize/units/remote-url.json.
struct RemoteAddress: Equatable {
  var host: String
  var repository: String
  var path: String
  var reference: String

  /// Nil when the text is a local path.
  init?(_ text: String) {
    guard RemoteAddress.mayHaveHost(text) else { return nil }
    var rest = text
    var query = ""
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = String(rest[rest.utf8.index(after: mark)...])
      rest = String(rest[..<mark])
    }
    reference = RemoteAddress.reference(in: query)
    if rest.hasPrefix("git::") { rest = String(rest.dropFirst(5)) }
    guard let (host, remainder) = RemoteAddress.splitHost(rest) else { return nil }
    self.host = host
    if host == "file://" {
      let parts = RemoteAddress.split(remainder, at: "//")
      guard !parts.head.isEmpty else { return nil }
      repository = parts.head
      path = parts.tail ?? ""
      return
    }
    // `user@scheme://` is neither a URL nor the short form of ssh.
    if host.hasSuffix(":"), remainder.hasPrefix("//") { return nil }
    let trimmed = remainder.drop { $0 == "/" }
    if let tail = RemoteAddress.split(String(trimmed), at: "//").tail {
      repository = RemoteAddress.split(String(trimmed), at: "//").head
      path = tail
    } else if let end = RemoteAddress.endOfRepository(String(trimmed)) {
      repository = String(trimmed.prefix(end))
      path = String(trimmed.dropFirst(end).drop { $0 == "/" })
    } else {
      let segments = trimmed.split(separator: "/", omittingEmptySubsequences: true)
      guard segments.count >= 2 else { return nil }
      repository = segments[..<2].joined(separator: "/")
      path = segments[2...].joined(separator: "/")
    }
    if repository.isEmpty || RemoteAddress.leaves(path) { return nil }
  }

  /// A look that settles it for nearly every path: schemes and users have a mark, and `github.com` begins with its letter.
  private static func mayHaveHost(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "/") else { return false }
    return first | 0x20 == UInt8(ascii: "g")
      || text.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }
  }

  private static func reference(in query: String) -> String {
    var version = ""
    for part in query.split(separator: "&") {
      if part.hasPrefix("ref=") { return String(part.dropFirst(4)) }
      if part.hasPrefix("version=") { version = String(part.dropFirst(8)) }
    }
    return version
  }

  /// Scheme, user and host; nil when there is no scheme, user or well-known host.
  private static func splitHost(_ text: String) -> (host: String, rest: String)? {
    let lower = text.lowercased()
    var scheme = ""
    for known in ["ssh://", "https://", "http://", "file://"] where lower.hasPrefix(known) { scheme = known }
    var rest = String(text.dropFirst(scheme.count))
    if scheme == "file://" { return (scheme, rest) }
    var user = ""
    if let at = rest.firstIndex(of: "@"), !rest[..<at].isEmpty,
      rest[..<at].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.~".contains($0)) })
    {
      user = String(rest[...at])
      rest = String(rest[rest.index(after: at)...])
    }
    let isGitHub = rest.lowercased().hasPrefix("github.com/") || rest.lowercased().hasPrefix("github.com:")
    if isGitHub {
      let remainder = String(rest.dropFirst("github.com/".count))
      if !user.isEmpty, scheme.isEmpty { return ("\(user)github.com:", remainder) }
      if scheme == "ssh://" { return ("ssh://\(user)github.com/", remainder) }
      return ("https://github.com/", remainder)
    }
    guard !scheme.isEmpty || !user.isEmpty else { return nil }
    let separators: [Character] = scheme.isEmpty ? ["/", ":"] : ["/"]
    guard let end = rest.firstIndex(where: { separators.contains($0) }), end != rest.startIndex else {
      return nil
    }
    return (scheme + user + rest[...end], String(rest[rest.index(after: end)...]))
  }

  /// Where `.git`, `_git/name` or another mark ends the path of the repository.
  private static func endOfRepository(_ path: String) -> Int? {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    var length = 0
    for (index, segment) in segments.enumerated() {
      length += segment.count + (index > 0 ? 1 : 0)
      if segment.hasSuffix(".git"), segment.count > 0 { return length }
      if index > 0, segments[index - 1] == "_git" { return length }
    }
    return nil
  }

  private static func split(_ text: String, at separator: String) -> (head: String, tail: String?) {
    guard let range = text.firstRange(of: separator) else { return (text, nil) }
    return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
  }

  private static func leaves(_ path: String) -> Bool {
    var depth = 0
    for part in path.split(separator: "/") where part != "." {
      depth += part == ".." ? -1 : 1
      if depth < 0 { return true }
    }
    return false
  }
}
