package import KubernetesModel
package import SourceModel
package import YAML

/// An Argo CD Application: where its manifests come from and where they go.
package struct Application: Sendable {
  package struct Destination: Sendable, Hashable {
    package var name = ""
    package var server = ""
    package var namespace = ""
    package var location: SourceLocation
  }

  /// `spec.source`, or one of `spec.sources`.
  package struct Source: Sendable {
    package var repoURL = ""
    package var targetRevision = ""
    package var path = ""
    /// A Helm chart of a chart repository; empty where the source is a Git directory.
    package var chart = ""
    /// The name under which other sources refer to this one.
    package var ref = ""
    package var name = ""
    package var kustomize: KustomizeOptions?
    package var directory: DirectoryOptions?
    /// Where `helm`, `plugin` or `directory.jsonnet` are written; nil where they are not.
    package var helm: SourceLocation?
    package var plugin: SourceLocation?
    package var jsonnet: SourceLocation?
    /// The mapping in the document of the Application.
    package var node: NodeID
    package var location: SourceLocation
  }

  /// `source.kustomize`: what Argo CD edits into the kustomization before it is built.
  package struct KustomizeOptions: Sendable {
    package struct Replica: Sendable, Hashable {
      package var name: String
      /// An integer, or text that holds one.
      package var count: String
      package var location: SourceLocation
    }

    package struct Patch: Sendable {
      package var path: String
      package var patch: String
      /// The `target` mapping of the patch; nil where there is none.
      package var target: NodeID?
      /// The `options` mapping of the patch.
      package var options: NodeID?
      package var location: SourceLocation
    }

    package var namePrefix = ""
    package var nameSuffix = ""
    package var namespace = ""
    package var version = ""
    package var images: [String] = []
    package var commonLabels = Labels()
    package var commonAnnotations = Labels()
    package var forceCommonLabels = false
    package var forceCommonAnnotations = false
    package var commonAnnotationsEnvsubst = false
    package var labelWithoutSelector = false
    package var labelIncludeTemplates = false
    package var replicas: [Replica] = []
    package var patches: [Patch] = []
    package var components: [String] = []
    package var ignoreMissingComponents = false
    /// The `kustomize` mapping in the document of the Application.
    package var node: NodeID
    package var location: SourceLocation
  }

  /// `source.directory`: which files of a plain directory count.
  package struct DirectoryOptions: Sendable, Hashable {
    package var recurse = false
    package var include = ""
    package var exclude = ""
    package var location: SourceLocation
  }

  package var name: String
  package var namespace: String
  package var project: String
  package var sources: [Source]
  /// Whether they were given as `sources`, which then win over `source`.
  package var hasSeveralSources: Bool
  package var destination: Destination
  package var finalizers: [String]
  /// Where `spec.syncPolicy.automated` is written; nil where syncing is manual.
  package var automatedSync: SourceLocation?
  package var syncOptions: [String]
  /// Where `spec.sourceHydrator` is written.
  package var sourceHydrator: SourceLocation?
  package var document: Document
  package var location: SourceLocation

  /// Where a node of this Application comes from.
  package func location(_ node: NodeID) -> SourceLocation { document.location(node) }

  /// Where the field `name` of a source stands; the source itself where it is absent.
  package func location(of name: String, in source: Source) -> SourceLocation {
    document[source.node, name].map { document.location($0) } ?? source.location
  }
}

extension Document {
  /// Where a text is written: in the template where parameters made it, not where these have their values.
  package func templateLocation(_ node: NodeID) -> SourceLocation {
    var node = node
    while origin(node).kind == .templateParameter, let before = previous(node) { node = before }
    return location(node)
  }
}

extension Application {
  /// Whether the document is an Argo CD Application.
  package static func isApplication(_ document: Document) -> Bool {
    ResourceID(of: document).map { $0.group == "argoproj.io" && $0.kind == "Application" } ?? false
  }

  /// Checks and decodes a document that a person wrote; nil after an error.
  ///
  /// `unknownFields` is how bad a field is that Argo CD would drop. Emits what `Admission` emits, and
  /// `application.no-name`.
  package static func read(_ document: Document, unknownFields: Severity) -> Compiled<Application> {
    var document = document
    let type = Schema.argoCD.named("WrittenApplication")
    ObjectShape().dropNulls(&document, document.root, type)
    var admission = Admission(document, unknownFields: unknownFields)
    admission.check(document.root, type, path: "")
    var diagnostics = admission.diagnostics
    if diagnostics.hasErrors { return Compiled(nil, diagnostics) }
    let application = Application(trusted: document)
    if application.name.utf8.isEmpty {
      diagnostics.append(
        .error(
          noName, "this Application has no metadata.name; add one", at: document.location(document.root)))
      return Compiled(nil, diagnostics)
    }
    return Compiled(application, diagnostics)
  }

  /// Decodes a document that has the right shape; what is missing is empty.
  init(trusted document: Document) {
    let reader = ApplicationReader(document: document)
    let root = document.root
    let spec = document[root, "spec"]
    let destination = spec.flatMap { document[$0, "destination"] }
    name = reader.text(document[root, "metadata"], "name")
    namespace = reader.text(document[root, "metadata"], "namespace")
    project = reader.text(spec, "project")
    finalizers = reader.texts(document[root, "metadata"], "finalizers")
    self.destination = Destination(
      name: reader.text(destination, "name"), server: reader.text(destination, "server"),
      namespace: reader.text(destination, "namespace"),
      location: document.location(destination ?? spec ?? root))
    let several = spec.flatMap { document[$0, "sources"] }.map { Array(document.children($0)) } ?? []
    hasSeveralSources = !several.isEmpty
    let single = spec.flatMap { document[$0, "source"] }.map { [$0] } ?? []
    sources = (several.isEmpty ? single : several).map { reader.source($0) }
    let policy = spec.flatMap { document[$0, "syncPolicy"] }
    automatedSync = reader.place(policy, "automated")
    syncOptions = reader.texts(policy, "syncOptions")
    sourceHydrator = reader.place(spec, "sourceHydrator")
    location = document.location(root)
    self.document = document
  }
}

private struct ApplicationReader {
  let document: Document

  func field(_ parent: NodeID?, _ name: String) -> NodeID? {
    guard let parent, let node = document[parent, name] else { return nil }
    return document.kubernetesScalar(node) == .null ? nil : node
  }

  func text(_ parent: NodeID?, _ name: String) -> String {
    field(parent, name).map { document.string($0) } ?? ""
  }

  func flag(_ parent: NodeID?, _ name: String) -> Bool {
    field(parent, name).map { document.kubernetesScalar($0) == .boolean(true) } ?? false
  }

  func list(_ parent: NodeID?, _ name: String) -> [NodeID] {
    field(parent, name).map { Array(document.children($0)) } ?? []
  }

  func texts(_ parent: NodeID?, _ name: String) -> [String] {
    list(parent, name).map { document.string($0) }
  }

  func place(_ parent: NodeID?, _ name: String) -> SourceLocation? {
    field(parent, name).map { document.keyLocation($0) }
  }

  /// Argo CD drops options without effect, and so does not take `helm: {}` for a Helm source.
  func hasContent(_ node: NodeID?) -> Bool { node.map { StoredShape.hasContent(document, $0) } ?? false }

  func source(_ node: NodeID) -> Application.Source {
    var source = Application.Source(node: node, location: document.location(node))
    source.repoURL = text(node, "repoURL")
    source.targetRevision = text(node, "targetRevision")
    source.path = text(node, "path")
    source.chart = text(node, "chart")
    source.ref = text(node, "ref")
    source.name = text(node, "name")
    source.helm = hasContent(field(node, "helm")) ? place(node, "helm") : nil
    source.plugin = place(node, "plugin")
    source.kustomize = field(node, "kustomize").flatMap { hasContent($0) ? kustomize($0) : nil }
    if let directory = field(node, "directory") {
      let jsonnet = field(directory, "jsonnet")
      source.jsonnet = hasContent(jsonnet) ? jsonnet.map { document.keyLocation($0) } : nil
      source.directory = Application.DirectoryOptions(
        recurse: flag(directory, "recurse"), include: text(directory, "include"),
        exclude: text(directory, "exclude"), location: document.location(directory))
    }
    return source
  }

  func kustomize(_ node: NodeID) -> Application.KustomizeOptions {
    var options = Application.KustomizeOptions(node: node, location: document.location(node))
    options.namePrefix = text(node, "namePrefix")
    options.nameSuffix = text(node, "nameSuffix")
    options.namespace = text(node, "namespace")
    options.version = text(node, "version")
    options.images = texts(node, "images")
    options.commonLabels = Labels(document, field(node, "commonLabels"))
    options.commonAnnotations = Labels(document, field(node, "commonAnnotations"))
    options.forceCommonLabels = flag(node, "forceCommonLabels")
    options.forceCommonAnnotations = flag(node, "forceCommonAnnotations")
    options.commonAnnotationsEnvsubst = flag(node, "commonAnnotationsEnvsubst")
    options.labelWithoutSelector = flag(node, "labelWithoutSelector")
    options.labelIncludeTemplates = flag(node, "labelIncludeTemplates")
    options.components = texts(node, "components")
    options.ignoreMissingComponents = flag(node, "ignoreMissingComponents")
    options.replicas = list(node, "replicas").map {
      .init(name: text($0, "name"), count: text($0, "count"), location: document.location($0))
    }
    options.patches = list(node, "patches").map {
      .init(
        path: text($0, "path"), patch: text($0, "patch"), target: field($0, "target"),
        options: field($0, "options"), location: document.location($0))
    }
    return options
  }
}

private let noName = "application.no-name"
