// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// `make bench`: a package of its own, so that nothing of it reaches the users of the tool.
let package = Package(
  name: "benchmarks",
  targets: [
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    // What no program can undercut, as processes to time.
    .executableTarget(name: "limits", dependencies: ["CLibyaml"], swiftSettings: strict),
    // Times a single process.
    .executableTarget(name: "stopwatch", swiftSettings: strict),
    // Writes the workloads, runs the programs in turn, prints the table.
    .executableTarget(name: "benchmarks", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
