internal import Foundation

/// `make bench`: fleetfold against kustomize, in turn in the same run.
///
/// usage: benchmarks FLEETFOLD [--quick] [--clusters N] [--applications N] [--keep]
@main
struct Benchmarks {
  let tool: String
  let peer: [String]?
  let peerName: String
  let limits: String
  let scratch: String
  let isQuick: Bool
  let runs: Int
  let clusters: Int
  let applications: Int
  var table = Table()

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let tool = arguments.first, FileManager.default.isExecutableFile(atPath: tool) else {
      say("usage: benchmarks FLEETFOLD [--quick] [--clusters N] [--applications N] [--keep]")
      exit(2)
    }
    var benchmarks = Benchmarks(tool: URL(filePath: tool).path, options: Array(arguments.dropFirst()))
    defer { if !arguments.contains("--keep") { remove(benchmarks.scratch) } }
    benchmarks.run()
  }

  private init(tool: String, options: [String]) {
    func number(_ option: String, default value: Int) -> Int {
      guard let index = options.firstIndex(of: option), index + 1 < options.count else { return value }
      return Int(options[index + 1]) ?? value
    }
    self.tool = tool
    if let kustomize = findOnPath("kustomize") {
      (peer, peerName) = ([kustomize, "build"], "kustomize")
    } else if let kubectl = findOnPath("kubectl") {
      (peer, peerName) = ([kubectl, "kustomize"], "kubectl kustomize")
    } else {
      (peer, peerName) = (nil, "no peer on this machine")
    }
    limits = siblingTool("limits")
    scratch = FileManager.default.temporaryDirectory.path + "/fleetfold-bench-\(getpid())"
    isQuick = options.contains("--quick")
    runs = isQuick ? 3 : 10
    clusters = number("--clusters", default: isQuick ? 20 : 1000)
    applications = number("--applications", default: 20)
  }

  private mutating func run() {
    say(
      "fleetfold against \(peerName), the fastest of \(runs) runs in turn; peer and limits are whole processes too"
    )
    overlays()
    definitions()
    manyOverlays()
    ownFleet()
    generatedFleet()
    applicationSets()
    print(table.text, terminator: "")
    print(
      """
      must: the goal against native kustomize (kubectl adds about 36 ms to each run of the peer); peak memory at
      most 0.33 x that of the peer
      L1: read the inputs and write the output's bytes; L2: libyaml's events over the inputs
      """)
  }

  /// `fleetfold build` and the peer over one directory, with the limits over the sources it reads.
  private func compare(_ folder: String, sources: String, peerRuns: Int) -> [Cost?] {
    let out = scratch + "/out.yaml"
    _ = timed(Program([tool, "build", folder], in: scratch), output: out)
    return measure(
      [
        Program([tool, "build", folder], in: scratch),
        peerRuns == 0 ? nil : peer.map { Program($0 + [folder], in: scratch, mostRuns: peerRuns) },
        Program([limits, "copy", out, sources], in: scratch),
        Program([limits, "events", sources], in: scratch),
      ], runs: runs)
  }

  private mutating func overlays() {
    var times: [Int: Double] = [:]
    // The peer is quadratic here: 3,000 resources take it some 20 s.
    let few = isQuick ? 0 : 1
    for (count, name, peerRuns, must) in [
      (2, "tiny overlay", runs, "12 x"), (100, "100 resources", runs, ""),
      (1000, "1,000 resources", 3, "80 x"),
      (3000, "3,000 resources", few, ""),
    ] {
      let folder = "\(scratch)/overlay-\(count)"
      Workloads.overlay(folder, resources: count)
      let costs = compare("\(folder)/overlay", sources: folder, peerRuns: peerRuns)
      table.add(name, ours: costs[0], peer: costs[1], must: must, copy: costs[2], events: costs[3])
      times[count] = costs[0]?.milliseconds
    }
    if let thousand = times[1000], let three = times[3000] {
      let growth = String(format: "%.1f x", three / thousand)
      table.add("  growth from 1,000 to 3,000", value: growth, must: "<= 3.5 x")
    }
  }

  private mutating func definitions() {
    let folder = "\(scratch)/definitions"
    Workloads.definitions(folder, megabytes: 3.5)
    let costs = compare(folder, sources: folder, peerRuns: 3)
    table.add(
      "3.5 MB of CRDs: parse and print", ours: costs[0], peer: costs[1], must: "20 x", copy: costs[2],
      events: costs[3])
  }

  /// 500 overlays in one process against a loop of the peer over a sample of them.
  private mutating func manyOverlays() {
    let folder = "\(scratch)/overlays"
    Workloads.overlays(folder, count: 500)
    let out = scratch + "/out.yaml"
    let render = Program([tool, "render", "--stdout"], in: folder)
    _ = timed(render, output: out)
    let costs = measure(
      [
        render, peer.map { Program($0 + ["overlays/0"], in: folder) },
        Program([limits, "copy", out, folder], in: scratch),
        Program([limits, "events", folder], in: scratch),
      ], runs: runs)
    var loop = costs[1]
    loop?.milliseconds *= 500
    table.add(
      "500 overlays, one process (peer: 500 x one)", ours: costs[0], peer: loop, must: "800 x",
      copy: costs[2], events: costs[3])
  }

  /// The fleet of this repository, as it stands, against the peer with one of its overlays.
  private mutating func ownFleet() {
    let root = FileManager.default.currentDirectoryPath
    let overlay = "overlays/production/webapp"
    let output = scratch + "/own"
    let out = scratch + "/own.yaml"
    _ = timed(Program([tool, "render", "--stdout"], in: root), output: out)
    let render = [tool, "render", "--diff", "none", "--output-dir", output]
    let costs = measure(
      [
        Program(render, in: root, prepare: { remove(output) }),
        peer.map { Program($0 + [overlay], in: root) },
        Program([limits, "copy", out, "templates", "overlays"], in: root),
        Program([limits, "events", "templates", "overlays"], in: root),
      ], runs: runs)
    table.add(
      "this repository's fleet (peer: one overlay)", ours: costs[0], peer: costs[1], must: "1 x",
      copy: costs[2], events: costs[3])
    let summary = measure([Program([tool, "render", "--check"], in: root)], runs: runs)
    table.add("  render --check", ours: summary[0], peer: nil)
  }

  /// 100,000 Applications against one overlay of 1,000 resources, and a tenth of them for the growth.
  private mutating func applicationSets() {
    let overlay = "\(scratch)/overlay-1000/overlay"
    var times: [Int: Double] = [:]
    for (sets, name) in [
      (10, "1,000 clusters x 10 ApplicationSets"), (100, "1,000 clusters x 100 ApplicationSets"),
    ] {
      let folder = "\(scratch)/sets-\(sets)"
      Workloads.applicationSets(folder, clusters: 1_000, sets: sets)
      let generate = Program(
        [tool, "generate", "-f", "sets.yaml", "--inventory", "clusters.yaml"], in: folder)
      let costs = measure(
        [generate, sets == 10 ? nil : peer.map { Program($0 + [overlay], in: scratch, mostRuns: 3) }],
        runs: min(runs, 3))
      table.add(
        name + (sets == 10 ? "" : " (peer: 1,000 resources)"), ours: costs[0], peer: costs[1],
        must: sets == 10 ? "" : "1 x")
      times[sets] = costs[0]?.milliseconds
    }
    if let few = times[10], let many = times[100] {
      table.add("  growth for 10 times as many", value: String(format: "%.1f x", many / few), must: "<= 11 x")
    }
  }

  private mutating func generatedFleet() {
    let folder = "\(scratch)/fleet"
    let size = "\(clusters) clusters x \(applications) apps"
    Workloads.fleet(folder, clusters: clusters, applications: applications)
    let out = scratch + "/out.yaml"
    let stream = Program([tool, "render", "--stdout"], in: folder)
    _ = timed(stream, output: out)
    let output = folder + "/rendered"
    let files = [tool, "render", "--diff", "none"]
    let costs = measure(
      [
        stream, peer.map { Program($0 + ["overlays/cluster-0/app-0"], in: folder) },
        Program([limits, "copy", out, folder], in: scratch),
        Program([limits, "events", folder], in: scratch),
        Program(files, in: folder, prepare: { remove(output) }), Program(files, in: folder),
      ], runs: min(runs, 3))
    var loop = costs[1]
    loop?.milliseconds *= Double(clusters * applications)
    table.add(
      "\(size), one stream (peer: n x one)", ours: costs[0], peer: loop,
      must: clusters == 1000 && applications == 20 ? "1 s" : "", copy: costs[2], events: costs[3])
    table.add("  written as files", ours: costs[4], peer: nil)
    table.add("  again, nothing changed", ours: costs[5], peer: nil)
    if let whole = costs[0] { growth(of: whole) }

    remove(output)
    changes(in: folder)
  }

  /// What a quarter of the clusters takes: the memory for all of them must hardly be more.
  private mutating func growth(of whole: Cost) {
    let folder = "\(scratch)/part"
    let part = max(1, clusters / 4)
    Workloads.fleet(folder, clusters: part, applications: applications)
    let cost = measure([Program([tool, "render", "--stdout"], in: folder)], runs: min(runs, 3))[0]
    table.add("  \(part) clusters", ours: cost, peer: nil)
    guard let cost else { return }
    let more = String(format: "%.0f MB", whole.peakMegabytes - cost.peakMegabytes)
    table.add("  memory for the others", value: more, must: "64 MB in all")
  }

  /// Commits to one leaf and to a base, and what they cost with and without the record of an earlier run.
  private mutating func changes(in folder: String) {
    edit("\(folder)/overlays/cluster-0/app-0/kustomization.yaml", "1.28", "1.29")
    commit(folder)
    edit("\(folder)/base/app-0/resources.yaml", "replicas: 2", "replicas: 3")
    commit(folder)
    let record = folder + "/.git/fleetfold"
    let leaf = Program([tool, "diff", "--base", "HEAD~2", "--head", "HEAD~1"], in: folder)
    let base = Program([tool, "diff", "--base", "HEAD~1", "--head", "HEAD"], in: folder)
    let hook = Program([tool, "hook", "run"], in: folder)
    var cold = leaf
    cold.prepare = { remove(record) }
    var costs = measure([cold], runs: min(runs, 3))
    table.add("  diff after a commit to one leaf, nothing known", ours: costs[0], peer: nil)
    costs = measure([leaf, base, hook], runs: runs)
    table.add("  the same once more", ours: costs[0], peer: nil, must: "12 ms")
    table.add(
      "  diff after a commit to a base of \(clusters) overlays", ours: costs[1], peer: nil, must: "60 ms")
    table.add("  hook, nothing changed", ours: costs[2], peer: nil, must: "150 ms")
    edit("\(folder)/overlays/cluster-1/app-1/kustomization.yaml", "1.28", "1.29")
    costs = measure([Program([tool, "diff"], in: folder), Program([tool, "render"], in: folder)], runs: 1)
    table.add("  diff of the working tree", ours: costs[0], peer: nil)
    table.add("  render of it, with its summary", ours: costs[1], peer: nil)
  }
}
