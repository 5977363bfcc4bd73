internal import ApplicationSets
internal import KubernetesModel
internal import Kustomize
internal import SourceModel
internal import YAML

/// Writes an Application's `source.kustomize` into the kustomization of its folder, as Argo CD does before it builds.
///
/// Argo CD runs `kustomize edit` for most of it: a name prefix, suffix or namespace replaces what is there, an image or
/// replica count the entry of the same name, labels and annotations are added. Emits `application.kustomize-version`,
/// `application.kustomize-variable`, `application.kustomize-label`, `application.kustomize-replicas` and
/// `application.kustomize-options`.
struct KustomizeEdits: Hashable, Sendable {
  private let application: Document
  private let options: Application.KustomizeOptions
  private let isOfSet: Bool
  /// Where each entry of `images` stands.
  private(set) var diagnostics: [Diagnostic] = []

  /// `isOfSet` tells that an ApplicationSet made the Application.
  init(_ options: Application.KustomizeOptions, of application: Document, isOfSet: Bool = false) {
    self.application = application
    self.isOfSet = isOfSet
    self.options = options
    refuse()
  }

  /// Equal where they come from one document: what it says decides everything.
  static func == (a: KustomizeEdits, b: KustomizeEdits) -> Bool {
    a.application.storageIdentity == b.application.storageIdentity && a.options.node == b.options.node
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(application.storageIdentity)
    hasher.combine(options.node)
  }

  /// Applies all of it; components that are missing in `tree` are left out when the Application says so.
  ///
  /// `snapshot` holds the file of the Application, for the lines of its patches.
  mutating func apply(
    to kustomization: inout Kustomization, in tree: any FileTree, snapshot: any FileTree
  ) {
    if !options.namePrefix.isEmpty { kustomization.namePrefix = located(options.namePrefix, "namePrefix") }
    if !options.nameSuffix.isEmpty { kustomization.nameSuffix = located(options.nameSuffix, "nameSuffix") }
    if !options.namespace.isEmpty { kustomization.namespace = located(options.namespace, "namespace") }
    setImages(&kustomization)
    setReplicas(&kustomization)
    addLabels(&kustomization)
    addAnnotations(&kustomization)
    addPatches(&kustomization, snapshot)
    let folder = kustomization.path.parent ?? .root
    for component in options.components {
      if options.ignoreMissingComponents, folder.appending(component).flatMap({ tree.resolve($0) }) == nil {
        continue
      }
      kustomization.components.append(located(component, "components"))
    }
  }

  private mutating func refuse() {
    if !options.version.isEmpty {
      let message =
        "kustomize \(options.version) is asked for, but Fleetfold builds as version 5.8 does; remove the field"
      diagnostics.append(.error("application.kustomize-version", message, at: place("version")))
    }
    for (field, labels) in [
      ("commonLabels", options.commonLabels), ("commonAnnotations", options.commonAnnotations),
    ] {
      for (key, value) in labels.pairs where value.utf8.contains(UInt8(ascii: "$")) {
        let message = "\(field).\(key) holds a variable, which is filled in by Argo CD only; write the value"
        diagnostics.append(.error("application.kustomize-variable", message, at: place(field)))
      }
    }
  }

  private mutating func setImages(_ kustomization: inout Kustomization) {
    if options.images.isEmpty { return }
    let nodes = application[options.node, "images"].map { Array(application.children($0)) } ?? []
    for (index, text) in options.images.enumerated() {
      var rule = imageRule(text)
      if index < nodes.count { rule.location = application.templateLocation(nodes[index]) }
      kustomization.images.removeAll { $0.name.utf8.elementsEqual(rule.name.utf8) }
      kustomization.images.append(rule)
    }
    kustomization.images.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// `name:tag`, `name@digest`, `name=new`, `name=new:tag` or `name=new@digest`.
  private func imageRule(_ text: String) -> ImageRule {
    var rest = Substring(text)
    var name: Substring?
    if let equals = text.firstIndex(of: "=") {
      name = text[..<equals]
      rest = text[text.index(after: equals)...]
    }
    var digest = ""
    var tag = ""
    if let at = rest.firstIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
    }
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    return ImageRule(
      name: String(name ?? rest), newName: name == nil ? "" : String(rest), newTag: tag, digest: digest,
      location: place("images"))
  }

  private mutating func setReplicas(_ kustomization: inout Kustomization) {
    for (index, replica) in options.replicas.enumerated() {
      guard let count = Int(replica.count) else {
        diagnostics.append(
          .error(
            "application.kustomize-replicas", "the count of \(replica.name) must be a whole number",
            at: replica.location))
        continue
      }
      kustomization.replicas.removeAll { $0.name.utf8.elementsEqual(replica.name.utf8) }
      var rule = ReplicaRule(name: replica.name, count: count, location: replica.location)
      rule.countLocation = place("replicas", at: index, "count")
      kustomization.replicas.append(rule)
    }
  }

  private mutating func addLabels(_ kustomization: inout Kustomization) {
    if options.commonLabels.isEmpty { return }
    let place = place("commonLabels")
    if options.labelWithoutSelector {
      let pairs = options.commonLabels.pairs.map {
        TextPair($0.key, $0.value, at: entry($0.key, of: "commonLabels"))
      }
      kustomization.labels.append(
        LabelRule(
          pairs: Located(pairs, at: place), includeTemplates: options.labelIncludeTemplates, location: place))
      return
    }
    kustomization.commonLabels = merged(
      kustomization.commonLabels, options.commonLabels.pairs, force: options.forceCommonLabels, "commonLabels"
    )
  }

  private mutating func addAnnotations(_ kustomization: inout Kustomization) {
    if options.commonAnnotations.isEmpty { return }
    kustomization.commonAnnotations = merged(
      kustomization.commonAnnotations, options.commonAnnotations.pairs, force: options.forceCommonAnnotations,
      "commonAnnotations")
  }

  private mutating func merged(
    _ existing: Located<[TextPair]>?, _ pairs: [(key: String, value: String)], force: Bool, _ field: String
  ) -> Located<[TextPair]> {
    let place = place(field)
    var result = existing ?? Located([], at: place)
    for (key, value) in pairs {
      if let index = result.value.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
        if !force {
          let message = "\(field).\(key) is already in the kustomization; remove one, or force it"
          diagnostics.append(
            .error(
              "application.kustomize-label", message, at: place,
              notes: [.init("the kustomization sets it here", at: existing?.location)]))
          continue
        }
        result.value.remove(at: index)
      }
      result.value.append(TextPair(key, value, at: entry(key, of: field)))
    }
    return result
  }

  private mutating func addPatches(_ kustomization: inout Kustomization, _ snapshot: any FileTree) {
    for (index, patch) in options.patches.enumerated() {
      if let node = patch.options {
        let message =
          "options of a patch in an Application are not supported; move the patch into the kustomization"
        diagnostics.append(.error("application.kustomize-options", message, at: application.location(node)))
        continue
      }
      var rule = PatchRule(location: patch.location)
      rule.step = "source.kustomize.patches[\(index)]"
      rule.isForMany = isOfSet
      if !patch.path.isEmpty { rule.path = Located(patch.path, at: patch.location) }
      if !patch.patch.isEmpty {
        var text = Located(patch.patch, at: place("patches", at: index, "patch") ?? patch.location)
        if let file = try? snapshot.contents(of: text.location.path) { text.place(in: file) }
        rule.patch = text
      }
      rule.target = patch.target.map(target)
      kustomization.patches.append(rule)
    }
  }

  private func target(_ node: NodeID) -> TargetSelector {
    var selector = TargetSelector(location: application.location(node))
    func text(_ key: String) -> String { application[node, key].map { application.string($0) } ?? "" }
    selector.group = text("group")
    selector.version = text("version")
    selector.kind = text("kind")
    selector.name = text("name")
    selector.namespace = text("namespace")
    selector.labelSelector = text("labelSelector")
    selector.annotationSelector = text("annotationSelector")
    return selector
  }

  /// Where an entry of a mapping of the options stands.
  private func entry(_ key: String, of field: String) -> SourceLocation? {
    application[options.node, [field, key]].map { application.templateLocation($0) }
  }

  /// Where a field of an element of a list of the options stands.
  private func place(_ list: String, at index: Int, _ field: String) -> SourceLocation? {
    guard let list = application[options.node, list], let element = application.child(list, at: index) else {
      return nil
    }
    return application[element, field].map { application.templateLocation($0) }
  }

  private func place(_ field: String) -> SourceLocation {
    application[options.node, field].map { application.templateLocation($0) } ?? options.location
  }

  private func located(_ value: String, _ field: String) -> Located<String> {
    Located(value, at: place(field))
  }
}
