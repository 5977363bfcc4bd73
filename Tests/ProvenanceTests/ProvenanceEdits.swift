import Foundation
import Provenance
import SourceModel

/// Edits of the lines that account for scalars, each once, with all scalars that it should change.
struct ProvenanceEdits {
  struct Counts {
    var changed = 0
    /// The build does not take the edit.
    var refused = 0
    var unchanged: [String] = []
  }

  /// The scalars by the position of their resource.
  typealias Entry = (edit: ProvenanceAudit.Edit, fields: [(position: Int, field: FieldListing.Field)])

  private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]

  mutating func add(_ edit: ProvenanceAudit.Edit, _ position: Int, _ field: FieldListing.Field) {
    let index = positions[edit.key, default: entries.count]
    if index == entries.count {
      positions[edit.key] = index
      entries.append((edit, []))
    }
    entries[index].fields.append((position, field))
  }

  /// One of so many, by the seed; all where `FLEETFOLD_EVERY_EDIT` is set.
  func sample(oneIn count: Int, seed: String) -> [Entry] {
    if ProcessInfo.processInfo.environment["FLEETFOLD_EVERY_EDIT"] != nil { return entries }
    let first = seed.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xffff }
    return entries.enumerated().filter { ($0.offset + first) % count == 0 }.map(\.element)
  }
}
