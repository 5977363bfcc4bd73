internal import ApplicationSets
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

// What a step made its value of: told apart only when somebody asks, from the documents as they are.
extension ExplainedResource {
  /// The text of a template and the parameters in it, or the name of another resource; oldest first.
  func causes(of step: Explanation.Step) -> [Explanation.Step] {
    let prefix = "name of "
    if step.origin.step.utf8.starts(with: prefix.utf8) {
      return nameCauses(String(step.origin.step.dropFirst(prefix.count)))
    }
    guard let (document, node) = applicationNode(of: step) else { return [] }
    let parameters = planned.map { ParameterOrigins(planned: $0, sources: sources) }
    var result: [Explanation.Step] = []
    for cause in Explanation(of: node, in: document).steps.dropLast() {
      result.append(cause)
      if let parameters {
        for name in TemplateNames.names(in: cause.value ?? "") { result += parameters.steps(of: name) }
      }
    }
    return result
  }

  /// The history of the name of another resource of the application.
  private func nameCauses(_ subject: String) -> [Explanation.Step] {
    let other =
      siblings.first { $0.id.description.utf8.elementsEqual(subject.utf8) }
      // The namespace of the destination is given at the very end.
      ?? siblings.first {
        var id = $0.id
        id.namespace = ""
        return id.description.utf8.elementsEqual(subject.utf8)
      }
    guard let document = other?.document, let name = document[document.root, ["metadata", "name"]] else {
      return []
    }
    return Explanation(of: name, in: document).steps
  }

  /// The field of the Application that asked for the step.
  private func applicationNode(of step: Explanation.Step) -> (Document, NodeID)? {
    guard let document = planned?.document, !step.origin.step.isEmpty else { return nil }
    let field = step.origin.step.prefix { $0 != "[" }.split(separator: ".").last.map(String.init) ?? ""
    var pending: [(node: NodeID, isBelow: Bool)] = [(document.root, false)]
    while let (node, isBelow) = pending.popLast() {
      for child in document.children(node) {
        let isHere = isBelow || document.key(child).utf8.elementsEqual(field.utf8)
        guard document.isScalar(child) else {
          pending.append((child, isHere))
          continue
        }
        if isHere, document.templateLocation(child) == step.location { return (document, child) }
      }
    }
    return nil
  }
}
