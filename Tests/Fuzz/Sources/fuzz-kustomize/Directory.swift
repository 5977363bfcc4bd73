/// A directory with a kustomization that is still growing.
struct Directory {
  let path: String
  let isComponent: Bool
  private(set) var fields: [(key: String, value: Tree)] = []
  /// What its own files and generators make.
  var written: [Written] = []
  /// The directories whose resources it takes over, by their places in the example.
  var below: [Int] = []
  /// For a component: the directories that list it.
  var above: [Int] = []
  /// The same at every step, so that its file is always written in the same way.
  private let style: Randomness

  init(path: String, isComponent: Bool = false, _ random: inout Randomness) {
    self.path = path
    self.isComponent = isComponent
    style = Randomness(seed: random.next(), index: 0)
    guard isComponent || random.chance(60) else { return }
    let version = isComponent ? "v1alpha1" : random.chance(95) ? "v1beta1" : "v1"
    set("apiVersion", .scalar("kustomize.config.k8s.io/" + version))
    set("kind", .scalar(isComponent ? "Component" : "Kustomization"))
  }

  func has(_ key: String) -> Bool { fields.contains { $0.key.lowercased() == key.lowercased() } }

  /// A field is there once, in whatever case: of two, Go's decoder mixes the elements.
  mutating func set(_ key: String, _ value: Tree) {
    if let place = fields.firstIndex(where: { $0.key.lowercased() == key.lowercased() }) {
      fields[place].value = value
    } else {
      fields.append((key, value))
    }
  }

  /// Adds elements to a list, or fields to a mapping.
  mutating func add(_ key: String, _ value: Tree) {
    let there = fields.first { $0.key.lowercased() == key.lowercased() }?.value
    switch (there, value) {
    case (.list(let first)?, .list(let second)): set(key, .list(first + second))
    case (.map(let first)?, .map(let second)):
      set(key, .map(first.filter { pair in !second.contains { $0.key == pair.key } } + second))
    default: set(key, value)
    }
  }

  mutating func write(at place: Int, key: String) { fields[place].key = key }

  /// The text of its kustomization.
  var text: String {
    var random = style
    // Anchors would tie together what belongs to different features.
    var writer = TreeWriter(&random, hasAnchors: false)
    return writer.document(.map(fields)).joined(separator: "\n") + "\n"
  }
}
