import KubernetesModel
import Provenance
import Testing

struct ResourceQueryTests {
  private let id = ResourceID(
    group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: "web")

  @Test(arguments: ["Deployment/web", "deployment/web", "Deployment.apps/web", "Deployment/shop/web"])
  func matches(text: String) throws {
    #expect(try #require(ResourceQuery(text)).matches(id))
  }

  @Test(arguments: ["Deployment/db", "Deployment.extensions/web", "Deployment/other/web", "Service/web"])
  func doesNotMatch(text: String) throws {
    #expect(!(try #require(ResourceQuery(text)).matches(id)))
  }

  @Test(arguments: ["Deployment", "Deployment/", "a/b/c/d", "/web"]) func isNoResource(text: String) {
    #expect(ResourceQuery(text) == nil)
  }
}
