internal import KubernetesModel
internal import YAML

/// The type of a field of the Application and ApplicationSet objects.
indirect enum FieldType: Sendable {
  case string
  case boolean
  case integer
  case integerOrString
  /// Arbitrary JSON.
  case any
  case list(FieldType)
  case map(FieldType)
  /// An index into `Schema.types`.
  case object(Int)
}

/// One field of an object type.
struct Field: Sendable {
  var name: String
  var hash: UInt32
  var type: FieldType
  /// Absent and empty differ, so an empty one is written.
  var isOptional = false
  /// Written even when empty or absent.
  var isEmitted = false
  /// Admission asks for it.
  var isRequired = false
}

/// The object types of Argo CD, parsed once from `schemaTable`.
struct Schema: Sendable {
  private(set) var types: [[Field]] = []
  private var names: [String] = []

  static let argoCD = Schema(table: schemaTable)

  private init(table: String) {
    // Split by bytes, not characters: every start of a command that reads Applications pays for the table.
    let blank = UInt8(ascii: " ")
    let lines = table.utf8.split(separator: UInt8(ascii: "\n"))
    names = lines.filter { $0.first != blank }.map { String(Substring($0)) }
    for line in lines {
      if line.first != blank {
        types.append([])
        continue
      }
      let words = line.split(separator: blank).map { Substring($0) }
      var field = Field(
        name: String(words[0]), hash: keyHash(words[0].utf8), type: type(words[1]))
      for flag in words.dropFirst(2) {
        switch flag {
        case "optional": field.isOptional = true
        case "emitted": field.isEmitted = true
        case "required": field.isRequired = true
        default: preconditionFailure("internal error: a flag of the schema table")
        }
      }
      types[types.count - 1].append(field)
    }
  }

  private func type(_ word: Substring) -> FieldType {
    switch word.first {
    case "[": return .list(type(word.dropFirst().dropLast()))
    case "{": return .map(type(word.dropFirst().dropLast()))
    default: break
    }
    switch word {
    case "string": return .string
    case "bool": return .boolean
    case "int": return .integer
    case "intOrString": return .integerOrString
    case "any": return .any
    default: return named(String(word))
    }
  }

  /// The object type of that name.
  func named(_ name: String) -> FieldType {
    guard let index = names.firstIndex(of: name) else {
      preconditionFailure("internal error: a type of the schema table")
    }
    return .object(index)
  }

  /// The field that `node`'s key names.
  func field(_ type: Int, of node: NodeID, in document: Document) -> Field? {
    let record = document[node]
    return types[type].first {
      $0.hash == record.keyHash && document.text[record.key.range].elementsEqual($0.name.utf8)
    }
  }
}
