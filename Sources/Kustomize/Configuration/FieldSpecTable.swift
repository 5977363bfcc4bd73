// The field specs that kustomize has built in, v5.8.1, in the order in which it uses them.
// Source: conformance/kustomize/data/default-field-specs.json. A line is `group|version|kind|+ to create|path`.

internal import KubernetesModel

/// Reads the tables below.
enum FieldSpecTable {
  static func parse(_ text: String) -> [FieldSpec] {
    var table = TableText(text)
    var result: [FieldSpec] = []
    while table.next != nil { result.append(spec(&table)) }
    return result
  }

  /// Referred types start with `> group|version|kind`, their referrers follow.
  static func parseReferences(_ text: String) -> [NameReferenceSpec] {
    var table = TableText(text)
    var result: [NameReferenceSpec] = []
    while table.next != nil {
      if table.skip(">") {
        _ = table.skip(" ")
        result.append(NameReferenceSpec(type: type(&table), referrers: []))
        _ = table.skip("\n")
      } else {
        result[result.count - 1].referrers.append(spec(&table))
      }
    }
    return result
  }

  private static func spec(_ table: inout TableText) -> FieldSpec {
    let type = type(&table)
    let create = table.skip("|") && table.skip("+")
    _ = table.skip("|")
    let path = FieldSpec.steps(of: table.word(before: TableText.Stops()))
    _ = table.skip("\n")
    return FieldSpec(path, type: type, create: create)
  }

  /// `group|version|kind`
  private static func type(_ table: inout TableText) -> TypeSelector {
    let bar = TableText.Stops("|")
    let group = table.text(before: bar)
    _ = table.skip("|")
    let version = table.text(before: bar)
    _ = table.skip("|")
    return TypeSelector(group: group, version: version, kind: table.text(before: bar))
  }
}

extension FieldSpecTable {
  /// Fields that hold a namespace, besides `metadata.namespace`.
  static let namespace = FieldSpecTable.parse(
    #"""
    ||Namespace|+|metadata/name
    apiextensions.k8s.io||CustomResourceDefinition||spec/conversion/webhook/clientConfig/service/namespace
    apiregistration.k8s.io||APIService|+|spec/service/namespace
    """#)

  /// Labels and selectors.
  static let commonLabels = FieldSpecTable.parse(
    #"""
    |v1|Service|+|spec/selector
    apps||Deployment||spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
    apps||Deployment||spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
    apps||Deployment||spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
    apps||Deployment||spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
    apps||Deployment||spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
    ||Deployment|+|spec/template/metadata/labels
    ||Deployment|+|spec/selector/matchLabels
    apps||StatefulSet|+|spec/selector/matchLabels
    apps||StatefulSet|+|spec/volumeClaimTemplates[]/metadata/labels
    apps||StatefulSet||spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
    apps||StatefulSet||spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
    apps||StatefulSet||spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
    apps||StatefulSet||spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
    apps||StatefulSet||spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
    apps||StatefulSet|+|spec/template/metadata/labels
    batch||CronJob|+|spec/jobTemplate/metadata/labels
    batch||CronJob|+|spec/jobTemplate/spec/template/metadata/labels
    batch||CronJob||spec/jobTemplate/spec/selector/matchLabels
    policy||PodDisruptionBudget||spec/selector/matchLabels
    batch||Job||spec/selector/matchLabels
    batch||Job|+|spec/template/metadata/labels
    networking.k8s.io||NetworkPolicy||spec/egress/to/podSelector/matchLabels
    networking.k8s.io||NetworkPolicy||spec/ingress/from/podSelector/matchLabels
    networking.k8s.io||NetworkPolicy||spec/podSelector/matchLabels
    |v1|ReplicationController|+|spec/template/metadata/labels
    |v1|ReplicationController|+|spec/selector
    ||DaemonSet|+|spec/template/metadata/labels
    ||DaemonSet|+|spec/selector/matchLabels
    ||ReplicaSet|+|spec/template/metadata/labels
    ||ReplicaSet|+|spec/selector/matchLabels
    |||+|metadata/labels
    """#)

  /// Labels of templates.
  static let templateLabels = FieldSpecTable.parse(
    #"""
    ||Deployment|+|spec/template/metadata/labels
    apps||StatefulSet|+|spec/template/metadata/labels
    apps||StatefulSet|+|spec/volumeClaimTemplates[]/metadata/labels
    batch||CronJob|+|spec/jobTemplate/metadata/labels
    batch||CronJob|+|spec/jobTemplate/spec/template/metadata/labels
    batch||Job|+|spec/template/metadata/labels
    |v1|ReplicationController|+|spec/template/metadata/labels
    ||DaemonSet|+|spec/template/metadata/labels
    ||ReplicaSet|+|spec/template/metadata/labels
    |||+|metadata/labels
    """#)

  /// Annotations of objects and templates.
  static let commonAnnotations = FieldSpecTable.parse(
    #"""
    ||Deployment|+|spec/template/metadata/annotations
    ||StatefulSet|+|spec/template/metadata/annotations
    batch||CronJob|+|spec/jobTemplate/metadata/annotations
    batch||CronJob|+|spec/jobTemplate/spec/template/metadata/annotations
    batch||Job|+|spec/template/metadata/annotations
    |v1|ReplicationController|+|spec/template/metadata/annotations
    ||DaemonSet|+|spec/template/metadata/annotations
    ||ReplicaSet|+|spec/template/metadata/annotations
    |||+|metadata/annotations
    """#)

  /// Fields that hold an image.
  static let images = FieldSpecTable.parse(
    #"""
    |||+|spec/containers[]/image
    |||+|spec/initContainers[]/image
    |||+|spec/volumes[]/image/reference
    |||+|spec/template/spec/containers[]/image
    |||+|spec/template/spec/initContainers[]/image
    |||+|spec/template/spec/volumes[]/image/reference
    """#)

  /// Fields that hold a number of replicas.
  static let replicas = FieldSpecTable.parse(
    #"""
    ||Deployment|+|spec/replicas
    ||StatefulSet|+|spec/replicas
    ||ReplicaSet|+|spec/replicas
    ||ReplicationController|+|spec/replicas
    """#)

  /// Fields in which `$(NAME)` is replaced.
  static let varReference = FieldSpecTable.parse(
    #"""
    ||Service||spec/ports/port
    ||Service||spec/ports/targetPort
    ||PersistentVolume||spec/nfs/server
    ||Deployment||spec/template/spec/initContainers/volumeMounts/mountPath
    ||Deployment||spec/template/spec/initContainers/env/value
    ||Deployment||spec/template/spec/initContainers/command
    ||Deployment||spec/template/spec/initContainers/args
    ||Deployment||spec/template/spec/containers/volumeMounts/mountPath
    ||Deployment||spec/template/spec/containers/env/value
    ||Deployment||spec/template/spec/volumes/nfs/server
    ||Deployment||spec/template/metadata/annotations
    ||Deployment||spec/template/spec/containers/command
    ||Deployment||spec/template/spec/containers/args
    ||StatefulSet||spec/template/spec/containers/volumeMounts/mountPath
    ||StatefulSet||spec/template/spec/containers/env/value
    ||StatefulSet||spec/template/spec/initContainers/args
    ||StatefulSet||spec/volumeClaimTemplates/spec/nfs/server
    ||StatefulSet||spec/template/spec/initContainers/command
    ||StatefulSet||spec/template/spec/containers/command
    ||StatefulSet||spec/template/spec/containers/args
    ||StatefulSet||spec/template/spec/initContainers/volumeMounts/mountPath
    ||StatefulSet||spec/template/spec/initContainers/env/value
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/env/value
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/command
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/args
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/volumeMounts/mountPath
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/env/value
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/command
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/volumeMounts/mountPath
    ||CronJob||spec/jobTemplate/spec/template/volumes/nfs/server
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/args
    ||DaemonSet||spec/template/spec/containers/command
    ||DaemonSet||spec/template/spec/volumes/nfs/server
    ||DaemonSet||spec/template/spec/initContainers/volumeMounts/mountPath
    ||DaemonSet||spec/template/spec/initContainers/env/value
    ||DaemonSet||spec/template/spec/initContainers/command
    ||DaemonSet||spec/template/spec/initContainers/args
    ||DaemonSet||spec/template/spec/containers/volumeMounts/mountPath
    ||DaemonSet||spec/template/spec/containers/env/value
    ||DaemonSet||spec/template/spec/containers/args
    ||Ingress||spec/tls/secretName
    ||Ingress||spec/tls/hosts
    ||Ingress||spec/rules/host
    ||Job||spec/template/spec/initContainers/command
    ||Job||spec/template/spec/volumes/nfs/server
    ||Job||spec/template/spec/containers/args
    ||Job||spec/template/spec/containers/command
    ||Job||spec/template/spec/containers/env/value
    ||Job||spec/template/spec/containers/volumeMounts/mountPath
    ||Job||spec/template/spec/initContainers/args
    ||Job||spec/template/spec/initContainers/env/value
    ||Job||spec/template/spec/initContainers/volumeMounts/mountPath
    ||Pod||spec/containers/volumeMounts/mountPath
    ||Pod||spec/containers/args
    ||Pod||spec/initContainers/command
    ||Pod||spec/initContainers/env/value
    ||Pod||spec/initContainers/volumeMounts/mountPath
    ||Pod||spec/volumes/nfs/server
    ||Pod||spec/initContainers/args
    ||Pod||spec/containers/env/value
    ||Pod||spec/containers/command
    ||ReplicaSet||spec/template/spec/volumes/nfs/server
    ||ReplicaSet||spec/template/spec/containers/volumeMounts/mountPath
    ||ReplicaSet||spec/template/spec/containers/env/value
    ||ReplicaSet||spec/template/spec/containers/command
    ||ReplicaSet||spec/template/spec/containers/args
    ||ReplicaSet||spec/template/spec/initContainers/args
    ||ReplicaSet||spec/template/spec/initContainers/volumeMounts/mountPath
    ||ReplicaSet||spec/template/spec/initContainers/env/value
    ||ReplicaSet||spec/template/spec/initContainers/command
    ||||metadata/labels
    ||||metadata/annotations
    """#)

  /// Fields that hold the name of another object.
  static let nameReferences = FieldSpecTable.parseReferences(
    #"""
    > storage.k8s.io|v1|StorageClass
    ||PersistentVolume||spec/storageClassName
    ||PersistentVolumeClaim||spec/storageClassName
    ||StatefulSet||spec/volumeClaimTemplates/spec/storageClassName
    > |v1|ServiceAccount
    rbac.authorization.k8s.io||RoleBinding||subjects
    rbac.authorization.k8s.io||ClusterRoleBinding||subjects
    ||Pod||spec/serviceAccountName
    ||StatefulSet||spec/template/spec/serviceAccountName
    ||Deployment||spec/template/spec/serviceAccountName
    ||ReplicationController||spec/template/spec/serviceAccountName
    ||CronJob||spec/jobTemplate/spec/template/spec/serviceAccountName
    ||Job||spec/template/spec/serviceAccountName
    ||DaemonSet||spec/template/spec/serviceAccountName
    > rbac.authorization.k8s.io||Role
    rbac.authorization.k8s.io||RoleBinding||roleRef/name
    > rbac.authorization.k8s.io||ClusterRole
    rbac.authorization.k8s.io||RoleBinding||roleRef/name
    rbac.authorization.k8s.io||ClusterRoleBinding||roleRef/name
    > |v1|ConfigMap
    |v1|Pod||spec/volumes/configMap/name
    |v1|Pod||spec/containers/env/valueFrom/configMapKeyRef/name
    |v1|Pod||spec/initContainers/env/valueFrom/configMapKeyRef/name
    |v1|Pod||spec/containers/envFrom/configMapRef/name
    |v1|Pod||spec/initContainers/envFrom/configMapRef/name
    |v1|Pod||spec/volumes/projected/sources/configMap/name
    ||PodTemplate||template/spec/volumes/configMap/name
    ||PodTemplate||template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||PodTemplate||template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||PodTemplate||template/spec/containers/envFrom/configMapRef/name
    ||PodTemplate||template/spec/initContainers/envFrom/configMapRef/name
    ||PodTemplate||template/spec/volumes/projected/sources/configMap/name
    ||Deployment||spec/template/spec/volumes/configMap/name
    ||Deployment||spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||Deployment||spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||Deployment||spec/template/spec/containers/envFrom/configMapRef/name
    ||Deployment||spec/template/spec/initContainers/envFrom/configMapRef/name
    ||Deployment||spec/template/spec/volumes/projected/sources/configMap/name
    ||ReplicaSet||spec/template/spec/volumes/configMap/name
    ||ReplicaSet||spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||ReplicaSet||spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||ReplicaSet||spec/template/spec/containers/envFrom/configMapRef/name
    ||ReplicaSet||spec/template/spec/initContainers/envFrom/configMapRef/name
    ||ReplicaSet||spec/template/spec/volumes/projected/sources/configMap/name
    ||DaemonSet||spec/template/spec/volumes/configMap/name
    ||DaemonSet||spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||DaemonSet||spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||DaemonSet||spec/template/spec/containers/envFrom/configMapRef/name
    ||DaemonSet||spec/template/spec/initContainers/envFrom/configMapRef/name
    ||DaemonSet||spec/template/spec/volumes/projected/sources/configMap/name
    ||StatefulSet||spec/template/spec/volumes/configMap/name
    ||StatefulSet||spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||StatefulSet||spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||StatefulSet||spec/template/spec/containers/envFrom/configMapRef/name
    ||StatefulSet||spec/template/spec/initContainers/envFrom/configMapRef/name
    ||StatefulSet||spec/template/spec/volumes/projected/sources/configMap/name
    ||Job||spec/template/spec/volumes/configMap/name
    ||Job||spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||Job||spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||Job||spec/template/spec/containers/envFrom/configMapRef/name
    ||Job||spec/template/spec/initContainers/envFrom/configMapRef/name
    ||Job||spec/template/spec/volumes/projected/sources/configMap/name
    ||CronJob||spec/jobTemplate/spec/template/spec/volumes/configMap/name
    ||CronJob||spec/jobTemplate/spec/template/spec/volumes/projected/sources/configMap/name
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/env/valueFrom/configMapKeyRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/configMapKeyRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/envFrom/configMapRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/envFrom/configMapRef/name
    ||Node||spec/configSource/configMap
    ||Role||rules/resourceNames
    ||ClusterRole||rules/resourceNames
    ||Ingress||metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap
    > |v1|Secret
    |v1|Pod||spec/volumes/secret/secretName
    |v1|Pod||spec/containers/env/valueFrom/secretKeyRef/name
    |v1|Pod||spec/initContainers/env/valueFrom/secretKeyRef/name
    |v1|Pod||spec/containers/envFrom/secretRef/name
    |v1|Pod||spec/initContainers/envFrom/secretRef/name
    |v1|Pod||spec/imagePullSecrets/name
    |v1|Pod||spec/volumes/projected/sources/secret/name
    ||PodTemplate||template/spec/volumes/secret/secretName
    ||PodTemplate||template/spec/containers/env/valueFrom/secretKeyRef/name
    ||PodTemplate||template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||PodTemplate||template/spec/containers/envFrom/secretRef/name
    ||PodTemplate||template/spec/initContainers/envFrom/secretRef/name
    ||PodTemplate||template/spec/imagePullSecrets/name
    ||PodTemplate||template/spec/volumes/projected/sources/secret/name
    ||Deployment||spec/template/spec/volumes/secret/secretName
    ||Deployment||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||Deployment||spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||Deployment||spec/template/spec/containers/envFrom/secretRef/name
    ||Deployment||spec/template/spec/initContainers/envFrom/secretRef/name
    ||Deployment||spec/template/spec/imagePullSecrets/name
    ||Deployment||spec/template/spec/volumes/projected/sources/secret/name
    ||ReplicaSet||spec/template/spec/volumes/secret/secretName
    ||ReplicaSet||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||ReplicaSet||spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||ReplicaSet||spec/template/spec/containers/envFrom/secretRef/name
    ||ReplicaSet||spec/template/spec/initContainers/envFrom/secretRef/name
    ||ReplicaSet||spec/template/spec/imagePullSecrets/name
    ||ReplicaSet||spec/template/spec/volumes/projected/sources/secret/name
    ||DaemonSet||spec/template/spec/volumes/secret/secretName
    ||DaemonSet||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||DaemonSet||spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||DaemonSet||spec/template/spec/containers/envFrom/secretRef/name
    ||DaemonSet||spec/template/spec/initContainers/envFrom/secretRef/name
    ||DaemonSet||spec/template/spec/imagePullSecrets/name
    ||DaemonSet||spec/template/spec/volumes/projected/sources/secret/name
    ||StatefulSet||spec/template/spec/volumes/secret/secretName
    ||StatefulSet||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||StatefulSet||spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||StatefulSet||spec/template/spec/containers/envFrom/secretRef/name
    ||StatefulSet||spec/template/spec/initContainers/envFrom/secretRef/name
    ||StatefulSet||spec/template/spec/imagePullSecrets/name
    ||StatefulSet||spec/template/spec/volumes/projected/sources/secret/name
    ||Job||spec/template/spec/volumes/secret/secretName
    ||Job||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||Job||spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||Job||spec/template/spec/containers/envFrom/secretRef/name
    ||Job||spec/template/spec/initContainers/envFrom/secretRef/name
    ||Job||spec/template/spec/imagePullSecrets/name
    ||Job||spec/template/spec/volumes/projected/sources/secret/name
    ||CronJob||spec/jobTemplate/spec/template/spec/volumes/secret/secretName
    ||CronJob||spec/jobTemplate/spec/template/spec/volumes/projected/sources/secret/name
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/env/valueFrom/secretKeyRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/containers/envFrom/secretRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/initContainers/envFrom/secretRef/name
    ||CronJob||spec/jobTemplate/spec/template/spec/imagePullSecrets/name
    ||Ingress||spec/tls/secretName
    ||Ingress||metadata/annotations/ingress.kubernetes.io\/auth-secret
    ||Ingress||metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret
    ||Ingress||metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret
    ||ServiceAccount||imagePullSecrets/name
    ||StorageClass||parameters/secretName
    ||StorageClass||parameters/adminSecretName
    ||StorageClass||parameters/userSecretName
    ||StorageClass||parameters/secretRef
    ||Role||rules/resourceNames
    ||ClusterRole||rules/resourceNames
    serving.knative.dev|v1|Service||spec/template/spec/containers/env/valueFrom/secretKeyRef/name
    ||PersistentVolume||spec/azureFile/secretName
    > |v1|Service
    apps||StatefulSet||spec/serviceName
    ||Ingress||spec/rules/http/paths/backend/serviceName
    ||Ingress||spec/backend/serviceName
    ||Ingress||spec/rules/http/paths/backend/service/name
    ||Ingress||spec/defaultBackend/service/name
    apiregistration.k8s.io||APIService||spec/service/name
    admissionregistration.k8s.io||ValidatingWebhookConfiguration||webhooks/clientConfig/service
    admissionregistration.k8s.io||MutatingWebhookConfiguration||webhooks/clientConfig/service
    > scheduling.k8s.io|v1|PriorityClass
    ||Pod||spec/priorityClassName
    ||StatefulSet||spec/template/spec/priorityClassName
    ||Deployment||spec/template/spec/priorityClassName
    ||ReplicationController||spec/template/spec/priorityClassName
    ||CronJob||spec/jobTemplate/spec/template/spec/priorityClassName
    ||Job||spec/template/spec/priorityClassName
    ||DaemonSet||spec/template/spec/priorityClassName
    > |v1|PersistentVolume
    ||PersistentVolumeClaim||spec/volumeName
    ||ClusterRole||rules/resourceNames
    > |v1|PersistentVolumeClaim
    ||Pod||spec/volumes/persistentVolumeClaim/claimName
    ||StatefulSet||spec/template/spec/volumes/persistentVolumeClaim/claimName
    ||Deployment||spec/template/spec/volumes/persistentVolumeClaim/claimName
    ||ReplicationController||spec/template/spec/volumes/persistentVolumeClaim/claimName
    ||CronJob||spec/jobTemplate/spec/template/spec/volumes/persistentVolumeClaim/claimName
    ||Job||spec/template/spec/volumes/persistentVolumeClaim/claimName
    ||DaemonSet||spec/template/spec/volumes/persistentVolumeClaim/claimName
    > ||Deployment
    ||HorizontalPodAutoscaler||spec/scaleTargetRef/name
    > ||StatefulSet
    ||HorizontalPodAutoscaler||spec/scaleTargetRef/name
    > admissionregistration.k8s.io||ValidatingAdmissionPolicy
    admissionregistration.k8s.io||ValidatingAdmissionPolicyBinding||spec/policyName
    > networking.k8s.io/v1|v1|IngressClass
    ||Ingress||spec/ingressClassName
    > ||ReplicaSet
    ||HorizontalPodAutoscaler||spec/scaleTargetRef/name
    > ||ReplicationController
    ||HorizontalPodAutoscaler||spec/scaleTargetRef/name
    """#)
}
