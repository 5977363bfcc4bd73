package import KubernetesModel
package import SourceModel

// Where the texts of kustomizations lead: into this tree, or by an address into another repository.
extension KustomizeBuild {
  /// What a text names, and the build that reads it there.
  struct Place {
    var build: KustomizeBuild
    var target: SourceLoader.Target
    /// The address that was followed; nil for what lies in the same tree.
    var address: String?
  }

  /// Follows a text of a list of files and directories.
  ///
  /// As kustomize tries it: a file by its URL, then a local file, then a repository, then a local directory. Emits what
  /// the loader emits, `kustomize.remote`, `kustomize.remote-revision` and `kustomize.remote-path`.
  /// Source: kustomize 5.8.1, reference/kustomize.md section 3.
  func locate(_ text: Located<String>, from directory: SourcePath) throws(Diagnostic) -> Place {
    let file = try remoteFile(text)
    if let (build, path) = file.found { return Place(build: build, target: .file(path), address: text.value) }
    let local: SourceLoader.Target
    do throws(Diagnostic) {
      local = try loader.resolve(text, from: directory)
    } catch {
      do throws(Diagnostic) {
        if let remote = try remoteDirectory(text) { return remote }
      } catch {
        throw file.problem ?? error
      }
      throw file.problem ?? (isURL(text.value) ? notMapped(text) : error)
    }
    if case .directory = local, let remote = try remoteDirectory(text) { return remote }
    return Place(build: self, target: local, address: nil)
  }

  /// The bytes of a file that a generator, patch or configuration names, by its path or by its URL.
  func read(
    _ text: Located<String>, from directory: SourcePath
  ) throws(Diagnostic) -> (path: SourcePath, bytes: [UInt8], checkout: Checkout?) {
    guard isURL(text.value) else {
      let file = try loader.read(text, from: directory)
      return (file.path, file.bytes, checkout)
    }
    let file = try remoteFile(text)
    guard let (build, path) = file.found else { throw file.problem ?? notMapped(text) }
    return (path, try build.loader.bytes(of: path, for: text), build.checkout)
  }

  /// Whether a text names a repository, by its form alone.
  package static func isAddress(_ text: String) -> Bool { RemoteAddress(text) != nil }

  /// What the kustomization makes that an address names; nil for what is no address.
  ///
  /// Its files are local for `buildMetadata`: nothing leads from elsewhere to them.
  package func build(address: String) -> Compiled<[Resource]>? {
    do throws(Diagnostic) {
      let text = Located(address, at: SourceLocation(path: .root))
      guard let place = try remoteDirectory(text), case .directory(let directory) = place.target else {
        return nil
      }
      return place.build.asRoot.build(directory: directory)
    } catch {
      return Compiled(nil, [Diagnostic(.error, error.id, error.message)])
    }
  }

  // MARK: - Repositories

  /// The directory that an address names; nil for what is no address.
  private func remoteDirectory(_ text: Located<String>) throws(Diagnostic) -> Place? {
    guard let address = RemoteAddress(text.value) else { return nil }
    let source = RemoteSource(address)
    switch find(source) {
    case .unknownRepository(let known): throw unknown(text, source.url, known)
    case .unknownRevision(let reason): throw .error(remoteRevision, reason, at: text.location)
    case .found(let found):
      let build = remoteBuild(found)
      let path = Located(address.path, at: text.location)
      guard build.tree.entry(at: found.checkout.root)?.kind == .directory else {
        throw .error(
          remotePath,
          "\(found.checkout.root), which stands for \(source.url), is no folder here; correct \(settingsName)",
          at: text.location)
      }
      let target: SourceLoader.Target
      do throws(Diagnostic) {
        target = try build.loader.resolve(path, from: found.checkout.root)
      } catch {
        throw .error(error.id, "in \(source.url), \(error.message)", at: text.location)
      }
      guard case .directory = target else {
        throw .error(
          remotePath, "\"\(text.value)\" names a file of a repository; name the directory that holds it",
          at: text.location)
      }
      return Place(build: build, target: target, address: text.value)
    }
  }

  private func find(_ source: RemoteSource) -> RemoteBuilds.Answer {
    guard let remotes else { return .unknownRepository(known: []) }
    recorder?.note(.contents, remotes.settings)
    recorder?.note(.entry, remotes.settings)
    return remotes.find(source)
  }

  // MARK: - Files

  /// The file that a URL names; else what is wrong with it, where the URL is that of a file of a repository.
  private func remoteFile(
    _ text: Located<String>
  ) throws(Diagnostic) -> (found: (KustomizeBuild, SourcePath)?, problem: Diagnostic?) {
    guard isURL(text.value), let raw = RawFileAddress(text.value) else { return (nil, nil) }
    var hits: [(build: KustomizeBuild, path: SourcePath)] = []
    var problem: Diagnostic?
    for (revision, path) in raw.candidates {
      let source = RemoteSource(
        url: raw.repository, revision: revision, shownAs: RemoteAddress(text.value), path: path)
      switch find(source) {
      case .unknownRepository(let known): return (nil, unknown(text, raw.repository, known))
      case .unknownRevision(let reason): problem = .error(remoteRevision, reason, at: text.location)
      case .found(let found):
        let build = remoteBuild(found)
        let local = Located(path.string, at: text.location)
        do throws(Diagnostic) {
          guard case .file(let path) = try build.loader.resolve(local, from: found.checkout.root) else {
            continue
          }
          hits.append((build, path))
        } catch {
          // The shortest revision is the usual one; its message is the best.
          problem = error
        }
      }
    }
    guard let first = hits.first else { return (nil, problem) }
    if hits.count > 1, !first.path.isInCheckout {
      return (
        nil,
        .error(
          remotePath,
          "\"\(text.value)\" may be \(hits.map(\.path.description).joined(separator: " or ")); name it by its path",
          at: text.location)
      )
    }
    return (first, nil)
  }

  // MARK: - Refusals

  private func isURL(_ text: String) -> Bool {
    guard let first = text.utf8.first, first | 0x20 == UInt8(ascii: "h") else { return false }
    let lower = text.prefix(8).lowercased()
    return lower.hasPrefix("https://") || lower.hasPrefix("http://")
  }

  private var settingsName: String { remotes?.settings.name ?? "fleetfold.yaml" }

  private func notMapped(_ text: Located<String>) -> Diagnostic {
    .error(
      remote, "\"\(text.value)\" is remote; fleetfold reads no network: copy it into this repository",
      at: text.location)
  }

  private func unknown(_ text: Located<String>, _ url: String, _ known: [String]) -> Diagnostic {
    let hint = nearMiss(to: url, among: known).map { "; did you mean \($0)?" } ?? ""
    let advice = remotes?.advice(url) ?? "copy what is needed into this repository"
    return .error(
      remote,
      "\"\(text.value)\" is in \(url), which is neither a remote of this repository nor mapped to a folder\(hint); "
        + "nothing is fetched: \(advice)",
      at: text.location)
  }
}

private let remote = "kustomize.remote"
private let remoteRevision = "kustomize.remote-revision"
private let remotePath = "kustomize.remote-path"
