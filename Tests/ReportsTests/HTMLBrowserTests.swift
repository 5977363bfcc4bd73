internal import Foundation
internal import SemanticDiff
internal import Testing

@testable internal import Reports

/// The page in headless Chromium, where that is installed (Debian's package `chromium`); nothing is fetched.
///
/// `FLEETFOLD_SCREENSHOTS=DIR` keeps the pictures for somebody to look at.
@Suite(.serialized, .enabled(if: Browser.path != nil, "Chromium is not installed"))
struct HTMLBrowserTests {
  @Test func hostileTextRunsNothing() throws {
    let browser = try Browser(HTMLReport(base: "a", head: "b", version: "1").text(ReportFixture.hostile))
    let page = try browser.dump()
    #expect(page.contains("\(ReportFixture.hostile.changes.count) changes in"), "the script did not run")
    #expect(!page.contains("<img") && !page.contains("<script>alert"))
    #expect(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  @Test(arguments: ["light", "dark"])
  func aThousandClusters(theme: String) throws {
    let set = ReportFixture.large(clusters: 1_000)
    let browser = try Browser(HTMLReport(base: "main", head: "the working tree", version: "1").text(set))
    let page = try browser.dump(theme: theme)
    #expect(page.contains("<html lang=\"en\" data-theme=\"\(theme)\">"))
    #expect(page.contains("\(set.folded().count) changes in"))
    let picture = try browser.screenshot("thousand-\(theme)", theme: theme)
    #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.count > 50_000)
  }

  @Test func thePageOfTheSharedChanges() throws {
    let browser = try Browser(
      HTMLReport(base: "main", head: "the working tree", version: "1").text(ReportFixture.handMade))
    let wide = try browser.screenshot("shared", theme: "light")
    let narrow = try browser.screenshot("shared-narrow", theme: "dark", width: 480)
    #expect(wide.count > 20_000 && narrow.count > 20_000 && wide != narrow)
  }
}

/// A page in a browser without a window.
private struct Browser {
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.flatMap { folder in
      ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" }
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "fleetfold-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }
  }

  private let folder = Folder()
  private var page: URL { folder.url.appending(path: "page.html") }

  init(_ html: String) throws {
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try html.write(to: page, atomically: true, encoding: .utf8)
  }

  /// The document after its script has run.
  func dump(theme: String = "light") throws -> String { try run(["--dump-dom"], theme) }

  func screenshot(_ name: String, theme: String, width: Int = 1280) throws -> Data {
    let picture = folder.url.appending(path: "\(name).png")
    _ = try run(["--screenshot=\(picture.path)", "--window-size=\(width),1600"], theme)
    let bytes = try Data(contentsOf: picture)
    if let keep = ProcessInfo.processInfo.environment["FLEETFOLD_SCREENSHOTS"] {
      try bytes.write(to: URL(filePath: keep).appending(path: "\(name).png"))
    }
    return bytes
  }

  private func run(_ arguments: [String], _ theme: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Browser.path))
    // The sandbox of the browser is not to be had for root in a container; the page is ours and offline.
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.url.path)/profile", "--proxy-server=127.0.0.1:9",
      ] + arguments + ["\(page.absoluteString)#theme=\(theme)"]
    let output = folder.url.appending(path: "output")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let writer = try FileHandle(forWritingTo: output)
    defer { try? writer.close() }
    process.standardOutput = writer
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: output, encoding: .utf8)
  }
}
