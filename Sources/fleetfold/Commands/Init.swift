internal import ArgumentParser
internal import Glibc

/// `fleetfold init`: a fleet to start from.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", _superCommandName: "fleetfold",
    abstract: "Write a starter fleetfold.yaml with one application on two clusters.",
    discussion: "Existing files are never touched: if one is in the way, nothing is written.")

  @OptionGroup var global: GlobalOptions

  @Option(help: ArgumentHelp("What the sources of Applications call this repository.", valueName: "url"))
  var repository = "https://example.com/fleet.git"

  func run() throws {
    try global.apply()
    let files = StarterFleet.files(repositoryURL: repository)
    let inTheWay = files.map(\.path).filter { access($0, F_OK) == 0 }
    if !inTheWay.isEmpty {
      throw Refusal("not written, because there is already: \(inTheWay.joined(separator: ", "))")
    }
    for (path, text) in files {
      try makeFolders(of: path)
      try write(text, to: path)
      Terminal.write("wrote \(path)\n", to: .output)
    }
    Terminal.write("Commit them, then run `fleetfold render`.\n", to: .error)
  }

  private func makeFolders(of path: String) throws {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += folder.isEmpty ? String(part) : "/\(part)"
      if mkdir(folder, 0o777) != 0, errno != EEXIST {
        throw Refusal("can't make the folder \(folder): \(String(cString: strerror(errno)))")
      }
    }
  }

  private func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Refusal("can't write \(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw Refusal("can't write \(path): \(String(cString: strerror(errno)))")
    }
  }
}
