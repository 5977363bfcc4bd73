internal import SourceModel
internal import YAML

/// Why an overrider can't be applied to a resource, in Karmada's words.
struct OverrideFailure: Error {
  var message: String
  /// The overrider in its policy.
  var location: SourceLocation

  init(_ message: String, at location: SourceLocation) {
    self.message = message
    self.location = location
  }
}
