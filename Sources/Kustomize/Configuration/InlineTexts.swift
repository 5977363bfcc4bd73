internal import SourceModel
internal import YAML

// Patches and plugin configurations may stand in a kustomization as texts, which are read like files.
extension Kustomization {
  /// Finds the lines of such texts in the bytes of the file, so that messages and histories can name them.
  mutating func placeTexts(in file: [UInt8]) {
    func place(_ text: inout Located<String>) {
      // A text of one line may be a path.
      if text.value.utf8.contains(where: { $0 == 0x0A || $0 == 0x7B || $0 == 0x5B }) {
        text.place(in: file)
      }
    }
    for index in patches.indices { patches[index].patch?.place(in: file) }
    for index in patchesJson6902.indices { patchesJson6902[index].patch?.place(in: file) }
    for index in patchesStrategicMerge.indices { place(&patchesStrategicMerge[index]) }
    for index in generators.indices { place(&generators[index]) }
    for index in transformers.indices { place(&transformers[index]) }
    for index in validators.indices { place(&validators[index]) }
  }
}

extension Located<String> {
  package mutating func place(in file: [UInt8]) {
    places = TextPlaces(of: value, at: location, in: file)
  }
}
