package import SourceModel
internal import YAML

/// A resource as those know it that need no document: checks of the whole fleet, and the layout of files.
package struct PlacedIdentity: Sendable {
  package var id: ResourceID
  /// Where its manifest begins.
  package var location: SourceLocation

  package init(_ resource: Resource) {
    id = resource.id
    location = resource.document.location(resource.document.root)
  }
}
