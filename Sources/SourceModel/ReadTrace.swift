internal import Synchronization

/// Something that was asked of a tree, as 64 bits that are the same in every process.
///
/// Two lookups may share their bits; whoever decides by them what has to be done again does too much then, never too
/// little.
package struct TreeLookup: Hashable, Sendable {
  /// What was asked about a path.
  package enum Question: UInt8, Sendable {
    /// Whether something is there, and of which kind.
    case entry = 1
    /// The names and kinds in a directory.
    case children
    /// The bytes of a file, or the text of a link.
    case contents
  }

  package let bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  package init(_ question: Question, _ path: SourcePath) {
    // FNV-1a, mixed at the end: paths are short, and tables are sorted by these bits.
    var bits: UInt64 = 0xcbf2_9ce4_8422_2325
    bits = (bits ^ UInt64(question.rawValue)) &* 0x100_0000_01b3
    for byte in path.string.utf8 { bits = (bits ^ UInt64(byte)) &* 0x100_0000_01b3 }
    bits = (bits ^ (bits >> 32)) &* 0xd6e8_feb8_6659_fd93
    self.bits = bits ^ (bits >> 32)
  }
}

/// Everything that a computation asked of a tree, lookups that found nothing included: its result is a function of the
/// answers.
///
/// Parts that several computations share are kept once.
package final class ReadTrace: Sendable {
  /// Ascending, each once.
  package let lookups: [TreeLookup]
  /// The traces of shared results that were used; each once.
  package let parts: [ReadTrace]

  /// Of what nobody wants to compare.
  package static let nothing = ReadTrace(lookups: [], parts: [])

  package init(lookups: [TreeLookup], parts: [ReadTrace]) {
    self.lookups = lookups
    self.parts = parts
  }
}

/// Gathers what one computation asks; safe for several threads, made for one.
package final class ReadRecorder: Sendable {
  private struct State {
    var lookups: [TreeLookup] = []
    var parts: [ReadTrace] = []
    var included: Set<ObjectIdentifier> = []
  }

  private let state = Mutex(State())

  package init() {}

  package func note(_ question: TreeLookup.Question, _ path: SourcePath) {
    let lookup = TreeLookup(question, path)
    state.withLock { $0.lookups.append(lookup) }
  }

  /// Takes in a result that was made before.
  package func include(_ part: ReadTrace) {
    state.withLock { state in
      if state.included.insert(ObjectIdentifier(part)).inserted { state.parts.append(part) }
    }
  }

  /// What was asked so far.
  package var trace: ReadTrace {
    state.withLock { state in
      let sorted = state.lookups.sorted { $0.bits < $1.bits }
      var lookups: [TreeLookup] = []
      lookups.reserveCapacity(sorted.count)
      for lookup in sorted where lookups.last != lookup { lookups.append(lookup) }
      return ReadTrace(lookups: lookups, parts: state.parts)
    }
  }
}

/// A tree that notes what is asked of it.
///
/// Its entries have no ids: a result that depended on the id of a directory would depend on everything below it.
package struct RecordingTree: FileTree {
  private let tree: any FileTree
  private let recorder: ReadRecorder

  package init(_ tree: any FileTree, into recorder: ReadRecorder) {
    self.tree = tree
    self.recorder = recorder
  }

  private func note(_ question: TreeLookup.Question, _ path: SourcePath) { recorder.note(question, path) }

  package func entry(at path: SourcePath) -> TreeEntry? {
    note(.entry, path)
    guard var entry = tree.entry(at: path) else { return nil }
    entry.id = nil
    return entry
  }

  package func children(of path: SourcePath) -> [TreeEntry]? {
    note(.children, path)
    guard var entries = tree.children(of: path) else { return nil }
    for index in entries.indices { entries[index].id = nil }
    return entries
  }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    note(.contents, path)
    do throws(FileTreeError) {
      return try tree.contents(of: path)
    } catch {
      // Why nothing is there may depend on what is above: a submodule, say.
      var above = path.parent
      while let current = above {
        note(.entry, current)
        above = current.parent
      }
      throw error
    }
  }

  package func linkTarget(at path: SourcePath) -> String? {
    note(.contents, path)
    return tree.linkTarget(at: path)
  }
}

/// A folder of a tree as a tree of its own.
package struct Subtree: FileTree {
  private let tree: any FileTree
  private let folder: SourcePath

  package init(_ tree: any FileTree, _ folder: SourcePath) {
    self.tree = tree
    self.folder = folder
  }

  private func whole(_ path: SourcePath) -> SourcePath { folder.appending(path) }

  package func entry(at path: SourcePath) -> TreeEntry? { tree.entry(at: whole(path)) }
  package func children(of path: SourcePath) -> [TreeEntry]? { tree.children(of: whole(path)) }
  package func linkTarget(at path: SourcePath) -> String? { tree.linkTarget(at: whole(path)) }

  package func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    try tree.contents(of: whole(path))
  }
}
