package import SourceModel

extension OutputLayout {
  /// The component of a path of this layout that is exactly one placeholder, as written (sanitised); nil where the layout
  /// has no such component or the path is shorter.
  package func component(_ placeholder: Placeholder, of path: SourcePath) -> String? {
    guard let index = components.firstIndex(where: { $0 == [.placeholder(placeholder)] }) else { return nil }
    let parts = path.components
    return index < parts.count ? String(parts[index]) : nil
  }
}
