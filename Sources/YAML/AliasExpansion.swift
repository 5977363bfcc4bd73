internal import SourceModel

/// Copies what aliases and merge keys name, paid for from a budget that the whole text shares.
struct SubtreeCopier {
  static let exhausted = "yaml.alias-budget"

  let budget: Int
  private var used = 0

  init(budget: Int) { self.budget = budget }

  var isExhausted: Bool { used > budget }

  /// A detached copy, without key, whose positions are those of the original; nil when the budget is spent.
  mutating func copy(_ node: NodeID, in document: inout Document) -> NodeID? {
    guard let copy = copyWithKey(node, in: &document) else { return nil }
    let index = Int(copy.raw)
    document.nodes[index].key = .empty
    document.nodes[index].keyHash = 0
    document.nodes[index].keyStyle = .plain
    document.nodes[index].keyTag = .none
    document.nodes[index].keyColumn = 0
    document.nodes[index].keyLineDelta = 0
    return copy
  }

  /// The same for an entry of a mapping, with the key that it has there.
  mutating func copyWithKey(_ node: NodeID, in document: inout Document) -> NodeID? {
    guard take() else { return nil }
    var record = document[node]
    record.nextSibling = -1
    let top = document.append(record)
    var pending = record.firstChild >= 0 ? [(source: record.firstChild, parent: top.raw)] : []
    while let (first, parent) = pending.popLast() {
      var source = first
      var before: Int32 = -1
      while source >= 0 {
        guard take() else { return nil }
        var record = document.nodes[Int(source)]
        let next = record.nextSibling
        record.nextSibling = -1
        let new = document.append(record).raw
        if before < 0 {
          document.nodes[Int(parent)].firstChild = new
        } else {
          document.nodes[Int(before)].nextSibling = new
        }
        before = new
        if record.firstChild >= 0 { pending.append((record.firstChild, new)) }
        source = next
      }
    }
    return top
  }

  private mutating func take() -> Bool {
    used += 1
    return used <= budget
  }
}

extension NodeRecord {
  /// Makes an empty plain scalar what the reference reads in its place.
  ///
  /// It writes a null of a flow collection as nothing and then reads that as an empty string. Merges tell this from
  /// `""` by the mark of a flow node, because there it still counts as null.
  mutating func settleNull(inFlow: Bool) {
    guard kind == .scalar, style == .plain, value.length == 0 else { return }
    if inFlow, tag == .none {
      tag = .string
      isFlow = true
    } else if !inFlow, tag == .string, isFlow {
      tag = .none
      isFlow = false
    }
  }
}

/// Expands the `<<` of a mapping that has just ended.
///
/// Resources: own keys win, then the earlier of several sources; one `<<` in a mapping. YAML 1.1: `<<` may be
/// repeated, and wins over the keys that stand before it. Source: reference/kustomize.md section 4, checked with kubectl.
struct MergeExpansion {
  private let mapping: NodeID
  private let merges: [NodeID]
  private let dialect: YAMLDialect
  private var last: Int32
  /// The entry of each key, and where it came from: a merge, or the mapping itself.
  private var entries: [[UInt8]: NodeID] = [:]
  /// Own entries that a merge has replaced, still linked until all merges are done.
  private var superseded: Set<NodeID> = []

  init(of closed: OpenCollections.Closed, dialect: YAMLDialect) {
    mapping = closed.node
    merges = closed.mergeKeys
    last = closed.lastChild
    self.dialect = dialect
  }

  /// Nil when all went well.
  mutating func run(in document: inout Document, copier: inout SubtreeCopier) -> Diagnostic? {
    if dialect == .kustomizeResource, merges.count > 1 {
      return .error(
        twoMerges, "a mapping can have only one \"<<\"; write a list of aliases",
        at: document.keyLocation(merges[1]))
    }
    for child in document.children(mapping) { entries[key(child, document)] = child }
    // In YAML 1.1 the last of what stands before or in a merge wins, so merges are applied back to front.
    for merge in dialect == .yaml11 ? merges.reversed() : merges {
      let sources = document.isSequence(merge) ? Array(document.children(merge)) : [merge]
      for source in sources {
        guard document.isMapping(source) else {
          return .error(
            mergeValue, "\"<<\" takes a mapping or a list of mappings", at: document.location(source))
        }
        if let failure = take(from: source, merge: merge, in: &document, copier: &copier) { return failure }
      }
    }
    if !superseded.isEmpty {
      document.setChildren(mapping, document.children(mapping).filter { !superseded.contains($0) })
    }
    return nil
  }

  private mutating func take(
    from source: NodeID, merge: NodeID, in document: inout Document, copier: inout SubtreeCopier
  ) -> Diagnostic? {
    for child in Array(document.children(source)) {
      let key = key(child, document)
      if let own = entries[key] {
        // Nodes are numbered in reading order: a smaller number stands before the merge.
        guard dialect == .yaml11, own.raw < merge.raw else { continue }
        superseded.insert(own)
      }
      guard let copy = copier.copyWithKey(child, in: &document) else {
        return .error(
          SubtreeCopier.exhausted, "expanding merge keys makes more than \(copier.budget) nodes",
          at: document.location(source))
      }
      if dialect == .kustomizeResource {
        document.nodes[Int(copy.raw)].settleNull(inFlow: document[mapping].isFlow)
      }
      entries[key] = copy
      if last < 0 {
        document.nodes[Int(mapping.raw)].firstChild = copy.raw
      } else {
        document.nodes[Int(last)].nextSibling = copy.raw
      }
      last = copy.raw
    }
    return nil
  }

  private func key(_ node: NodeID, _ document: Document) -> [UInt8] {
    Array(document.text[document[node].key.range])
  }
}

private let mergeValue = "yaml.merge-value"
private let twoMerges = "yaml.two-merges"
