internal import KubernetesModel
internal import YAML

/// Which kinds have no namespace: those of Kubernetes, of CustomResourceDefinitions among the templates, and a few
/// that are common.
struct ScopeTable {
  private var clusterScoped: Set<String>

  init(definitions: [Resource]) {
    clusterScoped = Self.known
    for resource in definitions where resource.id.kind == "CustomResourceDefinition" {
      let document = resource.document
      func text(_ path: [String]) -> String {
        document[document.root, ["spec"] + path].map { document.string($0) } ?? ""
      }
      let key = "\(text(["group"]))/\(text(["names", "kind"]))"
      if text(["scope"]) == "Cluster" { clusterScoped.insert(key) } else { clusterScoped.remove(key) }
    }
  }

  func isClusterScoped(_ id: ResourceID) -> Bool { clusterScoped.contains("\(id.group)/\(id.kind)") }

  private static let known: Set<String> = [
    "/ComponentStatus", "/Namespace", "/Node", "/PersistentVolume",
    "admissionregistration.k8s.io/MutatingAdmissionPolicy",
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "apiextensions.k8s.io/CustomResourceDefinition", "apiregistration.k8s.io/APIService",
    "certificates.k8s.io/CertificateSigningRequest", "certificates.k8s.io/ClusterTrustBundle",
    "flowcontrol.apiserver.k8s.io/FlowSchema", "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
    "networking.k8s.io/IPAddress", "networking.k8s.io/IngressClass", "networking.k8s.io/ServiceCIDR",
    "node.k8s.io/RuntimeClass", "policy/PodSecurityPolicy", "rbac.authorization.k8s.io/ClusterRole",
    "rbac.authorization.k8s.io/ClusterRoleBinding", "resource.k8s.io/DeviceClass",
    "resource.k8s.io/ResourceSlice", "scheduling.k8s.io/PriorityClass", "storage.k8s.io/CSIDriver",
    "storage.k8s.io/CSINode", "storage.k8s.io/StorageClass", "storage.k8s.io/VolumeAttachment",
    "storage.k8s.io/VolumeAttributesClass", "storagemigration.k8s.io/StorageVersionMigration",
    "apps.kruise.io/NodeImage", "apps.kruise.io/NodePodProbe", "apps.kruise.io/ResourceDistribution",
    "apps.kruise.io/SidecarSet", "cert-manager.io/ClusterIssuer", "external-secrets.io/ClusterExternalSecret",
    "external-secrets.io/ClusterSecretStore", "gateway.networking.k8s.io/GatewayClass",
    "kyverno.io/ClusterPolicy", "snapshot.storage.k8s.io/VolumeSnapshotClass",
    "snapshot.storage.k8s.io/VolumeSnapshotContent",
  ]
}
