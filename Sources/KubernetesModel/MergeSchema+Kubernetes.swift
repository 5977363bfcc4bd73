// Data, generated from the OpenAPI document of Kubernetes 1.21.2 that is built into kustomize 5.8.1: the part that
// matters for strategic merge (reference/kustomize.md section 9). MergeSchemaTests compares it with the conformance
// corpus. The notation is described at `MergeSchema.init(table:types:)`.

/// One definition a line, its name first, numbered from 0.
let kubernetesMergeDefinitions = """
  io.k8s.api.admissionregistration.v1.MutatingWebhook namespaceSelector>235 objectSelector>235
  io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration metadata>237 webhooks+name]0
  io.k8s.api.admissionregistration.v1.MutatingWebhookConfigurationList items]1
  io.k8s.api.admissionregistration.v1.ValidatingWebhook namespaceSelector>235 objectSelector>235
  io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration metadata>237 webhooks+name]3
  io.k8s.api.admissionregistration.v1.ValidatingWebhookConfigurationList items]4
  io.k8s.api.admissionregistration.v1beta1.MutatingWebhook namespaceSelector>235 objectSelector>235
  io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfiguration metadata>237 webhooks+name]6
  io.k8s.api.admissionregistration.v1beta1.MutatingWebhookConfigurationList items]7
  io.k8s.api.admissionregistration.v1beta1.ValidatingWebhook namespaceSelector>235 objectSelector>235
  io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfiguration metadata>237 webhooks+name]9
  io.k8s.api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList items]10
  io.k8s.api.apps.v1.ControllerRevision metadata>237
  io.k8s.api.apps.v1.ControllerRevisionList items]12
  io.k8s.api.apps.v1.DaemonSet metadata>237 spec>16 status>17
  io.k8s.api.apps.v1.DaemonSetList items]14
  io.k8s.api.apps.v1.DaemonSetSpec selector>235 template>128
  io.k8s.api.apps.v1.DaemonSetStatus conditions+type
  io.k8s.api.apps.v1.Deployment metadata>237 spec>20 status>21
  io.k8s.api.apps.v1.DeploymentList items]18
  io.k8s.api.apps.v1.DeploymentSpec selector>235 template>128
  io.k8s.api.apps.v1.DeploymentStatus conditions+type
  io.k8s.api.apps.v1.Kustomization configMapGenerator+name secretGenerator+name
  io.k8s.api.apps.v1.ReplicaSet metadata>237 spec>25 status>26
  io.k8s.api.apps.v1.ReplicaSetList items]23
  io.k8s.api.apps.v1.ReplicaSetSpec selector>235 template>128
  io.k8s.api.apps.v1.ReplicaSetStatus conditions+type
  io.k8s.api.apps.v1.StatefulSet metadata>237 spec>29 status>30
  io.k8s.api.apps.v1.StatefulSetList items]27
  io.k8s.api.apps.v1.StatefulSetSpec selector>235 template>128 volumeClaimTemplates]113
  io.k8s.api.apps.v1.StatefulSetStatus conditions+type
  io.k8s.api.authentication.v1.TokenRequest metadata>237
  io.k8s.api.authentication.v1.TokenReview metadata>237
  io.k8s.api.authentication.v1beta1.TokenReview metadata>237
  io.k8s.api.authorization.v1.LocalSubjectAccessReview metadata>237
  io.k8s.api.authorization.v1.SelfSubjectAccessReview metadata>237
  io.k8s.api.authorization.v1.SelfSubjectRulesReview metadata>237
  io.k8s.api.authorization.v1.SubjectAccessReview metadata>237
  io.k8s.api.authorization.v1beta1.LocalSubjectAccessReview metadata>237
  io.k8s.api.authorization.v1beta1.SelfSubjectAccessReview metadata>237
  io.k8s.api.authorization.v1beta1.SelfSubjectRulesReview metadata>237
  io.k8s.api.authorization.v1beta1.SubjectAccessReview metadata>237
  io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler metadata>237
  io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerList items]42
  io.k8s.api.autoscaling.v1.Scale metadata>237
  io.k8s.api.autoscaling.v2beta1.ExternalMetricSource metricSelector>235
  io.k8s.api.autoscaling.v2beta1.ExternalMetricStatus metricSelector>235
  io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscaler metadata>237 spec>49 status>50
  io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerList items]47
  io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec metrics]51
  io.k8s.api.autoscaling.v2beta1.HorizontalPodAutoscalerStatus currentMetrics]52
  io.k8s.api.autoscaling.v2beta1.MetricSpec external>45 object>53 pods>55
  io.k8s.api.autoscaling.v2beta1.MetricStatus external>46 object>54 pods>56
  io.k8s.api.autoscaling.v2beta1.ObjectMetricSource selector>235
  io.k8s.api.autoscaling.v2beta1.ObjectMetricStatus selector>235
  io.k8s.api.autoscaling.v2beta1.PodsMetricSource selector>235
  io.k8s.api.autoscaling.v2beta1.PodsMetricStatus selector>235
  io.k8s.api.autoscaling.v2beta2.ExternalMetricSource metric>63
  io.k8s.api.autoscaling.v2beta2.ExternalMetricStatus metric>63
  io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler metadata>237 spec>61 status>62
  io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerList items]59
  io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec metrics]64
  io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus currentMetrics]65
  io.k8s.api.autoscaling.v2beta2.MetricIdentifier selector>235
  io.k8s.api.autoscaling.v2beta2.MetricSpec external>57 object>66 pods>68
  io.k8s.api.autoscaling.v2beta2.MetricStatus external>58 object>67 pods>69
  io.k8s.api.autoscaling.v2beta2.ObjectMetricSource metric>63
  io.k8s.api.autoscaling.v2beta2.ObjectMetricStatus metric>63
  io.k8s.api.autoscaling.v2beta2.PodsMetricSource metric>63
  io.k8s.api.autoscaling.v2beta2.PodsMetricStatus metric>63
  io.k8s.api.batch.v1.CronJob metadata>237 spec>72
  io.k8s.api.batch.v1.CronJobList items]70
  io.k8s.api.batch.v1.CronJobSpec jobTemplate>77
  io.k8s.api.batch.v1.Job metadata>237 spec>75 status>76
  io.k8s.api.batch.v1.JobList items]73
  io.k8s.api.batch.v1.JobSpec selector>235 template>128
  io.k8s.api.batch.v1.JobStatus conditions+type
  io.k8s.api.batch.v1.JobTemplateSpec metadata>237 spec>75
  io.k8s.api.batch.v1beta1.CronJob metadata>237 spec>80
  io.k8s.api.batch.v1beta1.CronJobList items]78
  io.k8s.api.batch.v1beta1.CronJobSpec jobTemplate>81
  io.k8s.api.batch.v1beta1.JobTemplateSpec metadata>237 spec>75
  io.k8s.api.certificates.v1.CertificateSigningRequest metadata>237
  io.k8s.api.certificates.v1.CertificateSigningRequestList items]82
  io.k8s.api.certificates.v1beta1.CertificateSigningRequest metadata>237
  io.k8s.api.certificates.v1beta1.CertificateSigningRequestList items]84
  io.k8s.api.coordination.v1.Lease metadata>237
  io.k8s.api.coordination.v1.LeaseList items]86
  io.k8s.api.coordination.v1beta1.Lease metadata>237
  io.k8s.api.coordination.v1beta1.LeaseList items]88
  io.k8s.api.core.v1.Affinity podAffinity>120 podAntiAffinity>122
  io.k8s.api.core.v1.Binding metadata>237
  io.k8s.api.core.v1.ComponentStatus conditions+type metadata>237
  io.k8s.api.core.v1.ComponentStatusList items]92
  io.k8s.api.core.v1.ConfigMap metadata>237
  io.k8s.api.core.v1.ConfigMapList items]94
  io.k8s.api.core.v1.Container env+name ports+containerPort,protocol volumeDevices+devicePath \
  volumeMounts+mountPath
  io.k8s.api.core.v1.Endpoints metadata>237
  io.k8s.api.core.v1.EndpointsList items]97
  io.k8s.api.core.v1.EphemeralContainer env+name volumeDevices+devicePath volumeMounts+mountPath
  io.k8s.api.core.v1.EphemeralVolumeSource volumeClaimTemplate>117
  io.k8s.api.core.v1.Event metadata>237
  io.k8s.api.core.v1.EventList items]101
  io.k8s.api.core.v1.LimitRange metadata>237
  io.k8s.api.core.v1.LimitRangeList items]103
  io.k8s.api.core.v1.Namespace metadata>237 status>107
  io.k8s.api.core.v1.NamespaceList items]105
  io.k8s.api.core.v1.NamespaceStatus conditions+type
  io.k8s.api.core.v1.Node metadata>237 spec>110 status>111
  io.k8s.api.core.v1.NodeList items]108
  io.k8s.api.core.v1.NodeSpec podCIDRs+
  io.k8s.api.core.v1.NodeStatus addresses+type conditions+type
  io.k8s.api.core.v1.PersistentVolume metadata>237
  io.k8s.api.core.v1.PersistentVolumeClaim metadata>237 spec>115 status>116
  io.k8s.api.core.v1.PersistentVolumeClaimList items]113
  io.k8s.api.core.v1.PersistentVolumeClaimSpec selector>235
  io.k8s.api.core.v1.PersistentVolumeClaimStatus conditions+type
  io.k8s.api.core.v1.PersistentVolumeClaimTemplate metadata>237 spec>115
  io.k8s.api.core.v1.PersistentVolumeList items]112
  io.k8s.api.core.v1.Pod metadata>237 spec>124 status>125
  io.k8s.api.core.v1.PodAffinity preferredDuringSchedulingIgnoredDuringExecution]145 \
  requiredDuringSchedulingIgnoredDuringExecution]121
  io.k8s.api.core.v1.PodAffinityTerm labelSelector>235 namespaceSelector>235
  io.k8s.api.core.v1.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution]145 \
  requiredDuringSchedulingIgnoredDuringExecution]121
  io.k8s.api.core.v1.PodList items]119
  io.k8s.api.core.v1.PodSpec affinity>90 containers+name]96 ephemeralContainers+name]99 hostAliases+ip \
  imagePullSecrets+name initContainers+name]96 \
  topologySpreadConstraints+topologyKey,whenUnsatisfiable]143 volumes+name]144
  io.k8s.api.core.v1.PodStatus conditions+type podIPs+ip
  io.k8s.api.core.v1.PodTemplate metadata>237 template>128
  io.k8s.api.core.v1.PodTemplateList items]126
  io.k8s.api.core.v1.PodTemplateSpec metadata>237 spec>124
  io.k8s.api.core.v1.ReplicationController metadata>237 spec>131 status>132
  io.k8s.api.core.v1.ReplicationControllerList items]129
  io.k8s.api.core.v1.ReplicationControllerSpec template>128
  io.k8s.api.core.v1.ReplicationControllerStatus conditions+type
  io.k8s.api.core.v1.ResourceQuota metadata>237
  io.k8s.api.core.v1.ResourceQuotaList items]133
  io.k8s.api.core.v1.Secret metadata>237
  io.k8s.api.core.v1.SecretList items]135
  io.k8s.api.core.v1.Service metadata>237 spec>141 status>142
  io.k8s.api.core.v1.ServiceAccount metadata>237 secrets+name
  io.k8s.api.core.v1.ServiceAccountList items]138
  io.k8s.api.core.v1.ServiceList items]137
  io.k8s.api.core.v1.ServiceSpec ports+port,protocol
  io.k8s.api.core.v1.ServiceStatus conditions+type
  io.k8s.api.core.v1.TopologySpreadConstraint labelSelector>235
  io.k8s.api.core.v1.Volume ephemeral>100
  io.k8s.api.core.v1.WeightedPodAffinityTerm podAffinityTerm>121
  io.k8s.api.discovery.v1.EndpointSlice metadata>237
  io.k8s.api.discovery.v1.EndpointSliceList items]146
  io.k8s.api.discovery.v1beta1.EndpointSlice metadata>237
  io.k8s.api.discovery.v1beta1.EndpointSliceList items]148
  io.k8s.api.events.v1.Event metadata>237
  io.k8s.api.events.v1.EventList items]150
  io.k8s.api.events.v1beta1.Event metadata>237
  io.k8s.api.events.v1beta1.EventList items]152
  io.k8s.api.extensions.v1beta1.Ingress metadata>237
  io.k8s.api.extensions.v1beta1.IngressList items]154
  io.k8s.api.flowcontrol.v1beta1.FlowSchema metadata>237
  io.k8s.api.flowcontrol.v1beta1.FlowSchemaList items]156
  io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfiguration metadata>237
  io.k8s.api.flowcontrol.v1beta1.PriorityLevelConfigurationList items]158
  io.k8s.api.networking.v1.Ingress metadata>237
  io.k8s.api.networking.v1.IngressClass metadata>237
  io.k8s.api.networking.v1.IngressClassList items]161
  io.k8s.api.networking.v1.IngressList items]160
  io.k8s.api.networking.v1.NetworkPolicy metadata>237 spec>169
  io.k8s.api.networking.v1.NetworkPolicyEgressRule to]168
  io.k8s.api.networking.v1.NetworkPolicyIngressRule from]168
  io.k8s.api.networking.v1.NetworkPolicyList items]164
  io.k8s.api.networking.v1.NetworkPolicyPeer namespaceSelector>235 podSelector>235
  io.k8s.api.networking.v1.NetworkPolicySpec egress]165 ingress]166 podSelector>235
  io.k8s.api.networking.v1beta1.Ingress metadata>237
  io.k8s.api.networking.v1beta1.IngressClass metadata>237
  io.k8s.api.networking.v1beta1.IngressClassList items]171
  io.k8s.api.networking.v1beta1.IngressList items]170
  io.k8s.api.node.v1.RuntimeClass metadata>237
  io.k8s.api.node.v1.RuntimeClassList items]174
  io.k8s.api.node.v1beta1.RuntimeClass metadata>237
  io.k8s.api.node.v1beta1.RuntimeClassList items]176
  io.k8s.api.policy.v1.PodDisruptionBudget metadata>237 spec>180 status>181
  io.k8s.api.policy.v1.PodDisruptionBudgetList items]178
  io.k8s.api.policy.v1.PodDisruptionBudgetSpec selector>235
  io.k8s.api.policy.v1.PodDisruptionBudgetStatus conditions+type
  io.k8s.api.policy.v1beta1.Eviction metadata>237
  io.k8s.api.policy.v1beta1.PodDisruptionBudget metadata>237 spec>185 status>186
  io.k8s.api.policy.v1beta1.PodDisruptionBudgetList items]183
  io.k8s.api.policy.v1beta1.PodDisruptionBudgetSpec selector>235
  io.k8s.api.policy.v1beta1.PodDisruptionBudgetStatus conditions+type
  io.k8s.api.policy.v1beta1.PodSecurityPolicy metadata>237
  io.k8s.api.policy.v1beta1.PodSecurityPolicyList items]187
  io.k8s.api.rbac.v1.AggregationRule clusterRoleSelectors]235
  io.k8s.api.rbac.v1.ClusterRole aggregationRule>189 metadata>237
  io.k8s.api.rbac.v1.ClusterRoleBinding metadata>237
  io.k8s.api.rbac.v1.ClusterRoleBindingList items]191
  io.k8s.api.rbac.v1.ClusterRoleList items]190
  io.k8s.api.rbac.v1.Role metadata>237
  io.k8s.api.rbac.v1.RoleBinding metadata>237
  io.k8s.api.rbac.v1.RoleBindingList items]195
  io.k8s.api.rbac.v1.RoleList items]194
  io.k8s.api.rbac.v1beta1.AggregationRule clusterRoleSelectors]235
  io.k8s.api.rbac.v1beta1.ClusterRole aggregationRule>198 metadata>237
  io.k8s.api.rbac.v1beta1.ClusterRoleBinding metadata>237
  io.k8s.api.rbac.v1beta1.ClusterRoleBindingList items]200
  io.k8s.api.rbac.v1beta1.ClusterRoleList items]199
  io.k8s.api.rbac.v1beta1.Role metadata>237
  io.k8s.api.rbac.v1beta1.RoleBinding metadata>237
  io.k8s.api.rbac.v1beta1.RoleBindingList items]204
  io.k8s.api.rbac.v1beta1.RoleList items]203
  io.k8s.api.scheduling.v1.PriorityClass metadata>237
  io.k8s.api.scheduling.v1.PriorityClassList items]207
  io.k8s.api.scheduling.v1beta1.PriorityClass metadata>237
  io.k8s.api.scheduling.v1beta1.PriorityClassList items]209
  io.k8s.api.storage.v1.CSIDriver metadata>237
  io.k8s.api.storage.v1.CSIDriverList items]211
  io.k8s.api.storage.v1.CSINode metadata>237 spec>215
  io.k8s.api.storage.v1.CSINodeList items]213
  io.k8s.api.storage.v1.CSINodeSpec drivers+name
  io.k8s.api.storage.v1.StorageClass metadata>237
  io.k8s.api.storage.v1.StorageClassList items]216
  io.k8s.api.storage.v1.VolumeAttachment metadata>237
  io.k8s.api.storage.v1.VolumeAttachmentList items]218
  io.k8s.api.storage.v1beta1.CSIDriver metadata>237
  io.k8s.api.storage.v1beta1.CSIDriverList items]220
  io.k8s.api.storage.v1beta1.CSINode metadata>237 spec>224
  io.k8s.api.storage.v1beta1.CSINodeList items]222
  io.k8s.api.storage.v1beta1.CSINodeSpec drivers+name
  io.k8s.api.storage.v1beta1.CSIStorageCapacity metadata>237 nodeTopology>235
  io.k8s.api.storage.v1beta1.CSIStorageCapacityList items]225
  io.k8s.api.storage.v1beta1.StorageClass metadata>237
  io.k8s.api.storage.v1beta1.StorageClassList items]227
  io.k8s.api.storage.v1beta1.VolumeAttachment metadata>237
  io.k8s.api.storage.v1beta1.VolumeAttachmentList items]229
  io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition metadata>237
  io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList items]231
  io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition metadata>237
  io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList items]233
  io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector matchExpressions]236
  io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement key+key
  io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta finalizers+ ownerReferences+uid
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService metadata>237 status>240
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList items]238
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus conditions+type
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService metadata>237 status>243
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList items]241
  io.k8s.kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus conditions+type
  """

/// One `apiVersion` a line, followed by `Kind=definition`.
let kubernetesMergeTypes = """
  admissionregistration.k8s.io/v1 MutatingWebhookConfiguration=1 MutatingWebhookConfigurationList=2 \
  ValidatingWebhookConfiguration=4 ValidatingWebhookConfigurationList=5
  admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration=7 \
  MutatingWebhookConfigurationList=8 ValidatingWebhookConfiguration=10 \
  ValidatingWebhookConfigurationList=11
  apiextensions.k8s.io/v1 CustomResourceDefinition=231 CustomResourceDefinitionList=232
  apiextensions.k8s.io/v1beta1 CustomResourceDefinition=233 CustomResourceDefinitionList=234
  apiregistration.k8s.io/v1 APIService=238 APIServiceList=239
  apiregistration.k8s.io/v1beta1 APIService=241 APIServiceList=242
  apps/v1 ControllerRevision=12 ControllerRevisionList=13 DaemonSet=14 DaemonSetList=15 Deployment=18 \
  DeploymentList=19 ReplicaSet=23 ReplicaSetList=24 StatefulSet=27 StatefulSetList=28
  authentication.k8s.io/v1 TokenRequest=31 TokenReview=32
  authentication.k8s.io/v1beta1 TokenReview=33
  authorization.k8s.io/v1 LocalSubjectAccessReview=34 SelfSubjectAccessReview=35 \
  SelfSubjectRulesReview=36 SubjectAccessReview=37
  authorization.k8s.io/v1beta1 LocalSubjectAccessReview=38 SelfSubjectAccessReview=39 \
  SelfSubjectRulesReview=40 SubjectAccessReview=41
  autoscaling/v1 HorizontalPodAutoscaler=42 HorizontalPodAutoscalerList=43 Scale=44
  autoscaling/v2beta1 HorizontalPodAutoscaler=47 HorizontalPodAutoscalerList=48
  autoscaling/v2beta2 HorizontalPodAutoscaler=59 HorizontalPodAutoscalerList=60
  batch/v1 CronJob=70 CronJobList=71 Job=73 JobList=74
  batch/v1beta1 CronJob=78 CronJobList=79
  certificates.k8s.io/v1 CertificateSigningRequest=82 CertificateSigningRequestList=83
  certificates.k8s.io/v1beta1 CertificateSigningRequest=84 CertificateSigningRequestList=85
  coordination.k8s.io/v1 Lease=86 LeaseList=87
  coordination.k8s.io/v1beta1 Lease=88 LeaseList=89
  discovery.k8s.io/v1 EndpointSlice=146 EndpointSliceList=147
  discovery.k8s.io/v1beta1 EndpointSlice=148 EndpointSliceList=149
  events.k8s.io/v1 Event=150 EventList=151
  events.k8s.io/v1beta1 Event=152 EventList=153
  extensions/v1beta1 Ingress=154 IngressList=155
  flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema=156 FlowSchemaList=157 PriorityLevelConfiguration=158 \
  PriorityLevelConfigurationList=159
  kustomize.config.k8s.io/v1beta1 Kustomization=22
  networking.k8s.io/v1 Ingress=160 IngressClass=161 IngressClassList=162 IngressList=163 \
  NetworkPolicy=164 NetworkPolicyList=167
  networking.k8s.io/v1beta1 Ingress=170 IngressClass=171 IngressClassList=172 IngressList=173
  node.k8s.io/v1 RuntimeClass=174 RuntimeClassList=175
  node.k8s.io/v1beta1 RuntimeClass=176 RuntimeClassList=177
  policy/v1 PodDisruptionBudget=178 PodDisruptionBudgetList=179
  policy/v1beta1 Eviction=182 PodDisruptionBudget=183 PodDisruptionBudgetList=184 PodSecurityPolicy=187 \
  PodSecurityPolicyList=188
  rbac.authorization.k8s.io/v1 ClusterRole=190 ClusterRoleBinding=191 ClusterRoleBindingList=192 \
  ClusterRoleList=193 Role=194 RoleBinding=195 RoleBindingList=196 RoleList=197
  rbac.authorization.k8s.io/v1beta1 ClusterRole=199 ClusterRoleBinding=200 ClusterRoleBindingList=201 \
  ClusterRoleList=202 Role=203 RoleBinding=204 RoleBindingList=205 RoleList=206
  scheduling.k8s.io/v1 PriorityClass=207 PriorityClassList=208
  scheduling.k8s.io/v1beta1 PriorityClass=209 PriorityClassList=210
  storage.k8s.io/v1 CSIDriver=211 CSIDriverList=212 CSINode=213 CSINodeList=214 StorageClass=216 \
  StorageClassList=217 VolumeAttachment=218 VolumeAttachmentList=219
  storage.k8s.io/v1beta1 CSIDriver=220 CSIDriverList=221 CSINode=222 CSINodeList=223 \
  CSIStorageCapacity=225 CSIStorageCapacityList=226 StorageClass=227 StorageClassList=228 \
  VolumeAttachment=229 VolumeAttachmentList=230
  v1 Binding=91 ComponentStatus=92 ComponentStatusList=93 ConfigMap=94 ConfigMapList=95 Endpoints=97 \
  EndpointsList=98 Event=101 EventList=102 LimitRange=103 LimitRangeList=104 Namespace=105 \
  NamespaceList=106 Node=108 NodeList=109 PersistentVolume=112 PersistentVolumeClaim=113 \
  PersistentVolumeClaimList=114 PersistentVolumeList=118 Pod=119 PodList=123 PodTemplate=126 \
  PodTemplateList=127 ReplicationController=129 ReplicationControllerList=130 ResourceQuota=133 \
  ResourceQuotaList=134 Secret=135 SecretList=136 Service=137 ServiceAccount=138 ServiceAccountList=139 \
  ServiceList=140
  """
