/// Where a Git repository is, however its address is written: equal values stand for the same repository.
///
/// Left out of the comparison are the protocol, the user, the protocol's usual port, `.git` and slashes at the
/// end, and the case of the host: `git@host:a/b.git` and `https://host/a/b` are equal. The case of the path counts.
package struct RepositoryURL: Hashable, Sendable {
  /// In lower case; empty for a path on this machine.
  package let host: String
  /// Nil for the usual port of the protocol.
  package let port: Int?
  /// Without a slash at either end, except for a path on this machine, which keeps the leading one.
  package let path: String

  /// Nil when `text` is no address of a repository.
  package init?(_ text: String) {
    let bytes = trimmed(Array(text.utf8))
    guard !bytes.isEmpty, !bytes.contains(where: { $0 < 32 || $0 == 127 }) else { return nil }
    if let scheme = bytes.firstRange(of: Array("://".utf8)) {
      self.init(scheme: bytes[..<scheme.lowerBound], rest: bytes[scheme.upperBound...])
      return
    }
    // host:path, as scp writes it, unless a slash comes before the colon.
    let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
    guard let colon, slash.map({ colon < $0 }) ?? true else {
      self.init(host: [], port: nil, path: bytes[...], isLocal: true)
      return
    }
    var host = withoutUser(bytes[..<colon])
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.init(host: host, port: nil, path: bytes[(colon + 1)...], isLocal: false)
  }

  private init?(scheme: ArraySlice<UInt8>, rest: ArraySlice<UInt8>) {
    let scheme = String(decoding: scheme, as: UTF8.self).lowercased()
    let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    if scheme == "file" {
      self.init(host: [], port: nil, path: decoded(rest[end...]), isLocal: true)
      return
    }
    guard let usualPorts = usualPorts[scheme.hasPrefix("git+") ? String(scheme.dropFirst(4)) : scheme] else {
      return nil
    }
    var host = withoutUser(rest[..<end])
    var port: Int?
    if let colon = host.lastIndex(of: UInt8(ascii: ":")), !host[colon...].contains(UInt8(ascii: "]")) {
      let digits = String(decoding: host[(colon + 1)...], as: UTF8.self)
      guard digits.utf8.isEmpty || UInt16(digits) != nil else { return nil }
      port = Int(digits).flatMap { usualPorts.contains($0) ? nil : $0 }
      host = host[..<colon]
    }
    guard !host.isEmpty else { return nil }
    self.init(host: host, port: port, path: decoded(rest[end...]), isLocal: false)
  }

  private init?(host: ArraySlice<UInt8>, port: Int?, path: ArraySlice<UInt8>, isLocal: Bool) {
    let slash = UInt8(ascii: "/")
    var parts = path.split(separator: slash).map { Array($0) }.filter { !$0.elementsEqual(".".utf8) }
    if var last = parts.popLast() {
      if last.count > 4, last.suffix(4).elementsEqual(".git".utf8) { last.removeLast(4) }
      // `/srv/app/.git` is the repository `/srv/app`.
      if !(isLocal && last.elementsEqual(".git".utf8)) { parts.append(last) }
    }
    guard isLocal || !parts.isEmpty else { return nil }
    self.host = String(decoding: host, as: UTF8.self).lowercased()
    self.port = port
    let joined = String(decoding: Array(parts.joined(separator: [slash])), as: UTF8.self)
    self.path = isLocal && path.first == slash ? "/" + joined : joined
  }

  package static func == (a: RepositoryURL, b: RepositoryURL) -> Bool {
    a.host.utf8.elementsEqual(b.host.utf8) && a.port == b.port && a.path.utf8.elementsEqual(b.path.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in path.utf8 { hasher.combine(byte) }
  }
}

/// The ports that go without saying; 443 with ssh is how GitHub and others pass firewalls.
private let usualPorts: [String: [Int]] = [
  "https": [443], "http": [80, 443], "ssh": [22, 443], "git": [9418],
]

private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
  let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
  let start = bytes.drop(while: isSpace)
  return Array(start.reversed().drop(while: isSpace).reversed())
}

private func withoutUser(_ authority: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
}

/// With `%41` read as `A`; what is no such escape stays.
private func decoded(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var result: [UInt8] = []
  var rest = bytes
  while let byte = rest.popFirst() {
    let digits = rest.prefix(2)
    if byte == UInt8(ascii: "%"), digits.count == 2,
      digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    {
      result.append(value)
      rest.removeFirst(2)
    } else {
      result.append(byte)
    }
  }
  return result[...]
}
