internal import KubernetesModel
internal import ManifestCompiler
package import SourceModel
internal import YAML

extension FleetExplainer {
  /// What comes from a file of the snapshot; from one line of it where `line` is given.
  ///
  /// What Karmada and KubeFed decide is told only for a fleet that was compiled with `recordsPlacement`.
  package func impact(of path: SourcePath, line: Int? = nil) -> Impact {
    var search = ImpactSearch(ImpactPlace(path: path, line: line, sources), self)
    return search.run()
  }
}

/// One look through the fleet for what comes from a place.
private struct ImpactSearch {
  /// What the place means to one application.
  private struct Scope {
    var decides = false
    var listing: ImpactListing?
    /// A number for its marks: the fields of a document are the same for the same ones.
    var marks = 0
  }

  private struct Known: Hashable {
    var document: Document.StorageIdentity
    var marks: Int
  }

  private let place: ImpactPlace
  private let explainer: FleetExplainer
  private let placement: ImpactPlacement
  private var policies: ImpactPolicies
  /// Whether a resource has something from exactly the line, so that nothing need be said of the step around it.
  private let isWritten: Bool
  private var scopes: [String: Scope] = [:]
  private var marks: [ImpactMarks] = []
  private var numbers: [ImpactMarks: Int] = [:]
  private var known: [Known: [String]] = [:]

  init(_ place: ImpactPlace, _ explainer: FleetExplainer) {
    self.place = place
    self.explainer = explainer
    placement = ImpactPlacement(place, explainer)
    policies = ImpactPolicies(place, explainer)
    var seen: Set<Document.StorageIdentity> = []
    isWritten =
      place.line != nil
      && explainer.fleet.sets.contains { set in
        set.resources.contains {
          seen.insert($0.document.storageIdentity).inserted && place.isWritten(in: $0.document)
        }
      }
  }

  mutating func run() -> Impact {
    var impact = Impact()
    for set in explainer.fleet.sets {
      let scope = scope(of: set.application)
      for resource in set.resources {
        let fields = fields(of: resource.document, scope.marks)
        let isListed = scope.listing?.lists(resource.document.path) ?? false
        guard !fields.isEmpty || isListed || scope.decides || decides(resource, set, scope) else { continue }
        impact.effects.append(
          Impact.Effect(
            cluster: set.cluster, application: set.application, resource: resource.id,
            relation: !fields.isEmpty ? .writes : isListed ? .lists : .decides, fields: fields))
      }
    }
    return impact
  }

  private mutating func decides(_ resource: Resource, _ set: ClusterResourceSet, _ scope: Scope) -> Bool {
    if placement.decides(resource, of: set) { return true }
    guard
      let policy = explainer.fleet.placement(of: resource.id, on: set.cluster, from: set.application)?.policy
    else { return false }
    if policies.decide(policy.location) { return true }
    // Whoever lists a policy decides with it.
    return scope.listing.map { $0.listsAnything && $0.lists(policy.location.path) } ?? false
  }

  private mutating func fields(of document: Document, _ number: Int) -> [String] {
    let key = Known(document: document.storageIdentity, marks: number)
    if let fields = known[key] { return fields }
    let fields = place.fields(of: document, marks[number])
    known[key] = fields
    return fields
  }

  private mutating func scope(of application: String) -> Scope {
    if let known = scopes[application] { return known }
    var scope = Scope()
    var own = placement.marks
    if let planned = explainer.planned(application) {
      let listing = ImpactListing(place, planned, explainer.sources, isWritten: isWritten)
      let templates = ImpactTemplates(place, planned, explainer.sources)
      own.add(listing.marks)
      own.add(templates.marks)
      scope.listing = listing
      scope.decides =
        listing.decides
        || place.decides(planned, templates, explainer.sources)
    }
    if let number = numbers[own] {
      scope.marks = number
    } else {
      scope.marks = marks.count
      numbers[own] = marks.count
      marks.append(own)
    }
    scopes[application] = scope
    return scope
  }
}
