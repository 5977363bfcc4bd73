internal import KubernetesModel
internal import SourceModel

/// A target selector with its expressions compiled.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.bad-pattern`, `kustomize.bad-selector`.
struct TargetMatcher {
  /// A whole-text pattern; an empty one matches everything.
  private struct Anchored {
    private let literal: String?
    private let pattern: TextPattern?

    init(_ expression: String, _ name: String, _ location: SourceLocation) throws(Diagnostic) {
      if expression.isEmpty || TextPattern.isLiteral(expression) {
        literal = expression
        pattern = nil
      } else {
        literal = nil
        pattern = try TextPattern("^(?:" + expression + ")$", named: "\"\(name)\"", at: location)
      }
    }

    func matches(_ text: String) -> Bool {
      if let literal { return literal.isEmpty || same(literal, text) }
      return pattern?.matches(text) ?? true
    }
  }

  private let group: Anchored
  private let version: Anchored
  private let kind: Anchored
  private let name: Anchored
  private let namespace: Anchored
  private let labels: SelectorText?
  private let annotations: SelectorText?

  init(_ selector: TargetSelector) throws(Diagnostic) {
    let location = selector.location
    group = try Anchored(selector.group, "group", location)
    version = try Anchored(selector.version, "version", location)
    kind = try Anchored(selector.kind, "kind", location)
    name = try Anchored(selector.name, "name", location)
    namespace = try Anchored(selector.namespace, "namespace", location)
    labels = try TargetMatcher.selector(selector.labelSelector, location)
    annotations = try TargetMatcher.selector(selector.annotationSelector, location)
  }

  private static func selector(
    _ text: String, _ location: SourceLocation
  ) throws(Diagnostic) -> SelectorText? {
    if text.isEmpty { return nil }
    do throws(SelectorText.Failure) {
      return try SelectorText(text)
    } catch {
      throw .error(badSelector, error.message, at: location)
    }
  }

  /// Whether a patch with this target applies: name and namespace may match the first or the present identity.
  func matches(_ resource: BuildResource) -> Bool {
    let original = resource.original
    guard
      namespace.matches(original.namespace) || namespace.matches(resource.effectiveNamespace),
      name.matches(original.name) || name.matches(resource.id.name)
    else { return false }
    return matchesTypeAndMetadata(resource)
  }

  private func matchesTypeAndMetadata(_ resource: BuildResource) -> Bool {
    group.matches(resource.id.group) && version.matches(resource.id.version) && kind.matches(resource.id.kind)
      && matchesMetadata(resource)
  }

  func matchesMetadata(_ resource: BuildResource) -> Bool {
    (labels?.matches(resource.metadataMap("labels")) ?? true)
      && (annotations?.matches(resource.metadataMap("annotations")) ?? true)
  }

  /// Whether an identity matches in all its parts (replacements look at each present and previous one).
  func matches(identity: BuildResource.PreviousIdentity, of resource: BuildResource) -> Bool {
    group.matches(resource.id.group) && version.matches(resource.id.version) && kind.matches(identity.kind)
      && name.matches(identity.name) && namespace.matches(identity.namespace)
  }
}

extension TargetSelector {
  /// For messages: the parts that are given.
  var description: String {
    var parts: [String] = []
    for (name, value) in [
      ("group", group), ("version", version), ("kind", kind), ("name", name), ("namespace", namespace),
      ("labelSelector", labelSelector), ("annotationSelector", annotationSelector),
    ] where !value.isEmpty { parts.append("\(name) \(value)") }
    return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
  }
}

private let badSelector = "kustomize.bad-selector"
