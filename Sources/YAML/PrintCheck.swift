package import SourceModel

extension YAMLPrinter {
  /// What `print` would report of a document, found without printing one that is clean.
  package static func findings(_ document: Document, resourceAnnotations: Bool = false) -> [Diagnostic] {
    if PrintCheck.isClean(document) { return [] }
    var scratch: [UInt8] = []
    return print(document, resourceAnnotations: resourceAnnotations, into: &scratch)
  }
}

/// A quick look for whatever the printer may refuse; it may suspect what can be printed, never the reverse.
private enum PrintCheck {
  static func isClean(_ document: Document) -> Bool {
    // Whatever is larger may take more than a printer writes.
    if document.nodes.count > 100_000 || document.text.count > 4 << 20 { return false }
    return document.text.withUnsafeBufferPointer { text in
      document.nodes.withUnsafeBufferPointer { nodes in
        UTF8Scan.survey(text) == .clean && isClean(nodes, text)
      }
    }
  }

  /// Looks at all nodes, those out of the tree too.
  private static func isClean(
    _ nodes: UnsafeBufferPointer<NodeRecord>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    for node in nodes {
      switch node.kind {
      case .scalar: if !isFinite(node, text) { return false }
      case .mapping: if !hasCleanKeys(node, nodes, text) { return false }
      case .sequence: break
      }
    }
    return true
  }

  private static func isFinite(_ node: NodeRecord, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if node.tag == .string { return true }
    let bytes = UnsafeBufferPointer(rebasing: text[node.value.range])
    if node.tag == .none {
      guard node.style == .plain, let first = bytes.first else { return true }
      switch ScalarResolver.hint(first) {
      case .none, .word: return true
      case .point, .digit, .sign: break
      }
    }
    switch ScalarResolver.resolve(
      bytes, tag: node.tag, isPlain: node.style == .plain, as: .kustomizeResource)
    {
    case .float(let value): return value.isFinite
    case .invalid: return false
    default: return true
    }
  }

  /// Whether the keys of a mapping are short strings, each there once.
  private static func hasCleanKeys(
    _ mapping: NodeRecord, _ nodes: UnsafeBufferPointer<NodeRecord>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var link = mapping.firstChild
    var count = 0
    while link >= 0 {
      let child = nodes[Int(link)]
      if !isString(child, text) || child.key.length > DocumentFault.longKeyBytes { return false }
      count += 1
      // Few keys are compared with each other, many are sorted.
      if count <= 16 {
        var earlier = mapping.firstChild
        while earlier != link {
          if nodes[Int(earlier)].keyHash == child.keyHash { return false }
          earlier = nodes[Int(earlier)].nextSibling
        }
      }
      link = child.nextSibling
    }
    return count <= 16 || hasDistinctHashes(mapping, nodes)
  }

  private static func hasDistinctHashes(
    _ mapping: NodeRecord, _ nodes: UnsafeBufferPointer<NodeRecord>
  ) -> Bool {
    var hashes: [UInt32] = []
    var link = mapping.firstChild
    while link >= 0 {
      hashes.append(nodes[Int(link)].keyHash)
      link = nodes[Int(link)].nextSibling
    }
    hashes.sort()
    return !zip(hashes, hashes.dropFirst()).contains { $0 == $1 }
  }

  private static func isString(_ child: NodeRecord, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if child.keyTag == .string { return true }
    guard child.keyTag == .none else { return false }
    guard child.keyStyle == .plain else { return true }
    let key = UnsafeBufferPointer(rebasing: text[child.key.range])
    return ScalarResolver.plain(key, as: .kustomizeResource, readsTimestamps: true) == nil
  }
}
