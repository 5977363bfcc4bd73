internal import KubernetesModel
internal import SourceModel
internal import YAML

extension ListOverrider {
  /// Changes `command` or `args` of the containers called `containerName`; returns how many there are.
  ///
  /// Source: reference/karmada.md section 10.4.
  func apply(
    _ field: String, to resource: inout Resource, by author: Author, _ remarks: inout [OverrideRemark]
  ) -> Int {
    var count = 0
    for container in overridableContainers(of: resource) {
      guard let name = resource.document[container, "name"],
        resource.document.valueEquals(name, containerName)
      else { continue }
      count += 1
      if operation == .remove, resource.document[container, field] == nil {
        let text = "remove writes an empty \(field) list into container \(containerName), which has none"
        remarks.append(OverrideRemark(kind: .emptyList, text: text, location: author.location))
      }
      change(field, of: container, in: &resource.document, by: author)
    }
    return count
  }

  private func change(_ field: String, of container: NodeID, in document: inout Document, by author: Author) {
    let existing = document[container, field]
    guard let list = existing, document.isSequence(list) else {
      // Removing from a list that is missing makes it an empty one, as Karmada does.
      let list: NodeID
      if let existing {
        document.replace(existing, withEmpty: .sequence, by: author)
        list = existing
      } else {
        list = document.ensure(field, in: container, kind: .sequence, by: author)
      }
      if operation == .add { append(to: list, in: &document, by: author) }
      return
    }
    for item in Array(document.children(list)) {
      if operation == .remove, values.contains(where: { document.valueEquals(item, $0) }) {
        document.remove(item, from: list, by: author)
      } else if document.isScalar(item), document.kubernetesScalar(item) != .string {
        document.replace(item, with: .string(document.string(item)), by: author)
      }
    }
    if operation == .add { append(to: list, in: &document, by: author) }
  }

  private func append(to list: NodeID, in document: inout Document, by author: Author) {
    for value in values {
      let item = document.makeScalar(.string(value), by: author)
      document.append(item, to: list)
    }
  }
}
