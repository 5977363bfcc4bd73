/// The fields of the Application and ApplicationSet types: a type name, then its fields, each with a type (`[T]` is a
/// list, `{T}` a mapping with free keys, `any` arbitrary JSON) and flags.
///
/// `optional`: absent and empty differ. `emitted`: written even when empty. `required`: admission asks for it.
/// Source: Argo CD v3.5.1, reference/application-types.json.
let schemaTable = """
  ApplicationSet
    apiVersion string
    kind string
    metadata any optional required
    spec ApplicationSetSpec emitted required
    status any optional
  Application
    apiVersion string
    kind string
    metadata ApplicationMetadata emitted
    spec ApplicationSpec emitted
    operation Operation optional
  WrittenApplication
    apiVersion string
    kind string
    metadata any optional required
    spec ApplicationSpec emitted required
    operation Operation optional
    status any optional
  PatchedApplication
    apiVersion string
    kind string
    metadata ApplicationMetadata optional
    spec ApplicationSpec emitted
    operation Operation optional
    status any optional
  ApplicationMetadata
    name string
    namespace string
    labels {string}
    annotations {string}
    finalizers [string]
  ApplicationDestination
    server string
    namespace string
    name string
  ApplicationMatchExpression
    key string
    operator string
    values [string]
  ApplicationPreservedFields
    annotations [string]
    labels [string]
  ApplicationSetGenerator
    list ListGenerator optional
    clusters ClusterGenerator optional
    git GitGenerator optional
    scmProvider any optional
    clusterDecisionResource any optional
    pullRequest any optional
    matrix MatrixGenerator optional
    merge MergeGenerator optional
    selector LabelSelector optional
    plugin any optional
  ApplicationSetNestedGenerator
    list ListGenerator optional
    clusters ClusterGenerator optional
    git GitGenerator optional
    scmProvider any optional
    clusterDecisionResource any optional
    pullRequest any optional
    matrix any optional
    merge any optional
    selector LabelSelector optional
    plugin any optional
  ApplicationSetResourceIgnoreDifferences
    name string
    jsonPointers [string]
    jqPathExpressions [string]
  ApplicationSetRolloutStep
    matchExpressions [ApplicationMatchExpression]
    maxUpdate intOrString optional
  ApplicationSetRolloutStrategy
    steps [ApplicationSetRolloutStep]
  ApplicationSetSpec
    goTemplate bool
    generators [ApplicationSetGenerator] emitted required
    template ApplicationSetTemplate emitted required
    syncPolicy ApplicationSetSyncPolicy optional
    strategy ApplicationSetStrategy optional
    preservedFields ApplicationPreservedFields optional
    goTemplateOptions [string]
    applyNestedSelectors bool
    ignoreApplicationDifferences [ApplicationSetResourceIgnoreDifferences]
    templatePatch string optional
  ApplicationSetStrategy
    type string
    rollingSync ApplicationSetRolloutStrategy optional
    deletionOrder string
  ApplicationSetSyncPolicy
    preserveResourcesOnDeletion bool
    applicationsSync string optional
  ApplicationSetTemplate
    metadata ApplicationSetTemplateMeta emitted required
    spec ApplicationSpec emitted required
  ApplicationSetTemplateMeta
    name string
    namespace string
    labels {string}
    annotations {string}
    finalizers [string]
  ApplicationSetTerminalGenerator
    list ListGenerator optional
    clusters ClusterGenerator optional
    git GitGenerator optional
    scmProvider any optional
    clusterDecisionResource any optional
    pullRequest any optional
    plugin any optional
    selector LabelSelector optional
  ApplicationSource
    repoURL string emitted required
    path string
    targetRevision string
    helm ApplicationSourceHelm optional
    kustomize ApplicationSourceKustomize optional
    directory ApplicationSourceDirectory optional
    plugin ApplicationSourcePlugin optional
    chart string
    ref string
    name string
    tagPrefix string
  ApplicationSourceDirectory
    recurse bool
    jsonnet ApplicationSourceJsonnet
    exclude string
    include string
  ApplicationSourceHelm
    valueFiles [string]
    parameters [HelmParameter]
    releaseName string
    values string
    fileParameters [HelmFileParameter]
    version string
    passCredentials bool
    ignoreMissingValueFiles bool
    skipCrds bool
    valuesObject any optional
    namespace string
    kubeVersion string
    apiVersions [string]
    skipTests bool
    skipSchemaValidation bool
  ApplicationSourceJsonnet
    extVars [JsonnetVar]
    tlas [JsonnetVar]
    libs [string]
  ApplicationSourceKustomize
    namePrefix string
    nameSuffix string
    images [string]
    commonLabels {string}
    version string
    commonAnnotations {string}
    forceCommonLabels bool
    forceCommonAnnotations bool
    namespace string
    commonAnnotationsEnvsubst bool
    replicas [KustomizeReplica]
    patches [KustomizePatch]
    components [string]
    ignoreMissingComponents bool
    labelWithoutSelector bool
    kubeVersion string
    apiVersions [string]
    labelIncludeTemplates bool
  ApplicationSourcePlugin
    name string
    env [EnvEntry]
    parameters [ApplicationSourcePluginParameter]
  ApplicationSourcePluginParameter
    name string
    string string optional
    map {string}
    array [string]
  ApplicationSpec
    source ApplicationSource optional
    destination ApplicationDestination emitted required
    project string emitted required
    syncPolicy SyncPolicy optional
    ignoreDifferences [ResourceIgnoreDifferences]
    info [Info]
    revisionHistoryLimit int optional
    sources [ApplicationSource]
    sourceHydrator SourceHydrator optional
  Backoff
    duration string
    factor int optional
    maxDuration string
  ClusterGenerator
    selector LabelSelector emitted
    template ApplicationSetTemplate emitted
    values {string}
    flatList bool
  DrySource
    repoURL string emitted required
    targetRevision string emitted required
    path string emitted required
    helm ApplicationSourceHelm optional
    kustomize ApplicationSourceKustomize optional
    directory ApplicationSourceDirectory optional
    plugin ApplicationSourcePlugin optional
  EnvEntry
    name string emitted required
    value string emitted required
  GitDirectoryGeneratorItem
    path string emitted required
    exclude bool
  GitFileGeneratorItem
    path string emitted required
    exclude bool
  GitGenerator
    repoURL string emitted required
    directories [GitDirectoryGeneratorItem]
    files [GitFileGeneratorItem]
    revision string emitted required
    requeueAfterSeconds int optional
    template ApplicationSetTemplate emitted
    pathParamPrefix string
    values {string}
  HelmFileParameter
    name string
    path string
  HelmParameter
    name string
    value string
    forceString bool
  HydrateTo
    targetBranch string emitted required
  Info
    name string emitted required
    value string emitted required
  JsonnetVar
    name string emitted required
    value string emitted required
    code bool
  KustomizePatch
    path string
    patch string
    target KustomizeSelector optional
    options {bool}
  KustomizeReplica
    name string emitted required
    count intOrString emitted required
  KustomizeSelector
    group string
    version string
    kind string
    name string
    namespace string
    annotationSelector string
    labelSelector string
  LabelSelector
    matchLabels {string}
    matchExpressions [LabelSelectorRequirement]
  LabelSelectorRequirement
    key string emitted required
    operator string emitted required
    values [string]
  ListGenerator
    elements [any] emitted
    template ApplicationSetTemplate emitted
    elementsYaml string
  ManagedNamespaceMetadata
    labels {string}
    annotations {string}
  MatrixGenerator
    generators [ApplicationSetNestedGenerator] emitted required
    template ApplicationSetTemplate emitted
  MergeGenerator
    generators [ApplicationSetNestedGenerator] emitted required
    mergeKeys [string] emitted required
    template ApplicationSetTemplate emitted
  NestedMatrixGenerator
    generators [ApplicationSetTerminalGenerator] emitted
  NestedMergeGenerator
    generators [ApplicationSetTerminalGenerator] emitted
    mergeKeys [string] emitted
  Operation
    sync SyncOperation optional
    initiatedBy OperationInitiator emitted
    info [Info]
    retry RetryStrategy emitted
  OperationInitiator
    username string
    automated bool
  ResourceIgnoreDifferences
    group string
    kind string emitted required
    name string
    namespace string
    jsonPointers [string]
    jqPathExpressions [string]
    managedFieldsManagers [string]
  RetryStrategy
    limit int
    backoff Backoff optional
    refresh bool
  SourceHydrator
    drySource DrySource emitted required
    syncSource SyncSource emitted required
    hydrateTo HydrateTo optional
  SyncOperation
    revision string
    prune bool
    dryRun bool
    syncStrategy SyncStrategy optional
    resources [SyncOperationResource]
    source ApplicationSource optional
    manifests [string]
    syncOptions [string]
    sources [ApplicationSource]
    revisions [string]
    autoHealAttemptsCount int
  SyncOperationResource
    group string
    kind string emitted
    name string emitted
    namespace string
  SyncPolicy
    automated SyncPolicyAutomated optional
    syncOptions [string]
    retry RetryStrategy optional
    managedNamespaceMetadata ManagedNamespaceMetadata optional
  SyncPolicyAutomated
    prune bool optional
    selfHeal bool optional
    allowEmpty bool optional
    enabled bool optional
  SyncSource
    targetBranch string emitted required
    path string emitted required
    repoURL string
  SyncStrategy
    apply SyncStrategyApply optional
    hook SyncStrategyHook optional
  SyncStrategyApply
    force bool
  SyncStrategyHook
    force bool
  """
