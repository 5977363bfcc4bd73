internal import SourceModel
internal import YAML

// Files of `configurations`.
extension FieldSpecAdditions {
  /// Decodes a configuration file; unknown fields are errors.
  static func decode(_ document: Document) -> Compiled<FieldSpecAdditions> {
    var fields = FieldReader(document, document.root, owner: "the configuration")
    var result = FieldSpecAdditions()
    result.namePrefix = fields.fieldSpecs("namePrefix")
    result.nameSuffix = fields.fieldSpecs("nameSuffix")
    result.namespace = fields.fieldSpecs("namespace")
    result.commonLabels = fields.fieldSpecs("commonLabels")
    result.labels = fields.fieldSpecs("labels")
    result.templateLabels = fields.fieldSpecs("templateLabels")
    result.commonAnnotations = fields.fieldSpecs("commonAnnotations")
    result.nameReferences = fields.objects("nameReference") { reader in
      NameReferenceSpec(type: reader.typeSelector(), referrers: reader.fieldSpecs("fieldSpecs"))
    }
    result.varReferences = fields.fieldSpecs("varReference")
    result.images = fields.fieldSpecs("images")
    result.replicas = fields.fieldSpecs("replicas")
    fields.finish()
    return Compiled(fields.findings.hasErrors ? nil : result, fields.findings)
  }
}
