import FileSystem
import Glibc
import SourceModel
import YAML

/// Measures parts by themselves, in this process: `yaml-benchmark FOLDER RUNS OVERLAYS`.
///
/// Parses and prints every YAML file below the folder, in MB/s of text read and of text written; builds every
/// kustomization below the other folder and tells what provenance takes of that. All times are the fastest of the runs.
@main
struct YAMLBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let runs = Int(arguments[2]), runs > 0 else {
      print("usage: yaml-benchmark FOLDER RUNS OVERLAYS")
      exit(2)
    }
    let texts = try read(arguments[1])
    let size = texts.reduce(0) { $0 + $1.count }
    var documents: [Document] = []
    let parsing = fastest(of: runs) {
      documents = texts.flatMap { YAMLStream.parseResources($0, path: .root).documents }
    }
    var output: [UInt8] = []
    let printing = fastest(of: runs) {
      output.removeAll(keepingCapacity: true)
      _ = YAMLPrinter.print(documents, into: &output)
    }
    line("parse", size, parsing, "\(texts.count) files, \(documents.count) documents")
    line("print", output.count, printing, "\(documents.count) documents")
    try ProvenanceShare(overlays: arguments[3], runs: runs).measure(with: documents)
  }

  private static func line(_ work: String, _ bytes: Int, _ seconds: Double, _ what: String) {
    let rate = Int((Double(bytes) / 1e6 / seconds).rounded())
    print("\(work): \(rate) MB/s (\(bytes / 1_000) kB in \(Int((seconds * 1e6).rounded())) µs; \(what))")
  }

  private static func read(_ folder: String) throws -> [[UInt8]] {
    let tree = try DiskTree(root: folder)
    var texts: [[UInt8]] = []
    var pending = [SourcePath.root]
    while let directory = pending.popLast() {
      for entry in tree.children(of: directory) ?? [] {
        let path = directory.child(entry.name)
        if entry.kind == .directory { pending.append(path) }
        guard entry.isFile, entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml") else { continue }
        texts.append(try tree.contents(of: path))
      }
    }
    return texts
  }

  static func fastest(of runs: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let times = (0..<runs).map { _ in clock.measure(body) }
    let best = times.min() ?? .zero
    return Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
  }
}
