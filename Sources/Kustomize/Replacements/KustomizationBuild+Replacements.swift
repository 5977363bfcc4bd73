internal import SourceModel
internal import YAML

// The replacements of a kustomization, and those of the files that it names.
extension KustomizationBuild {
  mutating func replacementTransformers(
    _ rules: [ReplacementRule], step: String, provenance: ResourceProvenance
  ) -> [any Transformer] {
    var all: [ReplacementRule] = []
    for rule in rules {
      guard let path = rule.path else {
        all.append(rule)
        continue
      }
      if rule.source != nil || !rule.targets.isEmpty {
        context.findings.append(
          .error(
            replacementRule, "a replacement has a \"path\", or a \"source\" and \"targets\", not both",
            at: rule.location))
        continue
      }
      all += replacements(inFile: path)
    }
    return all.isEmpty ? [] : [ReplacementTransformer(rules: all, step: step, provenance: provenance)]
  }

  /// A file holds one rule, or a list of them.
  private mutating func replacements(inFile path: Located<String>) -> [ReplacementRule] {
    do throws(Diagnostic) {
      let file = try build.read(path, from: directory)
      let document = YAMLStream.parse11(file.bytes, path: file.path)
      context.findings += document.diagnostics
      guard let document = document.value else { return [] }
      let root = document.root
      let nodes = document.isSequence(root) ? Array(document.children(root)) : [root]
      return nodes.map { node in
        var reader = FieldReader(document, node, owner: "a replacement", isStrict: false)
        let rule = reader.replacementRule()
        reader.finish()
        context.findings += reader.findings
        return rule
      }
    } catch {
      context.findings.append(error)
      return []
    }
  }
}

private let replacementRule = "kustomize.replacement-rule"
