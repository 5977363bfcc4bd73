internal import ApplicationSets
internal import KubernetesModel
internal import RegularExpression
internal import SourceModel

extension Project {
  /// A cluster as Argo CD knows it.
  struct Place {
    var name: String
    var server: String
    /// The project that its Secret binds it to.
    var project: String
  }

  /// The rule that keeps a source out, as a place in the project; nil when it may be read.
  ///
  /// A denial, which begins with `!`, lets everything else through.
  func denial(ofRepository url: String) -> SourceLocation? {
    let wanted = normalizedURL(url)
    var isAllowed = false
    for rule in sourceRepositories {
      let text = rule.isDenial ? "!" + normalizedURL(String(rule.text.dropFirst())) : normalizedURL(rule.text)
      if matches(text, wanted, separator: "/") {
        isAllowed = true
      } else if rule.isDenial {
        return rule.location
      }
    }
    return isAllowed ? nil : sourcesLocation
  }

  /// The rule that keeps an Application out of a namespace of a cluster; nil when it may go there.
  func denial(of place: Place, namespace: String) -> SourceLocation? {
    var isAllowed = false
    var denied: SourceLocation?
    for rule in destinations {
      let hasName = !place.name.isEmpty && matches(rule.name.text, place.name)
      let hasServer = !place.server.isEmpty && matches(rule.server.text, place.server)
      let hasNamespace = matches(rule.namespace.text, namespace)
      if hasName || hasServer, hasNamespace {
        isAllowed = true
        continue
      }
      for (pattern, holds) in [
        (rule.name, hasName), (rule.server, hasServer), (rule.namespace, hasNamespace),
      ]
      where !holds && pattern.isDenial {
        denied = denied ?? pattern.location
      }
    }
    if let denied { return denied }
    if !isAllowed { return destinationsLocation }
    if takesOnlyItsClusters, !place.project.utf8.elementsEqual(name.utf8) { return location }
    return nil
  }

  /// The rule that keeps a resource out; nil when it may be brought. One without a namespace is cluster-scoped.
  func denial(of id: ResourceID) -> SourceLocation? {
    if id.namespace.isEmpty {
      if let rule = clusterDenied?.items.first(where: { holds($0, id) }) { return rule.location }
      guard let allowed = clusterAllowed else { return location }
      return allowed.items.contains { holds($0, id) } ? nil : allowed.location
    }
    if let rule = namespacedDenied?.items.first(where: { holds($0, id) }) { return rule.location }
    guard let allowed = namespacedAllowed else { return nil }
    return allowed.items.contains { holds($0, id) } ? nil : allowed.location
  }

  /// Whether Applications of a namespace other than Argo CD's may use the project: a glob, or a regular expression
  /// between slashes that matches anywhere. There are no denials here.
  func takes(namespace: String) -> Bool {
    sourceNamespaces.contains { rule in
      if let expression = rule.expression, expression.matches(namespace) { return true }
      return GlobSet(rule.text)?.matches(namespace) ?? false
    }
  }

  private func holds(_ rule: Kind, _ id: ResourceID) -> Bool {
    rule.kind.matches(id.kind) && rule.group.matches(id.group) && (rule.name?.matches(id.name) ?? true)
  }
}

/// Whether a pattern takes a text; one with `!` takes what the rest of it does not.
private func matches(_ pattern: String, _ text: String, separator: Unicode.Scalar? = nil) -> Bool {
  if pattern == "*" { return true }
  if pattern.utf8.first == UInt8(ascii: "!") {
    return !(GlobSet(String(pattern.dropFirst()), separator: separator)?.matches(text) ?? false)
  }
  return GlobSet(pattern, separator: separator)?.matches(text) ?? false
}

/// An address as Argo CD compares it with the rules: lower case, without `.git`, and ssh addresses in one form.
private func normalizedURL(_ url: String) -> String {
  var text = url.lowercased()
  if text.hasPrefix("ssh://") {
    text.removeFirst(6)
  } else if !text.contains("://"), let at = text.firstIndex(of: "@"),
    let colon = text[at...].firstIndex(of: ":")
  {
    text.replaceSubrange(colon...colon, with: "/")
  }
  return text.hasSuffix(".git") ? String(text.dropLast(4)) : text
}
