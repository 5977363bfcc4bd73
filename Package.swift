// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
/// Everything but the two modules that call C: an unsafe pointer elsewhere does not compile.
let safe = strict + [.strictMemorySafety()]

/// A module without side effects: values in, values out.
func pure(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: safe)
}

/// The unit tests of one module; `baseline` where known-failures.txt lists the conformance cases that do not pass yet,
/// `golden` where the folder Golden holds what is expected, `data` for other folders that tests read.
func tests(
  _ module: String, _ dependencies: [Target.Dependency] = [], baseline: Bool = false, golden: Bool = false,
  data: [String] = []
) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module), "TestSupport"] + dependencies,
    exclude: (baseline ? ["known-failures.txt"] : []) + (golden ? ["Golden"] : []) + data,
    swiftSettings: strict)
}

let package = Package(
  name: "fleetfold",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "fleetfold", targets: ["fleetfold"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // 1. C libraries
    // Loads libgit2 when it is first called; needs its headers only (libgit2-dev).
    .target(name: "CLibgit2"),
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CFileSystem"),

    // 2. Foundations: where text comes from, what is wrong with it, and the trees that hold it
    pure("SourceModel", []),
    .target(name: "YAML", dependencies: ["SourceModel", "CLibyaml"], swiftSettings: strict),
    .target(name: "FileSystem", dependencies: ["SourceModel", "CFileSystem"], swiftSettings: strict),
    .target(
      name: "GitSnapshot", dependencies: ["SourceModel", "FileSystem", "ContentHashing", "CLibgit2"],
      swiftSettings: strict),
    pure("ContentHashing", [.product(name: "Crypto", package: "swift-crypto")]),

    // 3. Vocabulary of the stages
    pure("KubernetesModel", ["SourceModel", "YAML"]),
    pure("Patching", ["SourceModel", "YAML", "KubernetesModel"]),
    pure("RegularExpression", []),
    pure("GoTemplate", ["RegularExpression", .product(name: "Crypto", package: "swift-crypto")]),

    // 4. Stages, in the order in which data flows
    pure("Inventory", ["SourceModel", "YAML", "KubernetesModel"]),
    pure("ApplicationSets", ["SourceModel", "YAML", "KubernetesModel", "Patching", "GoTemplate"]),
    pure(
      "Kustomize",
      ["SourceModel", "YAML", "KubernetesModel", "Patching", "RegularExpression", "ContentHashing"]),
    pure("Karmada", ["SourceModel", "YAML", "KubernetesModel", "Patching"]),
    pure("KubeFed", ["SourceModel", "YAML", "KubernetesModel", "Patching"]),
    pure("Emission", ["SourceModel", "YAML", "KubernetesModel"]),
    pure("SemanticDiff", ["SourceModel", "YAML", "KubernetesModel", "Patching"]),

    // 5. Composition and edges
    pure(
      "ManifestCompiler",
      [
        "SourceModel", "YAML", "KubernetesModel", "RegularExpression", "Inventory", "ApplicationSets",
        "Kustomize", "Karmada", "KubeFed", "Emission", "SemanticDiff",
      ]),
    pure(
      "Provenance",
      [
        "SourceModel", "YAML", "KubernetesModel", "Inventory", "ApplicationSets", "Kustomize",
        "ManifestCompiler",
      ]),
    pure(
      "Reports",
      ["SourceModel", "YAML", "KubernetesModel", "ContentHashing", "SemanticDiff", "Provenance"]),
    .executableTarget(
      name: "fleetfold",
      dependencies: [
        "SourceModel", "YAML", "KubernetesModel", "GitSnapshot", "FileSystem", "Inventory", "ApplicationSets",
        "Kustomize", "Karmada", "KubeFed", "Emission", "SemanticDiff", "Provenance", "ManifestCompiler",
        "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // 6. Tests
    .executableTarget(
      name: "yaml-benchmark",
      dependencies: ["SourceModel", "YAML", "FileSystem", "KubernetesModel", "Kustomize"],
      path: "Tests/YAMLBenchmark",
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["SourceModel", "YAML", "KubernetesModel"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("SourceModel"),
    tests("YAML"),
    tests("GitSnapshot"),
    tests("FileSystem"),
    tests("ContentHashing"),
    tests("KubernetesModel"),
    tests("Patching", ["KubernetesModel"]),
    tests("RegularExpression"),
    tests("GoTemplate"),
    tests("Inventory", ["KubernetesModel"]),
    tests(
      "ApplicationSets", ["KubernetesModel", "Inventory", "FileSystem", "GoTemplate"], baseline: true,
      data: ["Templates"]),
    tests("Kustomize", ["KubernetesModel", "FileSystem", "YAML", "SourceModel"], baseline: true),
    tests("Karmada", ["KubernetesModel"], baseline: true),
    tests("KubeFed", ["KubernetesModel", "Karmada"], baseline: true),
    tests("Emission", ["KubernetesModel"]),
    tests("SemanticDiff", ["KubernetesModel"]),
    tests("Provenance", ["KubernetesModel", "Kustomize", "ManifestCompiler", "FileSystem"]),
    tests("Reports", ["KubernetesModel", "SemanticDiff"], golden: true),
    tests("ManifestCompiler", ["KubernetesModel", "Inventory", "SemanticDiff"]),
    // Runs the built tool: the commands of the documentation, the fleet at the root, and the fleets to refuse.
    .testTarget(
      name: "CommandLineTests", dependencies: ["fleetfold", "SourceModel", "TestSupport", "YAML"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
