internal import KubernetesModel
package import SourceModel

/// The files of a rendered fleet: paths below the output directory and their bytes.
package struct RenderedTree: Sendable {
  package struct File: Sendable {
    package var path: SourcePath
    /// Files with equal resources share one buffer.
    package var contents: [UInt8]
    package var fingerprint: ContentFingerprint

    package init(path: SourcePath, contents: [UInt8], fingerprint: ContentFingerprint) {
      self.path = path
      self.contents = contents
      self.fingerprint = fingerprint
    }

    package init(path: SourcePath, contents: [UInt8]) {
      self.init(path: path, contents: contents, fingerprint: ContentFingerprint(of: contents))
    }
  }

  /// Sorted bytewise by path, each path once.
  package let files: [File]

  package init(files: [File]) { self.files = files.sorted { $0.path < $1.path } }
}
