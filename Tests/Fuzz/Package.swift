// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// `make fuzz-kustomize`: a package of its own, so that nothing of it reaches the users of the tool.
let package = Package(
  name: "fuzz",
  targets: [
    // Writes random kustomizations and compares what the two tools make of them.
    .executableTarget(name: "fuzz-kustomize", dependencies: ["kustomize-library"], swiftSettings: strict),
    // kustomize as a shared library, in a process of its own: a panic of it ends that process.
    .executableTarget(name: "kustomize-library", linkerSettings: [.linkedLibrary("dl")]),
  ],
  swiftLanguageModes: [.v6]
)
