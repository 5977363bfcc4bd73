import Testing
import YAML

@testable import KubernetesModel

struct ResourceScopeTests {
  @Test func knownAndUnknownKinds() {
    #expect(ResourceScope.isClusterScoped(apiVersion: "v1", kind: "Namespace") == true)
    #expect(ResourceScope.isClusterScoped(apiVersion: "v1", kind: "Service") == false)
    #expect(ResourceScope.isClusterScoped(apiVersion: "v2", kind: "Namespace") == nil)
    #expect(ResourceScope.isClusterScoped(apiVersion: "example.com/v1", kind: "Foo") == nil)
  }

  @Test func tableIsThatOfTheCorpus() throws {
    guard let table = try corpus("resource-scope.json") else { return }
    var checked = 0
    for entry in table.children(table.root) {
      let (apiVersion, kind) = split(table.key(entry))
      let isNamespaced = table.valueEquals(entry, "true")
      #expect(ResourceScope.isClusterScoped(apiVersion: apiVersion, kind: kind) == !isNamespaced)
      checked += 1
    }
    #expect(checked > 60)
  }
}
