internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Changes name, tag and digest of container images.
///
/// Two passes, as in kustomize: every `image` under `containers` and `initContainers` at any depth, then the field
/// specs. Source: reference/kustomize.md section 11. Emits `kustomize.bad-pattern`, `kustomize.field-shape`.
struct ImageTransformer: Transformer {
  let rule: ImageRule
  let fields: [FieldSpec]
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    let pattern: ImagePattern
    do throws(Diagnostic) {
      pattern = try ImagePattern(rule.name, at: author.location)
    } catch {
      findings.append(error)
      return
    }
    // Creation would add an empty image, which no pattern matches: only existing fields count.
    let walker = FieldSpecWalker(author: author, leaf: nil)
    var fields = TypedFieldSpecs(fields)
    resources.modifyAll { resource in
      if resource.id.kind == "CustomResourceDefinition" { return }
      do throws(Diagnostic) {
        for image in try containerImages(resource.document) { try update(image, pattern, &resource.document) }
        for spec in fields.specs(for: resource.id) {
          for image in try walker.fields(of: spec, in: &resource.document) {
            try update(image, pattern, &resource.document)
          }
        }
      } catch {
        findings.append(error)
      }
    }
  }

  /// The `image` fields of all elements of lists called `containers` or `initContainers`.
  ///
  /// Any list of that name is taken for one of containers: a text in it is an error. Emits `kustomize.field-shape`.
  private func containerImages(_ document: Document) throws(Diagnostic) -> [NodeID] {
    var images: [NodeID] = []
    var pending = [document.root]
    while let node = pending.popLast() {
      var next = document.firstChild(node)
      while let child = next {
        next = document.nextSibling(child)
        if document.isScalar(child) { continue }
        pending.append(child)
        guard document.isSequence(child), document.isMapping(node),
          document.keyEquals(child, Self.containers) || document.keyEquals(child, Self.initContainers)
        else { continue }
        for element in document.children(child) {
          if document.isMapping(element) {
            if let image = document[element, Self.image] { images.append(image) }
          } else if !document.isNull(element) {
            throw .error(
              fieldShape,
              "\"images\" looks into every list called \"\(document.key(child))\", and this element is no mapping; "
                + "replace the images of other resources by a patch",
              at: document.location(element),
              notes: [.init("an entry of \"images\" is here", at: author.location)])
          }
        }
      }
    }
    return images
  }

  private static let containers = MappingKey("containers")
  private static let initContainers = MappingKey("initContainers")
  private static let image = MappingKey("image")

  private func update(
    _ node: NodeID, _ pattern: ImagePattern, _ document: inout Document
  ) throws(Diagnostic) {
    guard document.isScalar(node) else {
      throw .error(
        fieldShape, "\"image\" must be a text", at: document.location(node),
        notes: [.init("an entry of \"images\" applies to it", at: author.location)])
    }
    let text = document.string(node)
    guard pattern.matches(text) else { return }
    let old = ImageReference(text)
    var reference = old
    reference.apply(rule)
    // The second pass meets what the first one wrote: only a change is a write.
    let result = reference.description
    if same(result, text) { return }
    let style = document[node].style
    let namer = rule.nameLocation.map { author.at($0) } ?? author
    if same(reference.tag, old.tag), same(reference.digest, old.digest) {
      document.replace(node, with: ScalarValue(result, style: style), by: namer)
      return
    }
    // Name and tag stand in lines of their own: each has its own step in the history.
    if !same(reference.name, old.name) {
      var renamed = old
      renamed.name = reference.name
      document.replace(node, with: ScalarValue(renamed.description, style: style), by: namer)
    }
    let versioner = rule.versionLocation.map { author.at($0) } ?? author
    document.replace(node, with: ScalarValue(result, style: style), by: versioner)
  }
}

/// Decides which images an entry of `images` is for.
struct ImagePattern {
  private let pattern: TextPattern?

  /// `name` is a regular expression for what stands before tag and digest. Emits `kustomize.bad-pattern`.
  init(_ name: String, at location: SourceLocation) throws(Diagnostic) {
    if TextPattern.isLiteral(name) {
      literal = Array(name.utf8)
      pattern = nil
      return
    }
    literal = nil
    pattern = try TextPattern(
      "^" + name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$", named: "\"name\" of the image",
      at: location)
  }

  private let literal: [UInt8]?

  func matches(_ image: String) -> Bool {
    guard let literal else { return pattern?.matches(image) ?? false }
    guard image.utf8.starts(with: literal) else { return false }
    var rest = image.utf8.dropFirst(literal.count)
    func skipTagCharacters() {
      while let byte = rest.first, ImagePattern.isTagCharacter(byte) { rest = rest.dropFirst() }
    }
    if rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      skipTagCharacters()
    }
    if rest.starts(with: "@sha256:".utf8) {
      rest = rest.dropFirst(8)
      skipTagCharacters()
    }
    return rest.isEmpty
  }

  private static func isTagCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

private let fieldShape = "kustomize.field-shape"
