internal import KubernetesModel
internal import SourceModel
internal import YAML

// What the resources that configure built-in steps say. kustomize decodes them leniently: what is unknown is a warning.
extension KustomizationBuild {
  private func provenance(of resource: BuildResource) -> ResourceProvenance {
    ResourceProvenance(
      .configured(
        in: resource.document.path, apiVersion: resource.id.apiVersion, kind: resource.id.kind,
        name: resource.id.name, namespace: resource.id.namespace),
      in: resource.provenance.checkout)
  }

  /// Where a field of the resource stands; the resource itself where it has none.
  private func place(of path: [String], in resource: BuildResource) -> SourceLocation {
    let document = resource.document
    return document[document.root, path].map { document.location($0) } ?? resource.location
  }

  private mutating func read<Value>(
    _ resource: BuildResource, _ decode: (inout FieldReader) -> Value
  ) -> Value {
    var fields = FieldReader(
      resource.document, resource.document.root, owner: "a \(resource.id.kind)", isStrict: false,
      dialect: .kustomizeResource)
    fields.ignore("apiVersion", "kind", "metadata")
    let value = decode(&fields)
    fields.finish()
    context.findings += fields.findings
    return value
  }

  mutating func transformers(
    _ step: BuiltInStep, _ resource: BuildResource, field: String
  ) -> [any Transformer] {
    let place = resource.location
    let author = Author(.transformer, step: resource.id.description, at: place)
    let provenance = provenance(of: resource)
    switch step {
    case .annotations, .labels:
      let (pairs, fields) = read(resource) { reader in
        (
          reader.pairs(step == .labels ? "labels" : "annotations")?.value ?? [],
          reader.fieldSpecs("fieldSpecs")
        )
      }
      return [MapEntryTransformer(pairs, fields: fields, author: author, provenance: provenance)]
    case .namespace:
      return namespaceTransformer(resource, author, provenance)
    case .prefix, .suffix, .prefixAndSuffix:
      return nameTransformers(step, resource, author, provenance)
    case .images:
      let (rule, fields) = read(resource) { reader in
        (reader.object("imageTag") { $0.imageRule() }, reader.fieldSpecs("fieldSpecs"))
      }
      return [
        ImageTransformer(
          rule: rule ?? ImageRule(name: "", location: place), fields: fields, author: author,
          provenance: provenance)
      ]
    case .replicas:
      let (rule, fields) = read(resource) { reader in
        (reader.object("replica") { $0.replicaRule() }, reader.fieldSpecs("fieldSpecs"))
      }
      return [
        ReplicaTransformer(
          rule: rule ?? ReplicaRule(name: "", count: 0, location: place), fields: fields, author: author,
          provenance: provenance)
      ]
    case .patch:
      let rule = read(resource) { $0.patchRule() }
      return patchTransformers([rule], step: resource.id.description, provenance: provenance)
    case .strategicMerge, .jsonPatch:
      return oldPatchTransformers(step, resource, provenance)
    case .replacements:
      let rules = read(resource) { reader in reader.objects("replacements") { $0.replacementRule() } }
      return replacementTransformers(rules, step: resource.id.description, provenance: provenance)
    case .valueAdd:
      return valueAddTransformers(resource, author, provenance)
    case .hash:
      return [HashTransformer(provenance: provenance)]
    case .configMapGenerator, .secretGenerator, .iamPolicyGenerator, .helmGenerator:
      context.findings.append(notThere(resource, "transformer", field))
      return []
    }
  }

  private mutating func namespaceTransformer(
    _ resource: BuildResource, _ author: Author, _ provenance: ResourceProvenance
  ) -> [any Transformer] {
    let location = resource.location
    let writer = author.at(place(of: ["metadata", "namespace"], in: resource))
    var findings: [Diagnostic] = []
    let transformer = read(resource) { reader in
      var transformer = NamespaceTransformer(
        namespace: resource.id.namespace, fields: reader.fieldSpecs("fieldSpecs"), author: writer,
        provenance: provenance)
      transformer.unsetOnly = reader.boolean("unsetOnly") ?? false
      if let mode = reader.nonEmptyText("setRoleBindingSubjects") {
        if let subjects = NamespaceTransformer.Subjects(rawValue: mode.value) {
          transformer.subjects = subjects
        } else {
          findings.append(
            .error(
              badMode, "\"setRoleBindingSubjects\" must be allServiceAccounts, defaultOnly or none",
              at: location))
        }
      }
      return transformer
    }
    context.findings += findings
    return [transformer]
  }

  private mutating func nameTransformers(
    _ step: BuiltInStep, _ resource: BuildResource, _ author: Author, _ provenance: ResourceProvenance
  ) -> [any Transformer] {
    // An empty list is fine, no list is not.
    let listed = resource.document[resource.document.root, "fieldSpecs"]
    if listed.map({ resource.document.isNull($0) }) ?? true {
      context.findings.append(
        .error(
          noFields, "a \(resource.id.kind) needs \"fieldSpecs\": the fields whose texts it changes",
          at: resource.location))
    }
    let (prefix, suffix, fields) = read(resource) { reader in
      (
        step == .suffix ? nil : reader.text("prefix"), step == .prefix ? nil : reader.text("suffix"),
        reader.fieldSpecs("fieldSpecs")
      )
    }
    var result: [any Transformer] = []
    if step != .suffix {
      result.append(
        NameTransformer(
          side: .prefix, text: prefix?.value ?? "", fields: fields,
          author: prefix.map { author.at($0.location) } ?? author, provenance: provenance))
    }
    if step != .prefix {
      result.append(
        NameTransformer(
          side: .suffix, text: suffix?.value ?? "", fields: fields,
          author: suffix.map { author.at($0.location) } ?? author, provenance: provenance))
    }
    return result
  }

  private mutating func oldPatchTransformers(
    _ step: BuiltInStep, _ resource: BuildResource, _ provenance: ResourceProvenance
  ) -> [any Transformer] {
    let name = resource.id.description
    if step == .strategicMerge {
      let (paths, patches) = read(resource) { ($0.texts("paths"), $0.nonEmptyText("patches")) }
      let entries = paths + (patches.map { [$0] } ?? [])
      if entries.isEmpty {
        context.findings.append(
          .error(badPatchStep, "a \(resource.id.kind) needs \"paths\" or \"patches\"", at: resource.location))
        return []
      }
      return strategicMergeTransformers(entries, step: name, provenance: provenance)
    }
    let rule = read(resource) { reader in
      PatchRule(
        path: reader.nonEmptyText("path"), patch: reader.nonEmptyText("jsonOp"),
        target: reader.object("target") { $0.targetSelector() }, location: reader.location)
    }
    return jsonPatchTransformers([rule], step: name, provenance: provenance)
  }

  private mutating func valueAddTransformers(
    _ resource: BuildResource, _ author: Author, _ provenance: ResourceProvenance
  ) -> [any Transformer] {
    var findings: [Diagnostic] = []
    func target(_ reader: inout FieldReader) -> ValueAddTransformer.Target {
      let position = reader.integer("filePathPosition")
      if let position, position.value < 0 {
        findings.append(
          .error(
            badPosition, "a position in a path counts from 1; 0 stands for all of it", at: position.location))
      }
      return ValueAddTransformer.Target(
        selector: reader.object("selector") { $0.targetSelector() },
        fieldPath: reader.text("fieldPath")?.value ?? "", position: max(0, position?.value ?? 0))
    }
    var (value, targets, path) = read(resource) { reader in
      (
        reader.text("value"), reader.objects("targets", target),
        reader.nonEmptyText("targetFilePath")
      )
    }
    if let path {
      do throws(Diagnostic) {
        let file = try build.read(path, from: directory)
        let document = YAMLStream.parse11(file.bytes, path: file.path)
        context.findings += document.diagnostics
        if let document = document.value {
          var reader = FieldReader(document, document.root, owner: "the list of targets", isStrict: false)
          targets += reader.objects("targets", target)
          reader.finish()
          context.findings += reader.findings
        }
      } catch {
        context.findings.append(error)
      }
    }
    context.findings += findings
    if targets.isEmpty || targets.contains(where: \.fieldPath.isEmpty) {
      context.findings.append(
        .error(
          noFields, "a \(resource.id.kind) needs \"targets\", each with a \"fieldPath\"",
          at: resource.location))
    }
    let writer = value.map { author.at($0.location) } ?? author
    // Without a value it is the name of the directory.
    let folder = directory.components.last.map(String.init) ?? ""
    let text = value.map(\.value) ?? ""
    return [
      ValueAddTransformer(
        value: text.isEmpty ? folder : text, targets: targets, author: writer, provenance: provenance)
    ]
  }

  // MARK: - Generators

  mutating func generate(
    _ kind: ResourceGenerator.Kind, _ resource: BuildResource, _ result: inout Accumulation
  ) {
    var rule = read(resource) { $0.generatorRule(isSecret: kind == .secret) }
    if rule.name?.value.isEmpty ?? true {
      rule.name = Located(resource.id.name, at: place(of: ["metadata", "name"], in: resource))
    }
    if rule.namespace?.value.isEmpty ?? true {
      rule.namespace = Located(resource.id.namespace, at: place(of: ["metadata", "namespace"], in: resource))
    }
    let author = Author(.generator, step: resource.id.description, at: resource.location)
    generate(kind, rule, author, provenance(of: resource), &result, usesGlobalOptions: false)
  }

  /// A ServiceAccount that is bound to one of Google's.
  mutating func generatePolicy(_ resource: BuildResource, _ result: inout Accumulation) {
    struct Policy {
      var cloud = ""
      var name = ""
      var namespace = ""
      var account = ""
      var project = ""
    }
    let policy = read(resource) { reader in
      var policy = Policy()
      policy.cloud = reader.text("cloud")?.value ?? ""
      _ = reader.object("kubernetesService") { service in
        policy.name = service.text("name")?.value ?? ""
        policy.namespace = service.text("namespace")?.value ?? ""
      }
      _ = reader.object("serviceAccount") { account in
        policy.account = account.text("name")?.value ?? ""
        policy.project = account.text("projectId")?.value ?? ""
      }
      return policy
    }
    guard policy.cloud == "gke" else {
      context.findings.append(
        .error(badMode, "the only \"cloud\" of an IAMPolicyGenerator is gke", at: resource.location))
      return
    }
    let author = Author(.generator, step: resource.id.description, at: resource.location)
    var document = Document(by: author)
    document.set("apiVersion", in: document.root, to: .string("v1"), by: author)
    document.set("kind", in: document.root, to: .string("ServiceAccount"), by: author)
    let metadata = document.ensure("metadata", in: document.root, kind: .mapping, by: author)
    let annotations = document.ensure("annotations", in: metadata, kind: .mapping, by: author)
    func set(_ key: String, in map: NodeID, to text: String, _ path: [String]) throws(Diagnostic) {
      let place = place(of: path, in: resource)
      document.set(key, in: map, to: try unquoted(text, at: place), by: author.at(place))
    }
    do throws(Diagnostic) {
      try set(
        "iam.gke.io/gcp-service-account", in: annotations,
        to: "\(policy.account)@\(policy.project).iam.gserviceaccount.com", ["serviceAccount", "name"])
      try set("name", in: metadata, to: policy.name, ["kubernetesService", "name"])
      if !policy.namespace.isEmpty {
        try set("namespace", in: metadata, to: policy.namespace, ["kubernetesService", "namespace"])
      }
      guard let generated = BuildResource(document, provenance: provenance(of: resource)) else { return }
      try result.resources.absorb(generated, by: author)
    } catch {
      context.findings.append(error)
    }
  }
}

/// A text as the policy generator writes it: into a line of YAML, without quotes. Emits `kustomize.bad-text`.
private func unquoted(_ text: String, at location: SourceLocation) throws(Diagnostic) -> ScalarValue {
  let line = YAMLParser().parse(Array("text: \(text)\n".utf8), path: location.path)
  guard !line.diagnostics.hasErrors, let document = line.documents.first,
    let value = document[document.root, "text"], document.isScalar(value), document[value].value.length > 0
  else {
    throw .error(
      badText, "the generator writes \"\(text)\" without quotes, and then it is no text; use another one",
      at: location)
  }
  return ScalarValue(document.string(value), style: document[value].style, tag: document[value].tag)
}

/// Adds the hash suffix in the middle of a build.
struct HashTransformer: Transformer {
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    findings += resources.addNameHashes()
  }
}

private let badText = "kustomize.bad-text"
private let badMode = "kustomize.bad-mode"
private let badPatchStep = "kustomize.patch-source"
private let badPosition = "kustomize.bad-position"
private let noFields = "kustomize.no-fields"
