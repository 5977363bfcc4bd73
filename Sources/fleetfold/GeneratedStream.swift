internal import ApplicationSets
internal import FileSystem
internal import Reports
internal import SourceModel
internal import YAML

/// What one ApplicationSet makes, in the format that was asked for.
struct GeneratedText: Sendable {
  /// Of the expansion.
  var diagnostics: [Diagnostic]
  /// Of putting it into words.
  var printing: [Diagnostic] = []
  /// Applications with a separator between them.
  var bytes: [UInt8] = []
  /// Of a table.
  var rows: [[String]] = []
}

/// The output of `generate`, set aside set by set until it is known that all is well.
struct GeneratedStream: ~Copyable {
  private let format: Generate.Format
  private(set) var diagnostics: [Diagnostic]
  private(set) var printing: [Diagnostic] = []
  private var spool = SpoolWriter()
  private var rows: [[String]] = []

  init(format: Generate.Format, _ diagnostics: [Diagnostic]) {
    self.format = format
    self.diagnostics = diagnostics
  }

  mutating func add(_ text: GeneratedText) {
    diagnostics += text.diagnostics
    printing += text.printing
    if diagnostics.hasErrors || printing.hasErrors { return }
    rows += text.rows
    if text.bytes.isEmpty { return }
    if spool.count > 0 {
      spool.append(format.separator)
    } else if format == .json {
      spool.append("[\n".utf8)
    }
    spool.append(text.bytes)
  }

  /// Prints it all. Emits `output.spool`.
  consuming func write(to stream: Terminal.Stream) throws(Diagnostic) {
    switch format {
    case .table:
      let header = ["APPLICATION", "PROJECT", "DESTINATION", "SOURCE", "MADE BY", "AT"]
      return Terminal.write(Table(header: header, rows: rows).text, to: stream)
    case .json: spool.append((spool.count == 0 ? "[\n]\n" : "\n]\n").utf8)
    case .yaml: break
    }
    try Terminal.write(spool.finish(), to: stream)
  }
}

extension Generate.Format {
  fileprivate var separator: [UInt8] { Array((self == .json ? ",\n" : "---\n").utf8) }
}

/// Puts Applications into the words of a format.
struct GeneratedPrinter: Sendable {
  let format: Generate.Format
  /// Whether Applications are shown in the shape that the cluster stores them in.
  let isStored: Bool
  let display: DisplayPath

  /// What an expansion made; nothing where it has errors.
  func print(_ expanded: Compiled<[GeneratedApplication]>) -> GeneratedText {
    var text = GeneratedText(diagnostics: expanded.diagnostics)
    guard var applications = expanded.value, !expanded.diagnostics.hasErrors else { return text }
    if isStored {
      for index in applications.indices {
        let place = applications[index].generatorLocation
        let shape = StoredShape(by: Author(.generator, step: "the cluster", at: place))
        applications[index].application.document = shape.stored(applications[index].application.document)
      }
    }
    switch format {
    case .yaml:
      text.printing = YAMLPrinter.print(applications.lazy.map(\.application.document), into: &text.bytes)
    case .json:
      var writer = JSONWriter()
      writer.isIndented = true
      writer.escapesHTML = false
      for generated in applications {
        if !text.bytes.isEmpty { text.bytes += format.separator }
        text.bytes += "{\"madeBy\": ".utf8
        text.bytes += JSONValue.array(madeBy(generated)).text.utf8
        text.bytes += ",\"application\": ".utf8
        text.printing += writer.write(generated.application.document, into: &text.bytes)
        text.bytes.append(UInt8(ascii: "}"))
      }
    case .table: text.rows = applications.map { row($0) }
    }
    return text
  }

  /// The generator, then the elements, files or clusters; places where there are any.
  private func madeBy(_ generated: GeneratedApplication) -> [JSONValue] {
    func entry(_ what: String, _ place: SourceLocation?) -> JSONValue {
      var pairs: [(key: String, value: JSONValue)] = [("what", .string(what))]
      if let place {
        pairs.append(("path", .string(display.text(place.path))))
        if place.line > 0 { pairs += [("line", .integer(place.line)), ("column", .integer(place.column))] }
      }
      return .object(pairs)
    }
    let generator = entry("generator \(generated.generator + 1)", generated.generatorLocation)
    return [generator] + generated.sources.map { entry($0.description, $0.location) }
  }

  /// `path:line`, or the path alone for what is no line.
  private func text(_ place: SourceLocation) -> String {
    place.line == 0 ? display.text(place.path) : "\(display.text(place.path)):\(place.line)"
  }

  private func row(_ generated: GeneratedApplication) -> [String] {
    let application = generated.application
    let destination = application.destination
    let target = destination.name.isEmpty ? destination.server : destination.name
    let sources = application.sources.map { source in
      let place = source.chart.isEmpty ? source.path : source.chart
      return source.targetRevision.isEmpty ? place : "\(place)@\(source.targetRevision)"
    }
    let places = [generated.generatorLocation] + generated.sources.compactMap(\.location)
    return [
      "\(application.namespace)/\(application.name)", application.project,
      "\(target)/\(destination.namespace)",
      sources.joined(separator: ","),
      "generator \(generated.generator + 1), "
        + generated.sources.map(\.description).joined(separator: " + "),
      places.map { text($0) }.joined(separator: ","),
    ]
  }
}
