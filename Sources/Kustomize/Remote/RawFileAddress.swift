internal import SourceModel

/// The address under which a code host serves one file of a repository as it is.
///
/// Known are `https://raw.githubusercontent.com/org/repo/ref/path` and `https://host/org/repo/raw/ref/path`, as GitHub,
/// GitLab (`/-/raw/`) and others write it. Where the revision ends and the path begins, the address does not say.
struct RawFileAddress {
  let repository: String
  /// Revision and path, the longest revision first.
  let candidates: [(revision: String, path: SourcePath)]

  /// Nil when the text has another form.
  init?(_ text: String) {
    let lower = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return nil }
    let rest = text.dropFirst(scheme.count).prefix { $0 != "?" && $0 != "#" }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let host = parts.first, !parts.contains(where: \.isEmpty) else { return nil }
    var segments = Array(parts.dropFirst())
    let isServedByGitHub = host.lowercased() == "raw.githubusercontent.com"
    if isServedByGitHub {
      guard segments.count >= 4 else { return nil }
      repository = "https://github.com/\(segments[0])/\(segments[1])"
      segments.removeFirst(2)
    } else {
      guard let mark = segments.dropFirst(2).firstIndex(of: "raw") else { return nil }
      let end = segments[mark - 1] == "-" ? mark - 1 : mark
      guard end >= 2 else { return nil }
      repository = "\(scheme)\(host)/\(segments[..<end].joined(separator: "/"))"
      segments.removeFirst(mark + 1)
    }
    // Git's own limit for the names of references would allow more; nobody nests them deeper.
    let longest = min(segments.count - 1, 8)
    guard longest >= 1 else { return nil }
    let isFullName = segments[0] == "refs" && segments.count > 2
    candidates = (1...longest).reversed().compactMap { length in
      if isFullName, length < 3 { return nil }
      guard let path = SourcePath(segments[length...].joined(separator: "/")) else { return nil }
      return (segments[..<length].joined(separator: "/"), path)
    }
    if candidates.isEmpty { return nil }
  }
}
