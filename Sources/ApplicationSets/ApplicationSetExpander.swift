internal import GoTemplate
package import KubernetesModel
package import SourceModel
package import YAML

/// An Application that an ApplicationSet made, and from what.
package struct GeneratedApplication: Sendable {
  package var application: Application
  /// The entry of `spec.generators`, counted from 0.
  package var generator: Int
  /// Where that entry stands.
  package var generatorLocation: SourceLocation
  /// The elements or clusters whose parameters it was made of; several for matrix and merge.
  package var sources: [ParameterSource]
}

/// Makes the Applications that Argo CD's ApplicationSet controller would make.
///
/// Source: Argo CD 3.5.1, reference/applicationset.md.
package struct ApplicationSetExpander: Sendable {
  package let clusters: [Cluster]
  package let options: ApplicationSetOptions

  /// `inventory` is in the order in which clusters are to be taken; those unknown to Argo CD do not count.
  package init(inventory: [Cluster], options: ApplicationSetOptions = ApplicationSetOptions()) {
    clusters = inventory.filter { $0.argoCD != nil }
    self.options = options
  }

  /// Whether the document is an ApplicationSet.
  package static func isApplicationSet(_ document: Document) -> Bool {
    ResourceID(of: document).map { $0.group == "argoproj.io" && $0.kind == "ApplicationSet" } ?? false
  }

  /// The fields of the generators of an ApplicationSet that ask a live service: `generators[0].pullRequest`.
  package static func liveGenerators(of document: Document) -> [String] {
    var result: [String] = []
    func add(_ parent: NodeID, _ path: String, depth: Int) {
      guard let entries = document[parent, "generators"], document.isSequence(entries) else { return }
      for (index, entry) in document.children(entries).enumerated() {
        for kind in GeneratorKind.allCases {
          guard let node = document[entry, kind.rawValue] else { continue }
          let own = "\(path)generators[\(index)].\(kind.rawValue)"
          if kind.isLive { result.append(own) }
          if kind == .matrix || kind == .merge, depth < 2 { add(node, own + ".", depth: depth + 1) }
        }
      }
    }
    if let spec = document[document.root, "spec"] { add(spec, "", depth: 0) }
    return result
  }

  /// Expands one ApplicationSet, in the order of its generators and their sets.
  ///
  /// The value is nil when a generator or the template fails; Applications that fail validation are left out.
  package func expand(_ document: Document) -> Compiled<[GeneratedApplication]> {
    let (document, diagnostics) = admitted(document)
    if diagnostics.contains(where: { $0.severity == .error }) { return Compiled(nil, diagnostics) }
    do {
      let expansion = try ApplicationSetExpansion(document, clusters: clusters, options: options)
      let applications = try expansion.run()
      let validation = ApplicationValidation(
        name: expansion.name, clusters: clusters, options: options, applications: applications)
      let (valid, problems) = validation.run()
      return Compiled(valid, diagnostics + problems)
    } catch {
      return Compiled(nil, diagnostics + error.diagnostics)
    }
  }

  /// The ApplicationSet as it is taken, and what is wrong with its shape.
  private func admitted(_ document: Document) -> (Document, [Diagnostic]) {
    var document = document
    let type = Schema.argoCD.named("ApplicationSet")
    ObjectShape().dropNulls(&document, document.root, type)
    var admission = Admission(document, unknownFields: options.unknownFields)
    admission.check(document.root, type, path: "")
    return (document, admission.diagnostics)
  }

  /// Hands the Applications of one ApplicationSet on as they are made, in the same order.
  ///
  /// False where there is anything wrong with it: then what was handed on is not to be used, and `expand` tells all.
  package func expand(_ document: Document, each take: (GeneratedApplication) -> Void) -> Bool {
    let (document, diagnostics) = admitted(document)
    guard diagnostics.isEmpty,
      let expansion = try? ApplicationSetExpansion(document, clusters: clusters, options: options)
    else { return false }
    let validation = ApplicationValidation(
      name: expansion.name, clusters: clusters, options: options, applications: [])
    var names: Set<Int> = []
    var isValid = true
    do throws(ExpansionFailure) {
      try expansion.run { generated in
        // Names with one hash are taken for equal here; `expand` compares them.
        var hasher = Hasher()
        hasher.combine(generated.application.name)
        if validation.problem(generated) != nil || !names.insert(hasher.finalize()).inserted {
          isValid = false
        }
        if isValid { take(generated) }
      }
    } catch { return false }
    return isValid
  }
}

/// One ApplicationSet on its way.
struct ApplicationSetExpansion {
  let document: Document
  let name: String
  private let namespace: String
  private let preservesResources: Bool
  private let spec: NodeID
  private var context: ExpansionContext
  private let author: Author

  /// The items of `spec.generators`.
  var entries: [NodeID] { document[spec, "generators"].map { Array(document.children($0)) } ?? [] }

  init(
    _ document: Document, clusters: [Cluster], options: ApplicationSetOptions, trace: ExclusionTrace? = nil
  ) throws(ExpansionFailure) {
    self.document = document
    let root = document.root
    func text(_ path: [String]) -> String { document[root, path].map { document.string($0) } ?? "" }
    func flag(_ path: [String]) -> Bool {
      document[root, path].map { document.kubernetesScalar($0) == .boolean(true) } ?? false
    }
    name = text(["metadata", "name"])
    let own = text(["metadata", "namespace"])
    namespace = own.utf8.isEmpty ? options.defaultNamespace : own
    preservesResources = flag(["spec", "syncPolicy", "preserveResourcesOnDeletion"])
    spec = document[root, "spec"] ?? root
    let settings = document[root, ["spec", "goTemplateOptions"]].map { node in
      document.children(node).map { document.string($0) }
    }
    let engine = TextEngine(isGoTemplate: flag(["spec", "goTemplate"]), options: settings ?? [])
    context = ExpansionContext(clusters: clusters, options: options, engine: engine)
    context.trace = trace
    context.name = name
    context.namespace = namespace
    context.project = text(["spec", "template", "spec", "project"])
    author = Author(.generator, step: "ApplicationSet \(name)", at: document.location(root))
  }

  func run() throws(ExpansionFailure) -> [GeneratedApplication] {
    var result: [GeneratedApplication] = []
    try run { result.append($0) }
    return result
  }

  func run(_ take: (GeneratedApplication) -> Void) throws(ExpansionFailure) {
    guard let entries = document[spec, "generators"], let template = document[spec, "template"] else {
      return
    }
    var count = 0
    let base = document.extract(template)
    var patch: TemplatePatch?
    if let node = document[spec, "templatePatch"], document.isScalar(node) {
      patch = TemplatePatch(document, node, engine: context.engine, namespace: namespace, name: name)
    }
    let prepared = prepare(base)
    for (index, entry) in document.children(entries).enumerated() {
      let generators = Generators(context: context, path: "generators[\(index)]")
      for (kind, node) in generators.kinds(document, entry) {
        var sets = try generators.parameters(kind, document, node)
        if let selector = document[entry, "selector"] {
          let filter = try PostSelector(document, selector)
          sets = filter.filter(sets, of: generators.path, context.trace)
        }
        try context.checkCount(count + sets.count, at: document.keyLocation(node))
        var own = prepared
        if let template = document[node, "template"] { own = prepare(merged(template, base)) }
        let step = "\(kind.rawValue) generator of ApplicationSet \(name)"
        for set in sets {
          try checkOptions(set, hasPatch: patch != nil)
          var made = try own.render(set, step: step)
          try patch?.apply(set, to: &made, context)
          let application = Application(trusted: made)
          take(
            GeneratedApplication(
              application: application, generator: index, generatorLocation: document.keyLocation(node),
              sources: set.sources))
        }
        count += sets.count
      }
    }
  }

  /// Argo CD looks at the options only when it renders something.
  private func checkOptions(_ set: ParameterSet, hasPatch: Bool) throws(ExpansionFailure) {
    guard hasPatch || !set.values.isEmpty, let problem = context.engine.optionProblem else { return }
    throw ExpansionFailure(
      badOption, "\(problem); the options are missingkey=default, invalid, zero or error",
      at: document.location(document[spec, "goTemplateOptions"] ?? spec))
  }

  private func prepare(_ template: Document) -> ApplicationTemplate {
    ApplicationTemplate(
      template, engine: context.engine, namespace: namespace, preservesResources: preservesResources,
      author: author)
  }

  /// The template of a generator with its gaps filled.
  private func merged(_ node: NodeID, _ base: Document) -> Document {
    let type = Schema.argoCD.named("ApplicationSetTemplate")
    var own = document.extract(node)
    var base = base
    let shape = ObjectShape(keepsJSON: true)
    shape.prune(&own, own.root, type)
    shape.prune(&base, base.root, type)
    TemplateMerge().fill(&own, own.root, from: base, base.root, type)
    return own
  }
}

private let badOption = "applicationset.go-template-option"
