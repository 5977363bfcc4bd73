package import SourceModel

/// Prints a document as `kustomize build` does, byte for byte: key order, quoting, folding, numbers.
///
/// Comments, styles and anchors of the input are lost. Takes scalars as the `kustomizeResource` dialect does; an
/// explicit tag wins. Source: reference/kustomize.md section 17, conformance table yaml-emit. Emits
/// `yaml.duplicate-key`, `yaml.key-length`, `yaml.key-type`, `yaml.number-not-finite`, `yaml.tag-mismatch`,
/// `yaml.output-too-large`, `yaml.unprintable`.
package enum YAMLPrinter {
  /// Appends the subtree at `node`, or the whole document, to `output`; the last line ends in a newline.
  ///
  /// With `resourceAnnotations` the values of `metadata.annotations` are printed as strings (collections as empty
  /// ones), and annotations that are empty, null or no mapping at all are left out. What is appended is complete only when there are no diagnostics.
  package static func print(
    _ document: Document, node: NodeID? = nil, resourceAnnotations: Bool = false, into output: inout [UInt8]
  ) -> [Diagnostic] {
    // About what will be written.
    var writer = ScalarPrinter(output: ByteSink(capacity: document.text.count + document.nodes.count * 8))
    let diagnostics = document.text.withUnsafeBufferPointer { text in
      document.nodes.withUnsafeBufferPointer { nodes in
        var run = PrintRun(
          document: document, nodes: nodes, text: text, rewritesAnnotations: resourceAnnotations)
        run.print(node ?? document.root, to: &writer)
        return run.diagnostics
      }
    }
    output.append(contentsOf: writer.output.bytes)
    return diagnostics
  }

  /// Appends several documents with `---` between them.
  package static func print(
    _ documents: some Collection<Document>, resourceAnnotations: Bool = false, into output: inout [UInt8]
  ) -> [Diagnostic] {
    // About what will be written, so that a large output is not moved again and again as it grows.
    output.reserveCapacity(documents.reduce(output.count) { $0 + $1.text.count + $1.nodes.count * 8 })
    var diagnostics: [Diagnostic] = []
    var isFirst = true
    for document in documents {
      if !isFirst { output.append(contentsOf: "---\n".utf8) }
      isFirst = false
      diagnostics += print(document, resourceAnnotations: resourceAnnotations, into: &output)
    }
    return diagnostics
  }
}

/// One walk over a tree, with a stack of its own.
private struct PrintRun {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  let document: Document
  let nodes: UnsafeBufferPointer<NodeRecord>
  let text: Bytes
  let rewritesAnnotations: Bool
  private(set) var diagnostics: [Diagnostic] = []
  private var frames: [Frame] = []
  /// The children of all open collections, in the order in which they are printed.
  private var order: [Int32] = []

  private struct Frame {
    var isMapping: Bool
    var role: Role
    var indent: Int
    /// The range of children in `order` that are still to be printed.
    var next: Int
    var end: Int
    /// Where the children begin, to cut them off when all are done.
    var base: Int
    /// The first child goes on the line that has been begun.
    var isInline: Bool
    /// Written between brackets, itself or something around it.
    var isFlow: Bool
  }

  /// What a mapping is to a resource.
  private enum Role { case root, metadata, annotations, other }

  init(document: Document, nodes: UnsafeBufferPointer<NodeRecord>, text: Bytes, rewritesAnnotations: Bool) {
    self.document = document
    self.nodes = nodes
    self.text = text
    self.rewritesAnnotations = rewritesAnnotations
    frames.reserveCapacity(16)
    order.reserveCapacity(64)
  }

  mutating func print(_ root: NodeID, to writer: inout ScalarPrinter) {
    let record = nodes[Int(root.raw)]
    if record.kind == .scalar {
      writer.isAtLineStart = false
      scalar(root.raw, record, role: .other, isFlow: false, indent: 2, to: &writer)
    } else if !open(root.raw, record, role: .root, indent: 0, isInline: false, isFlow: false) {
      writer.isAtLineStart = false
      emptyCollection(record.kind, to: &writer)
    }
    while !frames.isEmpty {
      step(&writer)
      if writer.output.count > YAMLLimits.printedBytes {
        diagnostics.append(DocumentFault.tooLong(root, in: document))
        break
      }
    }
    writer.endLine()
  }

  /// Prints one entry of the innermost open collection, or closes it.
  private mutating func step(_ writer: inout ScalarPrinter) {
    let top = frames.count - 1
    let frame = frames[top]
    guard frame.next < frame.end else {
      order.removeLast(order.count - frame.base)
      frames.removeLast()
      return
    }
    frames[top].next += 1
    let child = order[frame.next]
    let record = nodes[Int(child)]
    if frame.isInline, frame.next == frame.base {
      writer.byte(0x20)
    } else {
      writer.beginLine(indent: frame.indent)
    }
    var isInline = true
    if frame.isMapping {
      isInline = key(child, record, indent: frame.indent, to: &writer)
    } else {
      writer.byte(UInt8(ascii: "-"))
    }
    if record.kind == .scalar {
      writer.byte(0x20)
      scalar(child, record, role: frame.role, isFlow: frame.isFlow, indent: frame.indent + 2, to: &writer)
      return
    }
    if frame.role == .annotations {
      writer.output.append(contentsOf: " \"\"".utf8)
      return
    }
    // A list stands at the level of its key, unless something else stands before it on its line.
    let indent = isInline || record.kind == .mapping ? frame.indent + 2 : frame.indent
    let role = role(of: record, in: frame)
    if !open(child, record, role: role, indent: indent, isInline: isInline, isFlow: frame.isFlow) {
      writer.byte(0x20)
      emptyCollection(record.kind, to: &writer)
    }
  }

  private func emptyCollection(_ kind: NodeKind, to writer: inout ScalarPrinter) {
    writer.output.append(contentsOf: kind == .mapping ? "{}".utf8 : "[]".utf8)
  }

  // MARK: - Mappings

  private func slice(_ slice: TextSlice) -> Bytes { Bytes(rebasing: text[slice.range]) }

  private func role(of record: NodeRecord, in frame: Frame) -> Role {
    guard rewritesAnnotations, record.kind == .mapping, frame.isMapping else { return .other }
    switch frame.role {
    case .root: return slice(record.key).elementsEqual("metadata".utf8) ? .metadata : .other
    case .metadata: return slice(record.key).elementsEqual("annotations".utf8) ? .annotations : .other
    case .annotations, .other: return .other
    }
  }

  /// Writes a key with its colon; true when the value may begin on the same line, behind a question mark's colon.
  private mutating func key(
    _ node: Int32, _ record: NodeRecord, indent: Int, to writer: inout ScalarPrinter
  ) -> Bool {
    let bytes = slice(record.key)
    if bytes.count > DocumentFault.longKeyBytes,
      let fault = DocumentFault.keyLength(of: NodeID(node), in: document)
    {
      diagnostics.append(fault)
    }
    let isSimple = writer.simpleKey(bytes)
    if !isSimple {
      writer.output.append(contentsOf: "? ".utf8)
      writer.string(bytes, indent: indent + 2)
      writer.beginLine(indent: indent)
      writer.byte(UInt8(ascii: ":"))
    }
    if writer.foundUnprintable {
      writer.foundUnprintable = false
      diagnostics.append(DocumentFault.unprintableKey(NodeID(node), in: document))
    }
    return !isSimple
  }

  /// Puts the children of a collection in order and opens it; false when there are none.
  private mutating func open(
    _ node: Int32, _ record: NodeRecord, role: Role, indent: Int, isInline: Bool, isFlow: Bool
  ) -> Bool {
    let base = order.count
    let isMapping = record.kind == .mapping
    var isSorted = true
    var link = record.firstChild
    while link >= 0 {
      let child = nodes[Int(link)]
      if isMapping {
        check(key: child, of: link, isRoot: frames.isEmpty)
        if role == .metadata, vanishes(child) {
          link = child.nextSibling
          continue
        }
        if isSorted, order.count > base {
          isSorted = KeyOrder.precedes(slice(nodes[Int(order[order.count - 1])].key), slice(child.key))
        }
      }
      order.append(link)
      link = child.nextSibling
    }
    if order.count == base { return false }
    if !isSorted {
      let (nodes, text) = (nodes, text)
      // A slice of the array itself would be a copy of it.
      order.withUnsafeMutableBufferPointer { order in
        var part = UnsafeMutableBufferPointer(rebasing: order[base...])
        part.sort {
          KeyOrder.precedes(
            Bytes(rebasing: text[nodes[Int($0)].key.range]), Bytes(rebasing: text[nodes[Int($1)].key.range]))
        }
      }
      reportDuplicates(from: base)
    }
    frames.append(
      Frame(
        isMapping: isMapping, role: role, indent: indent, next: base, end: order.count, base: base,
        isInline: isInline, isFlow: isFlow || record.isFlow))
    return true
  }

  /// Annotations that are empty, or no mapping at all, are not printed.
  private func vanishes(_ child: NodeRecord) -> Bool {
    guard slice(child.key).elementsEqual("annotations".utf8) else { return false }
    return child.kind != .mapping || child.firstChild < 0
  }

  private mutating func reportDuplicates(from base: Int) {
    for index in order.indices[base...].dropFirst() {
      let earlier = nodes[Int(order[index - 1])]
      let later = nodes[Int(order[index])]
      guard earlier.keyHash == later.keyHash, slice(earlier.key).elementsEqual(slice(later.key)) else {
        continue
      }
      diagnostics.append(
        DocumentFault.duplicateKey(NodeID(order[index]), earlier: NodeID(order[index - 1]), in: document))
    }
  }

  private mutating func check(key child: NodeRecord, of node: Int32, isRoot: Bool) {
    if child.keyTag == .string || (child.keyTag == .none && child.keyStyle != .plain) { return }
    // Nearly all keys are told from other types by their first letter.
    if child.keyTag == .none, child.key.length > 0,
      ScalarResolver.hint(text[Int(child.key.offset)]) == .none
    {
      return
    }
    if let fault = DocumentFault.keyType(of: NodeID(node), in: document, isRoot: isRoot) {
      diagnostics.append(fault)
    }
  }

  // MARK: - Scalars

  private mutating func scalar(
    _ node: Int32, _ record: NodeRecord, role: Role, isFlow: Bool, indent: Int,
    to writer: inout ScalarPrinter
  ) {
    let bytes = slice(record.value)
    let value: ResolvedScalar
    if role == .annotations || record.tag == .string {
      value = .string
    } else if record.tag == .none {
      let mayBeTyped =
        record.style == .plain && (bytes.first.map { ScalarResolver.hint($0) != .none } ?? true)
      value =
        mayBeTyped
        ? ScalarResolver.plain(bytes, as: .kustomizeResource, readsTimestamps: true) ?? .string : .string
    } else {
      value = ScalarResolver.resolve(
        bytes, tag: record.tag, isPlain: record.style == .plain, as: .kustomizeResource)
    }
    switch value {
    case .string:
      if record.style == .folded, role != .annotations, !isFlow, let text = FoldedScalar.rewritten(bytes) {
        text.withUnsafeBufferPointer { writer.string($0, indent: indent) }
      } else {
        writer.string(bytes, indent: indent)
      }
    // Between brackets the reference writes nothing for it, and reads an empty text.
    case .null:
      writer.output.append(
        contentsOf: isFlow && bytes.isEmpty && record.tag == .none ? "\"\"".utf8 : "null".utf8)
    case .boolean(let value): writer.output.append(contentsOf: value ? "true".utf8 : "false".utf8)
    case .integer(let value): writer.output.append(contentsOf: String(value).utf8)
    case .unsigned(let value): writer.output.append(contentsOf: String(value).utf8)
    // Between brackets a colon asks for quotes, and then it is a text.
    case .timestamp where isFlow && record.tag == .none && bytes.contains(UInt8(ascii: ":")):
      writer.string(bytes, indent: indent)
    case .timestamp(let text), .binary(let text):
      Array(text.utf8).withUnsafeBufferPointer { writer.string($0, indent: indent) }
    case .float(let value) where value.isFinite: writer.output.append(contentsOf: yamlFloatText(value))
    case .float: diagnostics.append(DocumentFault.notFinite(NodeID(node), in: document))
    case .invalid: diagnostics.append(DocumentFault.tagMismatch(NodeID(node), in: document))
    }
    if writer.foundUnprintable {
      writer.foundUnprintable = false
      diagnostics.append(DocumentFault.unprintable(NodeID(node), in: document))
    }
  }
}
