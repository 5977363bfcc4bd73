/// Globs over names, one of which must match; none at all matches everything.
package struct NameGlobs: Sendable {
  private var globs: [GlobSet] = []

  package static let all = NameGlobs()

  private init() {}

  /// Nil when a text is no glob pattern.
  package init?(_ texts: [String]) {
    for text in texts {
      guard let glob = GlobSet(text) else { return nil }
      globs.append(glob)
    }
  }

  package var matchesAll: Bool { globs.isEmpty }

  package func matches(_ name: String) -> Bool { globs.isEmpty || globs.contains { $0.matches(name) } }
}
