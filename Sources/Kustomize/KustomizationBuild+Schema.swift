internal import KubernetesModel
internal import SourceModel
internal import YAML

// `openapi`: which schema decides how lists merge.
extension KustomizationBuild {
  /// The merge schema in force.
  var schema: MergeSchema {
    mutating get {
      if !context.schema.isSet { context.usedBuiltInSchema = true }
      return build.schema(context.schema)
    }
  }

  /// The choice of the root counts, or else the first one met. Emits `kustomize.openapi`.
  mutating func chooseSchema() {
    guard let choice = kustomization.openAPI else { return }
    do throws(Diagnostic) {
      let path = try schemaPath(choice)
      if context.schema.isSet { return }
      guard path != nil || choice.version != nil else { return }
      if path != nil, let version = choice.version {
        throw .error(openAPI, "\"openapi\" has a \"path\" or a \"version\", not both", at: version.location)
      }
      if let version = choice.version, version.value != builtInVersion {
        throw .error(
          openAPI, "the only schema that is built in is \(builtInVersion), not \(version.value)",
          at: version.location)
      }
      context.schema.isSet = true
      context.schema.path = path
      context.schema.addsToBuiltIn = path != nil && context.usedBuiltInSchema
    } catch {
      context.findings.append(error)
    }
  }

  /// Notes that the types of these resources make the reference look into its schema.
  mutating func noteTypes(of resources: [BuildResource]) {
    guard !context.schema.isSet, !context.usedBuiltInSchema else { return }
    context.usedBuiltInSchema = resources.contains {
      ResourceScope.isClusterScoped(apiVersion: $0.id.apiVersion, kind: $0.id.kind) == nil
    }
  }

  private mutating func schemaPath(_ choice: OpenAPIChoice) throws(Diagnostic) -> SourcePath? {
    guard let text = choice.path else { return nil }
    let file = try build.read(text, from: directory)
    context.findings += build.loadSchema(
      file.path, file.bytes, addingToBuiltIn: !context.schema.isSet && context.usedBuiltInSchema)
    return file.path
  }
}

private let builtInVersion = "v1.21.2"
private let openAPI = "kustomize.openapi"
