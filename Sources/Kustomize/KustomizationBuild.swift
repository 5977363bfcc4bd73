internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One kustomization under way: `run` is the list of steps.
///
/// Source: kustomize 5.8.1, reference/kustomize.md sections 1, 3 and 6.
struct KustomizationBuild {
  let build: KustomizeBuild
  let kustomization: Kustomization
  let directory: SourcePath
  var context: BuildContext

  init(_ build: KustomizeBuild, _ kustomization: Kustomization, directory: SourcePath, context: BuildContext)
  {
    self.build = build
    self.kustomization = kustomization
    self.directory = directory
    self.context = context
  }

  /// Adds what the kustomization makes to `start`; nil, with findings, when it is wrong.
  ///
  /// A base starts from nothing, a component from what its user has accumulated.
  mutating func run(onto start: Accumulation) -> Accumulation? {
    let before = context.findings.count
    func failed(_ context: BuildContext) -> Bool { context.findings[before...].hasErrors }
    var result = start
    chooseSchema()
    accumulate(kustomization.resources, &result)
    mergeConfigurations(&result)
    generate(&result)
    if failed(context) { return nil }
    accumulateComponents(&result)
    if failed(context) { return nil }
    for transformer in configuredTransformers(result.configuration.specs) {
      transformer.transform(&result.resources, &context.findings)
      context.deletions += result.resources.takeDeleted()
      if context.buildMetadata.isAskedFor {
        result.resources.modifyAll { $0.record(transformer.provenance, in: context.buildMetadata) }
      }
    }
    if failed(context) { return nil }
    runValidators(&result)
    registerVariables(&result)
    return failed(context) ? nil : result
  }

  // MARK: - Resources

  mutating func accumulate(_ resources: [Located<String>], _ result: inout Accumulation) {
    for resource in resources where !context.foundCycle {
      do throws(Diagnostic) {
        try accumulate(resource, &result)
      } catch {
        context.findings.append(error)
      }
    }
  }

  private mutating func accumulate(
    _ text: Located<String>, _ result: inout Accumulation
  ) throws(Diagnostic) {
    let place = try build.locate(text, from: directory)
    switch place.target {
    case .file(let path):
      if place.address == nil { try build.loader.restrict(path, text, directory) }
      let file = place.build.resources(of: path, for: text)
      context.findings += file.diagnostics
      noteTypes(of: file.value ?? [])
      for resource in file.value ?? [] { try append(resource, text, &result) }
    case .directory(let path):
      let way = context.way
      try enter(place, path, text)
      let base = place.build.accumulate(path, isComponent: false, &context, askedFor: text)
      context.leave(to: way)
      if let base { try merge(base, text, &result) }
    }
  }

  private func append(
    _ resource: BuildResource, _ text: Located<String>, _ result: inout Accumulation
  ) throws(Diagnostic) {
    guard let known = result.resources.append(resource) else { return }
    throw .error(
      duplicateResource,
      "\"\(text.value)\" brings \(resource.id) a second time; rename one of them, or list it once",
      at: text.location,
      notes: [.init("the first one", at: known.location), .init("the second one", at: resource.location)])
  }

  private func merge(
    _ base: Accumulation, _ text: Located<String>, _ result: inout Accumulation
  ) throws(Diagnostic) {
    var configuration = result.configuration
    do throws(FieldSpecConflict) {
      try configuration.merge(base.configuration)
    } catch {
      throw conflict(error, at: text.location)
    }
    if result.resources.count == 0, result.variables.isEmpty, result.configuration.isEmpty {
      result = base
      result.configuration = configuration
      return
    }
    for resource in base.resources.resources { try append(resource, text, &result) }
    result.configuration = configuration
    for variable in base.variables { try merge(variable, &result) }
  }

  /// Checks that a directory is not under way already. What an address names is a clone of its own for kustomize: there, only
  /// the address tells.
  private mutating func enter(
    _ place: KustomizeBuild.Place, _ path: SourcePath, _ text: Located<String>
  ) throws(Diagnostic) {
    if context.depth >= BuildContext.maximumDepth {
      context.foundCycle = true
      throw .error(
        tooDeep,
        "\"\(text.value)\" stands on \(context.depth) kustomizations that lead to each other, which is the limit",
        at: text.location)
    }
    guard place.address.map({ context.isCycle(address: $0) }) ?? context.isCycle(path) else {
      if let address = place.address { context.enter(address: address) }
      return
    }
    context.foundCycle = true
    throw .error(
      cycle, "\"\(text.value)\" leads back to a kustomization that is being built", at: text.location)
  }

  // MARK: - Components

  private mutating func accumulateComponents(_ result: inout Accumulation) {
    for text in kustomization.components where !context.foundCycle {
      do throws(Diagnostic) {
        try accumulateComponent(text, &result)
      } catch {
        context.findings.append(error)
      }
    }
  }

  private mutating func accumulateComponent(
    _ text: Located<String>, _ result: inout Accumulation
  ) throws(Diagnostic) {
    let place = try build.locate(text, from: directory)
    guard case .directory(let path) = place.target else {
      throw .error(
        wrongKind, "\"\(text.value)\" is a file; \"components\" lists directories", at: text.location)
    }
    let way = context.way
    try enter(place, path, text)
    defer { context.leave(to: way) }
    let file = place.build.kustomization(in: path, askedFor: text)
    context.findings += file.diagnostics
    guard let component = file.value else { return }
    guard component.kind == .component else {
      throw .error(
        wrongKind, "\"\(text.value)\" is a Kustomization, no Component; list it under \"resources\"",
        at: text.location)
    }
    context.enter(component: path)
    var work = KustomizationBuild(place.build, component, directory: path, context: context)
    let accumulation = work.run(onto: result)
    context = work.context
    if let accumulation { result = accumulation }
  }

  // MARK: - Configuration and variables

  func conflict(_ conflict: FieldSpecConflict, at location: SourceLocation) -> Diagnostic {
    .error(
      conflictingFieldSpecs, "two field specs for \"\(conflict.path)\" disagree about \"create\"",
      at: location)
  }

  private mutating func registerVariables(_ result: inout Accumulation) {
    for variable in kustomization.vars {
      do throws(Diagnostic) {
        try register(variable, &result)
      } catch {
        context.findings.append(error)
      }
    }
  }

  /// Remembers a var of this level on the object that it takes its value from.
  private func register(_ variable: VariableRule, _ result: inout Accumulation) throws(Diagnostic) {
    let matches = (0..<result.resources.count).filter { result.resources[$0].isSource(of: variable) }
    if matches.count > 1 {
      throw .error(
        ambiguousVariable,
        "\(matches.count) objects match the var \"\(variable.name)\"; give its \"objref\" a namespace",
        at: variable.location, notes: matches.map { .init("one of them", at: result.resources[$0].location) })
    }
    if let position = matches.first {
      result.resources.modify(position) { $0.variables.append(variable.name) }
    }
    try merge(variable, &result)
  }

  private func merge(_ variable: VariableRule, _ result: inout Accumulation) throws(Diagnostic) {
    if let known = result.variables.first(where: { same($0.name, variable.name) }) {
      throw .error(
        duplicateVariable, "there are two vars called \"\(variable.name)\"", at: variable.location,
        notes: [.init("the first one", at: known.location)])
    }
    result.variables.append(variable)
  }

  /// Files of `configurations` and `crds`, and the built-in field specs.
  private mutating func mergeConfigurations(_ result: inout Accumulation) {
    let configurations = kustomization.configurations.compactMap { text in
      fieldSpecs(text) { FieldSpecAdditions.decode($0) }
    }
    do throws(FieldSpecConflict) {
      try result.configuration.merge(try TransformerConfiguration(configurations))
      for text in kustomization.crds {
        guard let specs = fieldSpecs(text, { FieldSpecAdditions.definitions($0) }) else { continue }
        try result.configuration.mergeAdditions(specs)
      }
    } catch {
      let location = kustomization.configurations.first?.location ?? kustomization.crds.first?.location
      context.findings.append(conflict(error, at: location ?? SourceLocation(path: kustomization.path)))
    }
  }

  private mutating func fieldSpecs(
    _ text: Located<String>, _ decode: (Document) -> Compiled<FieldSpecAdditions>
  ) -> FieldSpecAdditions? {
    do throws(Diagnostic) {
      let file = try build.read(text, from: directory)
      let document = YAMLStream.parse11(file.bytes, path: file.path)
      context.findings += document.diagnostics
      guard let document = document.value else { return nil }
      let decoded = decode(document)
      context.findings += decoded.diagnostics
      return decoded.value
    } catch {
      context.findings.append(error)
      return nil
    }
  }
}

extension BuildResource {
  /// Whether a var means this object: by exact type and name, and by namespace where it gives one.
  fileprivate func isSource(of variable: VariableRule) -> Bool {
    guard same(id.group, variable.type.group), same(id.version, variable.type.version) else { return false }
    // A var with a namespace finds nothing that is known to be cluster-scoped.
    let current = PreviousIdentity(kind: id.kind, name: id.name, namespace: effectiveNamespace)
    return ([current] + previous).contains { identity in
      same(identity.kind, variable.type.kind) && same(identity.name, variable.objectName)
        && (variable.objectNamespace.isEmpty || same(identity.namespace, variable.objectNamespace))
    }
  }
}

private let duplicateResource = "kustomize.duplicate-resource"
private let cycle = "kustomize.cycle"
private let tooDeep = "kustomize.too-deep"
private let wrongKind = "kustomize.wrong-kind"
private let ambiguousVariable = "kustomize.var-ambiguous"
private let duplicateVariable = "kustomize.var-duplicate"
private let conflictingFieldSpecs = "kustomize.conflicting-field-specs"
