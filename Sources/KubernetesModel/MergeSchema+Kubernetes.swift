// Data, generated from the OpenAPI document of Kubernetes 1.21.2 that is built into kustomize 5.8.1: the part that
// matters for strategic merge (reference/kustomize.md section 9). MergeSchemaTests compares it with the conformance
// corpus. The notation is described at `MergeSchema.init(table:types:)`.

/// One definition a line, numbered from 0.
let kubernetesMergeDefinitions = """
  namespaceSelector>235 objectSelector>235
  metadata>237 webhooks+name]0
  items]1
  namespaceSelector>235 objectSelector>235
  metadata>237 webhooks+name]3
  items]4
  namespaceSelector>235 objectSelector>235
  metadata>237 webhooks+name]6
  items]7
  namespaceSelector>235 objectSelector>235
  metadata>237 webhooks+name]9
  items]10
  metadata>237
  items]12
  metadata>237 spec>16 status>17
  items]14
  selector>235 template>128
  conditions+type
  metadata>237 spec>20 status>21
  items]18
  selector>235 template>128
  conditions+type
  configMapGenerator+name secretGenerator+name
  metadata>237 spec>25 status>26
  items]23
  selector>235 template>128
  conditions+type
  metadata>237 spec>29 status>30
  items]27
  selector>235 template>128 volumeClaimTemplates]113
  conditions+type
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  metadata>237
  items]42
  metadata>237
  metricSelector>235
  metricSelector>235
  metadata>237 spec>49 status>50
  items]47
  metrics]51
  currentMetrics]52
  external>45 object>53 pods>55
  external>46 object>54 pods>56
  selector>235
  selector>235
  selector>235
  selector>235
  metric>63
  metric>63
  metadata>237 spec>61 status>62
  items]59
  metrics]64
  currentMetrics]65
  selector>235
  external>57 object>66 pods>68
  external>58 object>67 pods>69
  metric>63
  metric>63
  metric>63
  metric>63
  metadata>237 spec>72
  items]70
  jobTemplate>77
  metadata>237 spec>75 status>76
  items]73
  selector>235 template>128
  conditions+type
  metadata>237 spec>75
  metadata>237 spec>80
  items]78
  jobTemplate>81
  metadata>237 spec>75
  metadata>237
  items]82
  metadata>237
  items]84
  metadata>237
  items]86
  metadata>237
  items]88
  podAffinity>120 podAntiAffinity>122
  metadata>237
  conditions+type metadata>237
  items]92
  metadata>237
  items]94
  env+name ports+containerPort,protocol volumeDevices+devicePath volumeMounts+mountPath
  metadata>237
  items]97
  env+name volumeDevices+devicePath volumeMounts+mountPath
  volumeClaimTemplate>117
  metadata>237
  items]101
  metadata>237
  items]103
  metadata>237 status>107
  items]105
  conditions+type
  metadata>237 spec>110 status>111
  items]108
  podCIDRs+
  addresses+type conditions+type
  metadata>237
  metadata>237 spec>115 status>116
  items]113
  selector>235
  conditions+type
  metadata>237 spec>115
  items]112
  metadata>237 spec>124 status>125
  preferredDuringSchedulingIgnoredDuringExecution]145 \
  requiredDuringSchedulingIgnoredDuringExecution]121
  labelSelector>235 namespaceSelector>235
  preferredDuringSchedulingIgnoredDuringExecution]145 \
  requiredDuringSchedulingIgnoredDuringExecution]121
  items]119
  affinity>90 containers+name]96 ephemeralContainers+name]99 hostAliases+ip imagePullSecrets+name \
  initContainers+name]96 topologySpreadConstraints+topologyKey,whenUnsatisfiable]143 volumes+name]144
  conditions+type podIPs+ip
  metadata>237 template>128
  items]126
  metadata>237 spec>124
  metadata>237 spec>131 status>132
  items]129
  template>128
  conditions+type
  metadata>237
  items]133
  metadata>237
  items]135
  metadata>237 spec>141 status>142
  metadata>237 secrets+name
  items]138
  items]137
  ports+port,protocol
  conditions+type
  labelSelector>235
  ephemeral>100
  podAffinityTerm>121
  metadata>237
  items]146
  metadata>237
  items]148
  metadata>237
  items]150
  metadata>237
  items]152
  metadata>237
  items]154
  metadata>237
  items]156
  metadata>237
  items]158
  metadata>237
  metadata>237
  items]161
  items]160
  metadata>237 spec>169
  to]168
  from]168
  items]164
  namespaceSelector>235 podSelector>235
  egress]165 ingress]166 podSelector>235
  metadata>237
  metadata>237
  items]171
  items]170
  metadata>237
  items]174
  metadata>237
  items]176
  metadata>237 spec>180 status>181
  items]178
  selector>235
  conditions+type
  metadata>237
  metadata>237 spec>185 status>186
  items]183
  selector>235
  conditions+type
  metadata>237
  items]187
  clusterRoleSelectors]235
  aggregationRule>189 metadata>237
  metadata>237
  items]191
  items]190
  metadata>237
  metadata>237
  items]195
  items]194
  clusterRoleSelectors]235
  aggregationRule>198 metadata>237
  metadata>237
  items]200
  items]199
  metadata>237
  metadata>237
  items]204
  items]203
  metadata>237
  items]207
  metadata>237
  items]209
  metadata>237
  items]211
  metadata>237 spec>215
  items]213
  drivers+name
  metadata>237
  items]216
  metadata>237
  items]218
  metadata>237
  items]220
  metadata>237 spec>224
  items]222
  drivers+name
  metadata>237 nodeTopology>235
  items]225
  metadata>237
  items]227
  metadata>237
  items]229
  metadata>237
  items]231
  metadata>237
  items]233
  matchExpressions]236
  key+key
  finalizers+ ownerReferences+uid
  metadata>237 status>240
  items]238
  conditions+type
  metadata>237 status>243
  items]241
  conditions+type
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
