import KubernetesModel
import SourceModel
import Testing
import YAML

struct ResourceIDTests {
  @Test(arguments: [("apps/v1", "apps", "v1"), ("v1", "", "v1"), ("a/b/c", "a", "b/c"), ("", "", "")])
  func splitsAnAPIVersion(text: String, group: String, version: String) {
    let split = ResourceID.split(apiVersion: text)
    #expect(split.group == group)
    #expect(split.version == version)
  }

  @Test func isReadFromADocument() throws {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n"
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    let id = try #require(ResourceID(of: document))
    #expect(
      id == ResourceID(group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "web"))
    #expect(id.description == "Deployment.apps shop/web")
    #expect(id.apiVersion == "apps/v1")
  }

  @Test(arguments: ["- a", "metadata: {name: x}", "kind: [a]"]) func needsAKind(text: String) throws {
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    #expect(ResourceID(of: document) == nil)
  }
}
