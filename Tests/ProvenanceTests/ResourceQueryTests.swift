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

  @Test(arguments: ["deploy/web", "deployments/web", "deploy.apps/shop/web"]) func shortNamesMatch(
    text: String
  ) throws {
    #expect(try #require(ResourceQuery(text)).matches(id))
  }

  @Test(arguments: [("NetworkPolicy", "networkpolicies"), ("Ingress", "ingresses"), ("Policy", "policy")])
  func pluralsMatch(kind: String, word: String) throws {
    let id = ResourceID(group: "", version: "v1", kind: kind, namespace: "", name: "a")
    #expect(try #require(ResourceQuery("\(word)/a")).matches(id))
  }

  /// A prefix or a suffix of the name is easily forgotten.
  @Test(arguments: ["prod-web", "web-k2h8f", "prod-web-v2"]) func hintsAtLongerNames(name: String) throws {
    let longer = ResourceID(
      group: "apps", version: "v1", kind: "Deployment", namespace: "shop", name: name)
    let other = ResourceID(group: "", version: "v1", kind: "Service", namespace: "shop", name: "web")
    let query = try #require(ResourceQuery("deploy/web"))
    #expect(query.hint(among: [other, longer]) == "Deployment.apps/shop/\(name)")
  }

  @Test(arguments: ["Deployment", "Deployment/", "a/b/c/d", "/web"]) func isNoResource(text: String) {
    #expect(ResourceQuery(text) == nil)
  }
}
