internal import SourceModel
internal import YAML

/// One item of `spreadConstraints`, defaults applied.
struct SpreadConstraint {
  enum Field: String {
    case cluster
    case region
    case zone
    case provider
  }

  /// Nil when it spreads by label.
  var field: Field?
  var minGroups: Int64
  /// 0 where nothing is written: selects no cluster.
  var maxGroups: Int64
  var node: NodeID?
}

extension [SpreadConstraint] {
  func on(_ field: SpreadConstraint.Field) -> SpreadConstraint? { first { $0.field == field } }
}

extension PolicyReader {
  /// Reads `spreadConstraints` and applies the rules of admission. Emits `karmada.spread-without-maximum` too.
  ///
  /// Source: reference/karmada.md sections 2.3 to 2.5.
  mutating func spreadConstraints(_ placement: NodeID) -> [SpreadConstraint] {
    var result: [SpreadConstraint] = []
    let list = items(placement, "spreadConstraints", "spec.placement")
    var usesField = false
    for (index, item) in list.enumerated() {
      let path = "spec.placement.spreadConstraints[\(index)]"
      guard checkFields(of: item, path, ["spreadByField", "spreadByLabel", "maxGroups", "minGroups"]) else {
        continue
      }
      let field = text(item, "spreadByField", path, oneOf: ["cluster", "region", "zone", "provider"])
      let label = text(item, "spreadByLabel", path)
      let maximum = integer(item, "maxGroups", path) ?? 0
      let minimum = integer(item, "minGroups", path) ?? 0
      if !field.isEmpty, !label.isEmpty {
        refuse(item, "\(path) has both spreadByField and spreadByLabel; keep one")
      }
      if minimum < 0 { refuse(document[item, "minGroups"] ?? item, "\(path).minGroups must not be negative") }
      if maximum < 0 { refuse(document[item, "maxGroups"] ?? item, "\(path).maxGroups must not be negative") }
      if maximum > 0, maximum < minimum {
        refuse(document[item, "maxGroups"] ?? item, "\(path).maxGroups is lower than minGroups")
      }
      if document[item, "maxGroups"] == nil {
        warn(
          item, withoutMaximum,
          "\(path) has no maxGroups, which means 0 and selects no cluster; add maxGroups")
      }
      let constraint = SpreadConstraint(
        field: label.isEmpty ? SpreadConstraint.Field(rawValue: field.isEmpty ? "cluster" : field) : nil,
        minGroups: minimum == 0 ? 1 : minimum, maxGroups: maximum, node: item)
      if let field = constraint.field {
        usesField = true
        if result.on(field) != nil {
          refuse(item, "\(path) is the second constraint on \(field.rawValue); keep one")
        }
      }
      result.append(constraint)
    }
    if usesField, result.on(.cluster) == nil, let first = list.first {
      refuse(
        first,
        "spec.placement.spreadConstraints needs a constraint on cluster beside the others; add spreadByField: cluster"
      )
    }
    return result
  }
}

private let withoutMaximum = "karmada.spread-without-maximum"
