internal import ApplicationSets
internal import Inventory
internal import KubernetesModel
internal import Reports
internal import SourceModel

/// What `--why-not CLUSTER` prints.
enum ClusterAnswers {
  static func cluster(named name: String, in inventory: Inventory) throws -> Cluster {
    if let cluster = inventory.cluster(named: name) { return cluster }
    let hint = nearMiss(to: name, among: inventory.clusters.map(\.name)).map { "; did you mean \($0)?" }
    throw Refusal("\(name) is no cluster of the inventory\(hint ?? "")")
  }

  /// A line for each Application that goes to the cluster, and for each generator that makes none.
  static func table(_ answers: [ClusterAnswer], _ display: (SourcePath) -> String) -> String {
    let rows = answers.map { answer in
      [
        answer.applicationSet, answer.generator, answer.application ?? "-", answer.reason,
        answer.location.map { "\(display($0.path)):\($0.line):\($0.column)" } ?? "",
      ]
    }
    return Table(header: ["APPLICATIONSET", "GENERATOR", "APPLICATION", "WHY", "AT"], rows: rows).text
  }
}
