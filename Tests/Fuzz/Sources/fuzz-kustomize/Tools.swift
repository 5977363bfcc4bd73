internal import Foundation

/// What a tool made of a kustomization.
enum Outcome {
  case printed([UInt8])
  case refused(String)
  /// Ended by a signal, or by a status that is not for refusals.
  case crashed(String)
  case hung

  var isPrinted: Bool {
    if case .printed = self { true } else { false }
  }
}

/// Something that builds kustomizations.
protocol Builder {
  func build(_ folder: String, _ options: BuildOptions) -> Outcome
}

/// A program that is started for each kustomization.
struct Tool: Builder {
  var command: [String]
  /// What it ends with when it refuses its input.
  var refusals: Set<Int32>
  /// Whether it takes `--reorder`.
  var takesOrder = false

  func build(_ folder: String, _ options: BuildOptions) -> Outcome { build(folder, options, seconds: 20) }

  /// Runs it on a folder; whoever needs more than `seconds` hangs.
  func build(_ folder: String, _ options: BuildOptions, seconds: Double) -> Outcome {
    let output = folder + ".out"
    let log = folder + ".err"
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    defer {
      unlink(output)
      unlink(log)
    }
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = command.dropFirst() + options.flags(withOrder: takesOrder) + [folder]
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: log)
    do { try process.run() } catch { return .crashed("cannot be started: \(error)") }
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning {
      guard Date() < deadline else {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return .hung
      }
      usleep(500)
    }
    let message = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    if process.terminationReason == .uncaughtSignal {
      return .crashed("signal \(process.terminationStatus)\n\(message)")
    }
    if process.terminationStatus == 0 {
      return .printed([UInt8](FileManager.default.contents(atPath: output) ?? Data()))
    }
    if refusals.contains(process.terminationStatus) { return .refused(message) }
    return .crashed("status \(process.terminationStatus)\n\(message)")
  }
}

/// Where a program of that name is found on the PATH.
func installed(_ name: String) -> String? {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}
