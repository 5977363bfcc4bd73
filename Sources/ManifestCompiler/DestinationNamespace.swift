internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gives the namespace of an Application's destination to resources that have none, as Argo CD does when it applies them.
///
/// Cluster-scoped kinds are left alone: those that kustomize knows, those that Kubernetes has got since, and those whose
/// CustomResourceDefinition is among the resources. Every other kind counts as namespaced.
struct DestinationNamespace {
  private let namespace: String
  private let author: Author

  init(_ namespace: String, _ location: SourceLocation) {
    self.namespace = namespace
    author = Author(.defaulted, step: "destination.namespace", at: location)
  }

  func apply(to resources: inout [Resource]) {
    let defined = clusterScopedDefinitions(in: resources)
    for index in resources.indices {
      let resource = resources[index]
      guard resource.id.namespace.isEmpty, !isClusterScoped(resource.id, defined) else { continue }
      let root = resource.document.root
      guard let metadata = resource.document[root, "metadata"] else { continue }
      resources[index].document.set("namespace", in: metadata, to: .string(namespace), by: author)
      resources[index].id.namespace = namespace
    }
  }

  private func isClusterScoped(_ id: ResourceID, _ defined: Set<String>) -> Bool {
    ResourceScope.isClusterScoped(apiVersion: id.apiVersion, kind: id.kind)
      ?? (defined.contains("\(id.kind).\(id.group)")
        || newerClusterScopedKinds.contains("\(id.kind).\(id.group)"))
  }

  /// `Kind.group` of each CustomResourceDefinition with cluster scope.
  private func clusterScopedDefinitions(in resources: [Resource]) -> Set<String> {
    var result: Set<String> = []
    for resource in resources where resource.id.kind == "CustomResourceDefinition" {
      let document = resource.document
      guard let spec = document[document.root, "spec"], let scope = document[spec, "scope"],
        document.valueEquals(scope, "Cluster"), let group = document[spec, "group"],
        let kind = document[spec, ["names", "kind"]]
      else { continue }
      result.insert("\(document.string(kind)).\(document.string(group))")
    }
    return result
  }
}

/// The built-in kinds without a namespace that kustomize's table of Kubernetes 1.21 lacks, in any version of their group.
///
/// Source: the API reference of Kubernetes 1.36.
private let newerClusterScopedKinds: Set<String> = [
  "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
  "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
  "MutatingAdmissionPolicy.admissionregistration.k8s.io",
  "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io",
  "SelfSubjectReview.authentication.k8s.io", "TokenReview.authentication.k8s.io",
  "SelfSubjectAccessReview.authorization.k8s.io", "SelfSubjectRulesReview.authorization.k8s.io",
  "SubjectAccessReview.authorization.k8s.io", "ClusterTrustBundle.certificates.k8s.io",
  "FlowSchema.flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
  "StorageVersion.internal.apiserver.k8s.io", "ClusterCIDR.networking.k8s.io", "IPAddress.networking.k8s.io",
  "ServiceCIDR.networking.k8s.io", "RuntimeClass.node.k8s.io", "DeviceClass.resource.k8s.io",
  "DeviceTaintRule.resource.k8s.io", "ResourceClass.resource.k8s.io", "ResourceSlice.resource.k8s.io",
  "PriorityClass.scheduling.k8s.io", "CSIDriver.storage.k8s.io", "CSINode.storage.k8s.io",
  "StorageClass.storage.k8s.io", "VolumeAttachment.storage.k8s.io", "VolumeAttributesClass.storage.k8s.io",
  "StorageVersionMigration.storagemigration.k8s.io",
]
