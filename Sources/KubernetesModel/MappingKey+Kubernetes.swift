package import YAML

// The keys that are looked for in every object.
extension MappingKey {
  package static let apiVersion = MappingKey("apiVersion")
  package static let kind = MappingKey("kind")
  package static let metadata = MappingKey("metadata")
  package static let name = MappingKey("name")
  package static let namespace = MappingKey("namespace")
  package static let labels = MappingKey("labels")
  package static let annotations = MappingKey("annotations")
}
