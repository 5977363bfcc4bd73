internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The new names that generated and renamed resources of one cluster have, and the fields that only follow them.
struct FollowedNames {
  private struct Renaming {
    var before: [UInt8]
    var after: [UInt8]
    /// `app-config`, or what the resource is called now where no generator named it.
    var stem: String
    /// `ConfigMap app-config`, or `Service front (was web)`.
    var label: String
  }

  private var renamings: [Renaming] = []

  init(_ changes: ArraySlice<ResourceChange>) {
    for change in changes {
      guard let previous = change.previousID, change.kind == .changed || change.kind == .renamed,
        !previous.name.utf8.elementsEqual(change.id.name.utf8)
      else { continue }
      let name = change.generatedName ?? "\(change.id.name) (was \(previous.name))"
      renamings.append(
        Renaming(
          before: Array(previous.name.utf8), after: Array(change.id.name.utf8),
          stem: change.generatedName ?? change.id.name,
          label: "\(change.id.kind) \(name)"))
    }
  }

  var isEmpty: Bool { renamings.isEmpty }

  /// Marks the fields of a change that follow; true when there is one.
  func mark(_ change: inout ResourceChange) -> Bool {
    var isTouched = joinItems(&change.fields)
    for index in change.fields.indices {
      let field = change.fields[index]
      guard field.follows == nil, !isOwnName(field, of: change),
        case .string(let before)? = field.before,
        case .string(let after)? = field.after,
        let label = label(Array(before.utf8), Array(after.utf8))
      else { continue }
      change.fields[index].follows = label
      isTouched = true
    }
    return isTouched
  }

  private func isOwnName(_ field: FieldChange, of change: ResourceChange) -> Bool {
    change.previousID != nil && field.address == FieldAddress([.key("metadata"), .key("name")])
  }

  /// What a text follows when the new names in place of the old ones make all of its difference.
  private func label(_ before: [UInt8], _ after: [UInt8]) -> String? {
    for renaming in renamings where before.count >= renaming.before.count {
      if replacing(renaming.before, with: renaming.after, in: before) == after {
        return renaming.label
      }
    }
    return nil
  }

  /// Joins the removal and the addition of a list item that is known by a name that follows.
  private func joinItems(_ fields: inout [FieldChange]) -> Bool {
    var added: [FieldAddress: Int] = [:]
    for (index, field) in fields.enumerated() where field.before == nil && field.address.item != nil {
      added[field.address] = index
    }
    if added.isEmpty { return false }
    var gone: Set<Int> = []
    for index in fields.indices where fields[index].after == nil {
      guard let item = fields[index].address.item,
        let (position, renaming) = renaming(of: item), let parent = fields[index].address.parent,
        let other = added[parent.appending(.item(item.with(renaming.after, at: position)))],
        !gone.contains(other), isSame(fields[index].before, fields[other].after, but: item.map(\.key))
      else { continue }
      // Without the hash, so that clusters with different ones still have the same change.
      fields[other].address = parent.appending(.item(item.with(Array(renaming.stem.utf8), at: position)))
        .appending(.key(item[position].key))
      fields[other].before = .string(item[position].value)
      fields[other].after = .string(String(decoding: renaming.after, as: UTF8.self))
      fields[other].beforeSource = fields[index].beforeSource
      fields[other].follows = renaming.label
      gone.insert(index)
    }
    fields = fields.indices.filter { !gone.contains($0) }.map { fields[$0] }
    return !gone.isEmpty
  }

  private func renaming(of item: [FieldAddress.Identifier]) -> (position: Int, renaming: Renaming)? {
    for (position, identifier) in item.enumerated() {
      if let found = renamings.first(where: { identifier.value.utf8.elementsEqual($0.before) }) {
        return (position, found)
      }
    }
    return nil
  }

  private func isSame(_ before: FieldValue?, _ after: FieldValue?, but keys: [String]) -> Bool {
    guard case .collection(let one)? = before, case .collection(let other)? = after else {
      return false
    }
    func fingerprint(_ snippet: FieldValue.Snippet) -> ContentFingerprint {
      let document = snippet.document
      let leftOut = Set(keys.compactMap { document[document.root, $0] })
      return document.valueFingerprint(document.root) { leftOut.contains($0) }
    }
    return fingerprint(one) == fingerprint(other)
  }
}

extension FieldAddress {
  /// What identifies the list item that the address names; nil when it names something else.
  fileprivate var item: [Identifier]? {
    if case .item(let identifiers)? = steps.last { identifiers } else { nil }
  }

  fileprivate var parent: FieldAddress? { steps.isEmpty ? nil : FieldAddress(Array(steps.dropLast())) }
}

extension [FieldAddress.Identifier] {
  fileprivate func with(_ value: [UInt8], at position: Int) -> Self {
    var result = self
    result[position].value = String(decoding: value, as: UTF8.self)
    return result
  }
}
