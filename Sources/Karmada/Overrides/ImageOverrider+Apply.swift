internal import KubernetesModel
internal import SourceModel
internal import YAML

extension ImageOverrider {
  /// Rewrites images of `resource`; returns how many. Source: reference/karmada.md section 10.3.
  func apply(
    to resource: inout Resource, by author: Author, _ remarks: inout [OverrideRemark]
  ) throws(OverrideFailure) -> Int {
    if let predicatePath {
      let node = try image(at: predicatePath, in: resource.document, author.location)
      try rewrite(node, in: &resource.document, by: author, &remarks)
      return 1
    }
    var count = 0
    for container in overridableContainers(of: resource) {
      guard let image = resource.document[container, "image"] else {
        // An absent image reads as the empty reference.
        throw failure("", "repository name must have at least one component", author.location)
      }
      try rewrite(image, in: &resource.document, by: author, &remarks)
      count += 1
    }
    return count
  }

  private func failure(_ image: String, _ message: String, _ location: SourceLocation) -> OverrideFailure {
    OverrideFailure("failed to parse image value(\(image)), error: \(message)", at: location)
  }

  private func rewrite(
    _ node: NodeID, in document: inout Document, by author: Author, _ remarks: inout [OverrideRemark]
  ) throws(OverrideFailure) {
    let old = document.string(node)
    var reference: ImageReference
    do throws(ImageReferenceError) {
      reference = try ImageReference(old)
    } catch {
      throw failure(old, error.message, author.location)
    }
    reference.override(component, operation, value)
    let new = reference.text
    if reference.hasLostDigest {
      let text = "the digest of \(old) is lost, because the image has a tag too and Karmada keeps one of them"
      remarks.append(OverrideRemark(kind: .digestLost, text: text, location: author.location))
    }
    if reference.repository.isEmpty {
      let text = "\(old) becomes \"\(new)\", which names no image"
      remarks.append(OverrideRemark(kind: .emptyRepository, text: text, location: author.location))
    }
    if !same(old, new) { document.replace(node, with: .string(new), by: author) }
  }

  /// The string that a predicate path names; no `~` is decoded.
  private func image(
    at path: String, in document: Document, _ location: SourceLocation
  ) throws(OverrideFailure) -> NodeID {
    func fail(_ message: String) -> OverrideFailure {
      OverrideFailure(
        "failed to obtain imageValue with predicate path(\(path)), error: \(message)", at: location)
    }
    let slash = UInt8(ascii: "/")
    var trimmed = Array(path.utf8)[...]
    while trimmed.first == slash { trimmed = trimmed.dropFirst() }
    while trimmed.last == slash { trimmed = trimmed.dropLast() }
    let segments = trimmed.split(separator: slash, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    var current: NodeID? = document.root
    var before = ""
    for segment in segments {
      if let node = current, document.isMapping(node) {
        current = document[node, segment]
      } else if let node = current, document.isSequence(node) {
        guard let index = Int(segment) else { throw fail("path(\(segment)) of rawObj's is not number") }
        guard let item = document.child(node, at: index) else {
          throw fail("the list has no index \(segment)")
        }
        current = item
      } else {
        throw fail("path(\(before)) of rawObj's type is not map[string]interface{} and []interface{}")
      }
      before = segment
    }
    guard let current, document.kubernetesScalar(current) == .string else {
      throw fail("failed to convert path(\(before)) to string")
    }
    // The result is written back by a JSON patch, which does decode `~` and wants a leading slash only.
    guard same(path, "/" + segments.joined(separator: "/")), !trimmed.contains(UInt8(ascii: "~")) else {
      throw OverrideFailure(
        "replace operation does not apply: doc is missing key: \(path): missing value", at: location)
    }
    return current
  }
}

extension OverrideRule {
  /// The images that a person may take for overridden: those of init containers, and of kinds that Karmada does not know
  /// the containers of.
  func untouchedImages(of resource: Resource, _ policy: OverridePolicy) -> OverrideRemark? {
    guard let overrider = images.first(where: { $0.predicatePath == nil }),
      let pod = podSpec(of: resource.id, in: resource.document)
    else { return nil }
    func isNamed(_ list: String) -> Bool {
      images.contains { $0.predicatePath.map { $0.contains("/\(list)/") } ?? false }
    }
    let document = resource.document
    let initial = document.items(document[pod, "initContainers"])
    let text: String
    if overridableContainers(of: resource).isEmpty, !isNamed("containers") {
      text =
        "imageOverrider without a predicate does not know the containers of a \(resource.id.kind); give a predicate.path for each"
    } else if !initial.isEmpty, !isNamed("initContainers") {
      let names = list(initial.map { document[$0, "name"].map(document.string) ?? "" })
      text = "imageOverrider does not reach init containers (\(names)); give a predicate.path for each"
    } else {
      return nil
    }
    return OverrideRemark(kind: .imagesUntouched, text: text, location: policy.location(overrider.node))
  }
}

/// The containers that image, command and args overriders know: by the name of the kind alone.
func overridableContainers(of resource: Resource) -> [NodeID] {
  let path: [String]
  switch resource.id.kind {
  case "Pod": path = ["spec", "containers"]
  case "ReplicaSet", "Deployment", "DaemonSet", "StatefulSet", "Job":
    path = ["spec", "template", "spec", "containers"]
  default: return []
  }
  let document = resource.document
  guard let list = document[document.root, path], document.isSequence(list) else { return [] }
  return document.children(list).filter { document.isMapping($0) }
}
