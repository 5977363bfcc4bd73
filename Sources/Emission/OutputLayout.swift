internal import KubernetesModel
package import SourceModel

/// Where the file of a resource goes, relative to the output directory: text with placeholders.
///
/// Placeholders: `{cluster}`, `{application}`, `{namespace}`, `{group}`, `{version}`, `{kind}` (lower case), `{name}`.
/// With `{name}` every resource has a file of its own; without it, resources with the same path are joined to a
/// stream of documents.
package struct OutputLayout: Sendable, Hashable {
  package enum Placeholder: String, Sendable, CaseIterable {
    case cluster, application, namespace, group, version, kind, name
  }

  /// A part of one path component.
  enum Piece: Sendable, Hashable {
    case text(String)
    case placeholder(Placeholder)
  }

  /// The pieces of each path component.
  let components: [[Piece]]

  /// `{cluster}/{application}/{kind}-{name}.yaml`
  package static let standard = OutputLayout(components: [
    [.placeholder(.cluster)], [.placeholder(.application)],
    [.placeholder(.kind), .text("-"), .placeholder(.name), .text(".yaml")],
  ])

  private init(components: [[Piece]]) { self.components = components }

  /// Reads a template, as `layout:` in `fleetfold.yaml` gives it.
  ///
  /// Emits `emission.layout-placeholder`, `emission.layout-brace`, `emission.layout-path`.
  package static func parse(_ template: String, at location: SourceLocation?) -> Compiled<OutputLayout> {
    var diagnostics: [Diagnostic] = []
    var components: [[Piece]] = [[]]
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty {
        components[components.count - 1].append(.text(String(decoding: text, as: UTF8.self)))
      }
      text = []
    }
    var rest = Array(template.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "/"):
        flush()
        components.append([])
      case UInt8(ascii: "{"):
        flush()
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
          diagnostics.append(
            .error(
              layoutBrace, "the layout has a '{' without its '}'; placeholders are written {name}",
              at: location))
          rest = []
          break
        }
        let name = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        if let placeholder = Placeholder(rawValue: name) {
          components[components.count - 1].append(.placeholder(placeholder))
        } else {
          diagnostics.append(unknownPlaceholder(name, at: location))
        }
      case UInt8(ascii: "}"):
        diagnostics.append(
          .error(
            layoutBrace, "the layout has a '}' without its '{'; placeholders are written {name}", at: location
          ))
      default: text.append(byte)
      }
    }
    flush()
    if diagnostics.isEmpty, !components.allSatisfy(isUsable) {
      diagnostics.append(
        .error(
          layoutPath,
          "the layout must be a relative path without empty, '.' or '..' components and control characters",
          at: location))
    }
    return Compiled(diagnostics.isEmpty ? OutputLayout(components: components) : nil, diagnostics)
  }

  private static func unknownPlaceholder(_ name: String, at location: SourceLocation?) -> Diagnostic {
    let known = Placeholder.allCases.map(\.rawValue)
    let hint =
      nearMiss(to: name, among: known).map { "did you mean {\($0)}?" }
      ?? "known are \(known.map { "{\($0)}" }.joined(separator: ", "))"
    return .error(layoutPlaceholder, "the layout has no placeholder {\(name)}; \(hint)", at: location)
  }

  private static func isUsable(_ component: [Piece]) -> Bool {
    for case .text(let text) in component where text.unicodeScalars.contains(where: \.isUnsafeInFileName) {
      return false
    }
    if component.isEmpty { return false }
    if component.count == 1, case .text(let text) = component[0] {
      return PathComponent(text).text.utf8.elementsEqual(text.utf8)
    }
    return true
  }

  /// Whether every resource has a file of its own.
  package var isPerResource: Bool { components.joined().contains(.placeholder(.name)) }

  /// Whether the placeholder occurs.
  package func uses(_ placeholder: Placeholder) -> Bool {
    components.joined().contains(.placeholder(placeholder))
  }

  /// The same without a first folder that is the cluster: for a place that holds one cluster only.
  package var withoutClusterFolder: OutputLayout {
    guard components.count > 1, components[0] == [.placeholder(.cluster)] else { return self }
    return OutputLayout(components: Array(components.dropFirst()))
  }

  /// The path of a resource, with `suffixes` added in front of the extension of the file.
  func path(of id: ResourceID, in set: OutputSet, suffixes: [String] = []) -> SourcePath {
    var path = SourcePath.root
    for (index, pieces) in components.enumerated() {
      var text = ""
      for piece in pieces {
        switch piece {
        case .text(let literal): text += literal
        case .placeholder(let placeholder): text += value(of: placeholder, id, set)
        }
      }
      if index == components.count - 1, !suffixes.isEmpty { text = inserting(suffixes, into: text) }
      path = path.child(PathComponent(text).text)
    }
    return path
  }

  /// The value of a placeholder, made fit for a part of a file name; never empty.
  func value(of placeholder: Placeholder, _ id: ResourceID, _ set: OutputSet) -> String {
    let (raw, ifEmpty) =
      switch placeholder {
      case .cluster: (set.cluster, "_")
      case .application: (set.application, "_")
      case .namespace: (id.namespace, "_")
      case .group: (id.group, "core")
      case .version: (id.version, "_")
      case .kind: (id.kind.lowercased(), "_")
      case .name: (id.name, "_")
      }
    return raw.utf8.isEmpty ? ifEmpty : fitForFileName(raw)
  }

  private func inserting(_ suffixes: [String], into text: String) -> String {
    let (stem, ending) = splitAtExtension(text)
    return ([stem] + suffixes).joined(separator: "-") + ending
  }
}

private let layoutPlaceholder = "emission.layout-placeholder"
private let layoutBrace = "emission.layout-brace"
private let layoutPath = "emission.layout-path"
