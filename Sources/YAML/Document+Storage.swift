extension Document {
  /// What tells two documents that share their buffers from two that do not.
  ///
  /// Holds only while both documents are alive: an address may be used again after that.
  package struct StorageIdentity: Hashable, Sendable {
    private let nodes: UInt
    private let text: UInt
    private let root: Int32

    fileprivate init(_ document: Document) {
      nodes = document.nodes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      text = document.text.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      root = document.root.raw
    }
  }

  /// Equal for two documents that are copies of one another and were not written to since: they need not be
  /// printed or compared twice.
  package var storageIdentity: StorageIdentity { StorageIdentity(self) }

  /// What the buffers of the document take in memory, in bytes; shared ones are counted for each that shares them.
  package var footprint: Int { nodes.count * MemoryLayout<NodeRecord>.stride + text.count }
}
