internal import SourceModel
internal import YAML

// How the entries of a kustomization are written; the files of `transformers` and `generators` use the same.
extension FieldReader {
  mutating func labelRule() -> LabelRule {
    LabelRule(
      pairs: pairs("pairs") ?? Located([], at: location),
      includeSelectors: boolean("includeSelectors") ?? false,
      includeTemplates: boolean("includeTemplates") ?? false,
      fields: fieldSpecs("fields"), location: location)
  }

  mutating func imageRule() -> ImageRule {
    let name = text("name")
    let (newName, newTag) = (text("newName"), text("newTag"))
    let (tagSuffix, digest) = (text("tagSuffix"), text("digest"))
    var rule = ImageRule(
      name: name?.value ?? "", newName: newName?.value ?? "", newTag: newTag?.value ?? "",
      tagSuffix: tagSuffix?.value ?? "", digest: digest?.value ?? "", location: location)
    rule.nameLocation = newName?.location
    rule.versionLocation =
      [digest, newTag, tagSuffix].lazy.compactMap { $0 }.first { !$0.value.isEmpty }?.location
    return rule
  }

  mutating func replicaRule() -> ReplicaRule {
    let name = text("name")
    let count = integer("count")
    var rule = ReplicaRule(name: name?.value ?? "", count: count?.value ?? 0, location: location)
    rule.countLocation = count?.location
    return rule
  }

  mutating func patchRule() -> PatchRule {
    var rule = PatchRule(
      path: nonBlankText("path"), patch: nonBlankText("patch"),
      target: object("target") { $0.targetSelector() }, location: location)
    let options = value("options")
    if let options {
      read(options, owner: "\"options\"") { reader in
        rule.allowNameChange = reader.boolean("allowNameChange") ?? false
        rule.allowKindChange = reader.boolean("allowKindChange") ?? false
      }
    }
    return rule
  }

  mutating func targetSelector() -> TargetSelector {
    var selector = TargetSelector(location: location)
    selector.group = text("group")?.value ?? ""
    selector.version = text("version")?.value ?? ""
    selector.kind = text("kind")?.value ?? ""
    selector.name = text("name")?.value ?? ""
    selector.namespace = text("namespace")?.value ?? ""
    selector.labelSelector = text("labelSelector")?.value ?? ""
    selector.annotationSelector = text("annotationSelector")?.value ?? ""
    return selector
  }

  mutating func typeSelector() -> TypeSelector {
    TypeSelector(
      group: text("group")?.value ?? "", version: text("version")?.value ?? "",
      kind: text("kind")?.value ?? "")
  }

  mutating func fieldSpec() -> FieldSpec {
    let type = typeSelector()
    return FieldSpec(text("path")?.value ?? "", type: type, create: boolean("create") ?? false)
  }

  mutating func fieldSpecs(_ name: String) -> [FieldSpec] { objects(name) { $0.fieldSpec() } }

  mutating func generatorOptions() -> GeneratorOptions {
    GeneratorOptions(
      labels: pairs("labels")?.value ?? [], annotations: pairs("annotations")?.value ?? [],
      disableNameSuffixHash: boolean("disableNameSuffixHash") ?? false,
      immutable: boolean("immutable") ?? false)
  }

  mutating func generatorRule(isSecret: Bool) -> GeneratorRule {
    var rule = GeneratorRule(location: location)
    rule.name = text("name")
    rule.namespace = text("namespace")
    rule.behavior = nonEmptyText("behavior")
    rule.literals = texts("literals")
    rule.files = texts("files")
    rule.envs = texts("envs")
    if let env = nonEmptyText("env") { rule.envs.append(env) }
    rule.options = object("options") { $0.generatorOptions() }
    if isSecret { rule.type = text("type") }
    return rule
  }

  mutating func replacementRule() -> ReplacementRule {
    let path = nonEmptyText("path")
    let source = object("source") { $0.replacementSource() }
    return ReplacementRule(
      path: path, source: source, sourceValue: text("sourceValue"),
      targets: objects("targets") { $0.replacementTarget() }, location: location)
  }

  private mutating func replacementSource() -> ReplacementRule.Source {
    let type = typeSelector()
    return ReplacementRule.Source(
      type: type, name: text("name")?.value ?? "", namespace: text("namespace")?.value ?? "",
      fieldPath: text("fieldPath")?.value ?? "", options: object("options") { $0.replacementOptions() },
      location: location)
  }

  private mutating func replacementTarget() -> ReplacementRule.Target {
    let select = object("select") { $0.targetSelector() }
    return ReplacementRule.Target(
      select: select, reject: objects("reject") { $0.targetSelector() },
      fieldPaths: texts("fieldPaths"), options: object("options") { $0.replacementOptions() },
      location: location)
  }

  private mutating func replacementOptions() -> ReplacementRule.FieldOptions {
    _ = text("encoding")
    return ReplacementRule.FieldOptions(
      delimiter: text("delimiter")?.value ?? "", index: integer("index")?.value ?? 0,
      create: boolean("create") ?? false)
  }

  mutating func variableRule() -> VariableRule {
    let name = text("name")?.value ?? ""
    var rule = VariableRule(
      name: name, type: TypeSelector(), objectName: "", objectNamespace: "", fieldPath: "", location: location
    )
    if let object = value("objref") {
      read(object, owner: "\"objref\"") { reader in
        let apiVersion = reader.text("apiVersion")?.value ?? ""
        rule.type = reader.typeSelector()
        if !apiVersion.isEmpty {
          let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/"))
          rule.type.group = slash.map { String(apiVersion[..<$0]) } ?? ""
          rule.type.version =
            slash.map { String(apiVersion[apiVersion.utf8.index(after: $0)...]) } ?? apiVersion
        }
        rule.objectName = reader.text("name")?.value ?? ""
        rule.objectNamespace = reader.text("namespace")?.value ?? ""
      }
    }
    if let field = value("fieldref") {
      read(field, owner: "\"fieldref\"") { reader in
        rule.fieldPath = reader.text("fieldpath")?.value ?? ""
      }
    }
    if rule.fieldPath.isEmpty { rule.fieldPath = "metadata.name" }
    return rule
  }
}
