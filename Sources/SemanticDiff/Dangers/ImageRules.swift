internal import KubernetesModel
internal import YAML

/// Images whose bytes may change without a change in the repository.
let imageRules = [
  DangerRule(
    id: "image-latest", severity: .medium, title: "an image without a tag, or with the tag latest"
  ) { edit in
    newImages(edit).filter { !$0.image.hasDigest && $0.image.isLatest }.map { found in
      edit.finding(
        found,
        "clusters, and nodes of one cluster, run whatever was pushed last; name a version, best with its digest"
      )
    }
  },
  DangerRule(id: "image-without-digest", severity: .low, title: "an image that is named by its tag alone") {
    edit in
    newImages(edit).filter { !$0.image.hasDigest && !$0.image.isLatest }.map { found in
      edit.finding(found, "a tag can be pushed again: add @sha256:... to run the same bytes everywhere")
    }
  },
]

private struct FoundImage {
  var address: FieldAddress
  var source: FieldSource
  var image: ImageName
}

/// What a container image is named by.
struct ImageName {
  let hasDigest: Bool
  /// Whether it has no tag, or the tag `latest`.
  let isLatest: Bool

  init(_ text: String) {
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    hasDigest = halves.count > 1
    let path = halves[0].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let last = path[path.count - 1]
    let parts = last.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    isLatest = parts.count < 2 || parts[1].elementsEqual("latest".utf8)
  }
}

extension EditedResource {
  fileprivate func finding(_ found: FoundImage, _ message: String) -> DangerRule.Finding {
    DangerRule.Finding(
      message: message, resource: change.id, field: found.address, source: found.source, isSourceBefore: false
    )
  }
}

/// The images of containers that were not there, under the same name of the container, before the change.
private func newImages(_ edit: EditedResource) -> [FoundImage] {
  guard let after = edit.after else { return [] }
  var known: [FieldAddress: String] = [:]
  if let before = edit.before {
    visitImages(before) { known[$0] = before.string($1) }
  }
  var result: [FoundImage] = []
  visitImages(after) { address, node in
    let text = after.string(node)
    if text.isEmpty || known[address].map({ $0.utf8.elementsEqual(text.utf8) }) ?? false { return }
    let source = FieldSource(location: after.location(node), origin: after.origin(node))
    result.append(FoundImage(address: address, source: source, image: ImageName(text)))
  }
  return result
}

/// The `image` of every item of a list of containers.
private func visitImages(_ document: Document, _ visit: (FieldAddress, NodeID) -> Void) {
  var pending: [(node: NodeID, address: FieldAddress)] = [(document.root, FieldAddress())]
  while let (node, address) = pending.popLast() {
    guard document.isMapping(node), address.steps.count < 12 else { continue }
    for child in document.children(node) {
      let place = address.appending(.key(document.key(child)))
      if document.isMapping(child) { pending.append((child, place)) }
      guard document.isSequence(child), containerLists.contains(document.key(child)) else { continue }
      for (index, container) in document.children(child).enumerated() {
        guard let image = document[container, "image"], document.isScalar(image) else { continue }
        let name = document[container, "name"].flatMap { document.isScalar($0) ? document.string($0) : nil }
        let item =
          name.map { FieldAddress.Step.item([FieldAddress.Identifier(key: "name", value: $0)]) }
          ?? .index(index)
        visit(place.appending(item).appending(.key("image")), image)
      }
    }
  }
}

private let containerLists: Set = ["containers", "initContainers", "ephemeralContainers"]
