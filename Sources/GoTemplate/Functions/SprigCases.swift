extension FunctionLibrary {
  mutating func defineCases() {
    define("upper", [.string]) { .string(mapped($0[0].stringValue, upper)) }
    define("lower", [.string]) { .string(mapped($0[0].stringValue, lower)) }
    define("title", [.string]) { arguments in
      var isInside = false
      return .string(
        mapped(arguments[0].stringValue) { scalar in
          defer { isInside = !isSeparator(scalar) }
          return isInside ? scalar : title(scalar)
        })
    }
    define("untitle", [.string]) { arguments in
      var isStart = true
      return .string(
        mapped(arguments[0].stringValue) { scalar in
          defer { isStart = isSpace(scalar) }
          return isStart ? lower(scalar) : scalar
        })
    }
    define("swapcase", [.string]) { arguments in
      var isStart = true
      return .string(
        mapped(arguments[0].stringValue) { scalar in
          if isUpper(scalar) || scalar.properties.generalCategory == .titlecaseLetter {
            isStart = false
            return lower(scalar)
          }
          if isLower(scalar) {
            defer { isStart = false }
            return isStart ? title(scalar) : upper(scalar)
          }
          isStart = isSpace(scalar)
          return scalar
        })
    }
    define("initials", [.string]) { arguments in
      // The first byte of each word, taken for a character, as the original does.
      var result = String.UnicodeScalarView()
      var isStart = true
      for scalar in arguments[0].stringValue.unicodeScalars {
        if isSpace(scalar) {
          isStart = true
        } else if isStart {
          result.append(Unicode.Scalar(Array(String(scalar).utf8)[0]))
          isStart = false
        }
      }
      return .string(String(result))
    }
    define("snakecase", [.string]) { .string(CaseWords($0[0].stringValue).joined(by: "_")) }
    define("kebabcase", [.string]) { .string(CaseWords($0[0].stringValue).joined(by: "-")) }
    define("camelcase", [.string]) { .string(upperCamel($0[0].stringValue)) }
  }
}

func mapped(_ text: String, _ change: (Unicode.Scalar) -> Unicode.Scalar) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { result.append(change(scalar)) }
  return String(result)
}

private func single(_ text: String, _ scalar: Unicode.Scalar) -> Unicode.Scalar {
  // Go maps scalar by scalar; what would become several stays, but for the dotted I.
  let scalars = text.unicodeScalars
  if scalars.count == 1 { return scalars.first ?? scalar }
  return scalar == "\u{130}" ? "i" : scalar
}

func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar { single(scalar.properties.uppercaseMapping, scalar) }
func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar { single(scalar.properties.lowercaseMapping, scalar) }
func title(_ scalar: Unicode.Scalar) -> Unicode.Scalar { single(scalar.properties.titlecaseMapping, scalar) }

private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
  default: false
  }
}

private func isNumber(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .decimalNumber, .letterNumber, .otherNumber: true
  default: false
  }
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
    .finalPunctuation, .otherPunctuation:
    true
  default: false
  }
}

/// What ends a word for Go's `strings.Title`.
private func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
  if scalar == "_" { return false }
  if scalar.isASCII { return !(isLetter(scalar) || isNumber(scalar)) }
  if isLetter(scalar) || scalar.properties.generalCategory == .decimalNumber { return false }
  return isSpace(scalar)
}

private func isConnector(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "-" || scalar == "_" || isSpace(scalar)
}

/// Go's `unicode.IsUpper`, which knows no other capitals than letters.
private func isUpper(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .uppercaseLetter
}
private func isLower(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .lowercaseLetter
}

/// Words begin in upper case; the capitals that a word begins with go on in lower case, all behind them stays.
/// Connectors between words go, those in front stay. Source: xstrings 1.5.0, which Sprig 3.3.0 asks for.
private func upperCamel(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  let scalars = Array(text.unicodeScalars)
  let leading = scalars.prefix(while: isConnector)
  result.append(contentsOf: leading)
  // Where there is nothing else, the original writes the last one again.
  if leading.count == scalars.count, let last = leading.last { result.append(last) }
  var startsWord = true
  var isInCapitals = false
  var pending: [Unicode.Scalar] = []
  for scalar in scalars.dropFirst(leading.count) {
    if isConnector(scalar) {
      pending.append(scalar)
      startsWord = true
      isInCapitals = false
      continue
    }
    // Of several connectors all but the last are written.
    result.append(contentsOf: pending.dropLast())
    pending = []
    isInCapitals = isUpper(scalar) && (startsWord || isInCapitals)
    result.append(startsWord ? upper(scalar) : isInCapitals ? lower(scalar) : scalar)
    startsWord = false
  }
  result.append(contentsOf: pending)
  return String(result)
}

/// A text cut where its case changes, for snake and kebab case.
private struct CaseWords {
  enum Kind {
    case number, upper, letters, connector, punctuation, other
  }

  private var words: [(kind: Kind, text: [Unicode.Scalar])] = []

  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let start = index
      let kind = CaseWords.kind(scalars[index])
      index += 1
      func run(_ matches: (Unicode.Scalar) -> Bool) {
        while index < scalars.count, matches(scalars[index]) { index += 1 }
      }
      func isTail(_ scalar: Unicode.Scalar) -> Bool { isLetter(scalar) && !isUpper(scalar) }
      switch kind {
      case .upper:
        if index < scalars.count, isUpper(scalars[index]) {
          run(isUpper)
          // The last capital begins the next word: HTTP, Status.
          if index < scalars.count, isLetter(scalars[index]) { index -= 1 }
        } else {
          run(isTail)
        }
      case .letters: run(isTail)
      case .punctuation: run(isPunctuation)
      default: run { CaseWords.kind($0) == kind }
      }
      words.append((kind, Array(scalars[start..<index])))
    }
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if isConnector(scalar) { return .connector }
    if isPunctuation(scalar) { return .punctuation }
    if isUpper(scalar) { return .upper }
    if isLetter(scalar) { return .letters }
    return isNumber(scalar) ? .number : .other
  }

  private func kind(at index: Int) -> Kind? { index < words.count ? words[index].kind : nil }

  /// The words in lower case with connectors between them; numbers belong to the word before them, or to lower-case
  /// letters that follow.
  func joined(by connector: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    var index = 0
    func write(_ index: Int) {
      let kind = words[index].kind
      guard kind == .upper || kind == .connector else {
        result.append(contentsOf: words[index].text)
        return
      }
      for scalar in words[index].text {
        result.append(isConnector(scalar) ? connector : isUpper(scalar) ? lower(scalar) : scalar)
      }
    }
    func connect(_ next: Kind?) {
      if let next, next != .punctuation, next != .connector { result.append(connector) }
    }
    while index < words.count {
      let kind = words[index].kind
      write(index)
      index += 1
      if index >= words.count { break }
      switch kind {
      case .connector, .punctuation: break
      case .number:
        while let next = self.kind(at: index), next == .letters || next == .number {
          write(index)
          index += 1
        }
        connect(self.kind(at: index))
      default:
        guard words[index].kind == .number else {
          connect(words[index].kind)
          break
        }
        if index + 1 >= words.count { break }
        if self.kind(at: index + 1) == .letters {
          result.append(connector)
          write(index)
          index += 1
          while let next = self.kind(at: index), next == .letters || next == .number {
            write(index)
            index += 1
          }
        } else {
          write(index)
          index += 1
        }
        connect(self.kind(at: index))
      }
    }
    return String(result)
  }
}
