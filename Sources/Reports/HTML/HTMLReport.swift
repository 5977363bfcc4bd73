internal import ContentHashing
package import SemanticDiff

/// A change set as one page that needs nothing else: no request leaves it, and it works without a network.
///
/// Its content security policy lets only the script and the style of this page run, by their SHA-256, so that even a
/// hole in the escaping would run nothing. Without scripts everything is there but the filter.
package struct HTMLReport {
  /// What is compared, for people: `main`, `the working tree`.
  package var base: String
  package var head: String
  /// Of the tool.
  package var version: String

  package init(base: String, head: String, version: String) {
    self.base = base
    self.head = head
    self.version = version
  }

  package func text(_ changeSet: ChangeSet) -> String {
    let dangers = changeSet.dangerousEdits()
    let matrix = HTMLMatrix(changeSet, dangers)
    let body =
      header(changeSet, dangers)
      + HTMLDangers(edits: dangers, places: PlacesText(changeSet, limit: 6, safe: markup)).text
      + (changeSet.isEmpty ? "" : matrix.text + HTMLChanges(changeSet, matrix, dangers).text)
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '\(HTMLReport.digest(HTMLScript.text))'; \
      style-src '\(HTMLReport.digest(HTMLStyle.text))'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="fleetfold \(markup(version))">
      <title>Fleet diff: \(markup(base)) to \(markup(head))</title>
      <style>\(HTMLStyle.text)</style>
      </head>
      <body>
      \(body)<footer>fleetfold \(markup(version)). Values of Secrets are masked.</footer>
      <script>\(HTMLScript.text)</script>
      </body>
      </html>

      """
  }

  private func header(_ changeSet: ChangeSet, _ dangers: [DangerousEdit]) -> String {
    let radius = BlastRadius(changeSet)
    let fleet = radius.fleet
    let serious = dangers.count { $0.rule.isDangerous }
    let tiles = [
      tile(radius.clusters, "of \(counted(fleet.clusters, "cluster"))"),
      tile(radius.applications, "of \(counted(fleet.applications, "application"))"),
      tile(radius.resources, "of \(counted(fleet.resources, "resource"))"),
      tile(radius.fields, radius.fields == 1 ? "field" : "fields"),
      tile(radius.added, "added", tone: "green"), tile(radius.changed, "changed", tone: "yellow"),
      tile(radius.renamed + radius.moved, "renamed or moved", tone: "cyan"),
      tile(radius.deletions, radius.deletions == 1 ? "deletion" : "deletions", tone: "red"),
      tile(serious, serious == 1 ? "dangerous edit" : "dangerous edits", tone: "danger"),
    ]
    return """
      <header>
      <div class="title"><h1>Fleet diff</h1><p><code>\(markup(base))</code> <span class="dim">to</span> \
      <code>\(markup(head))</code></p></div>
      <button type="button" id="theme" hidden>Theme</button>
      </header>
      <main>
      <ul class="tiles">\(tiles.joined())</ul>
      \(changeSet.isEmpty ? "<p class=\"nothing\">Nothing changes.</p>\n" : "")
      """
  }

  private func tile(_ number: Int, _ label: String, tone: String = "") -> String {
    let mark = number == 0 ? "zero" : tone
    return "<li class=\"\(mark)\"><b>\(number)</b> <span>\(label)</span></li>"
  }

  /// `sha256-` and the digest in base 64.
  static func digest(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = SHA256Digest(of: text.utf8).bytes
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < group.count ? group[start + $1] : 0) }
      for place in 0..<4 {
        let isPadding = place > group.count
        result.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return "sha256-" + String(decoding: result, as: UTF8.self)
  }
}
