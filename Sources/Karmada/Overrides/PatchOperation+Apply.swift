internal import Patching
internal import SourceModel
internal import YAML

extension [PatchOperation] {
  /// Applies all operations as one JSON patch; when one fails the document stays as it was.
  ///
  /// Source: reference/karmada.md section 10.7.
  func apply(to document: inout Document, policy: OverridePolicy) throws(OverrideFailure) {
    let operations = map { operation in
      JSONPatch.Operation(
        operation.operation.patch, path: operation.path, value: operation.value,
        at: policy.location(operation.node))
    }
    let patch = JSONPatch(operations, valuesOf: policy.document, dialect: .karmada)
    let step = Origin(.override, path: policy.document.path, step: policy.name.description)
    do throws(Diagnostic) {
      _ = try patch.apply(to: &document, step: step, subject: "the resource")
    } catch {
      throw OverrideFailure(error.message, at: error.location ?? policy.location(first?.node))
    }
  }
}

extension OverrideOperator {
  fileprivate var patch: JSONPatch.Operator {
    switch self {
    case .add: .add
    case .remove: .remove
    case .replace: .replace
    }
  }
}
