extension FunctionLibrary {
  mutating func defineDefaults() {
    define("default", [.any], variadic: .any) { arguments in
      arguments.count > 1 && arguments[1].isTrue ? arguments[1] : arguments[0]
    }
    define("empty", [.any]) { .bool(!$0[0].isTrue) }
    define("coalesce", [], variadic: .any) { $0.first(where: \.isTrue) ?? .null }
    define("ternary", [.any, .any, .bool]) { $0[2].boolValue ? $0[0] : $0[1] }
    define("fail", [.string]) { throw FunctionError($0[0].stringValue) }
    define("typeOf", [.any]) { .string($0[0].typeName) }
    define("typeIs", [.string, .any]) { .bool($0[0].stringValue == $0[1].typeName) }
    define("typeIsLike", [.string, .any]) { arguments in
      let (wanted, type) = (arguments[0].stringValue, arguments[1].typeName)
      return .bool(wanted == type || "*" + wanted == type)
    }
    define("kindOf", [.any]) { .string($0[0].kindName) }
    define("kindIs", [.string, .any]) { .bool($0[0].stringValue == $0[1].kindName) }
    for (name, style) in [
      ("toJson", JSONStyle()), ("toPrettyJson", JSONStyle(indent: 2)),
      ("toRawJson", JSONStyle(escapesHTML: false)),
    ] {
      let isStrict = name == "toRawJson"
      define(name, [.any]) { arguments in
        if isStrict { return .string(try arguments[0].jsonText(style)) }
        return .string((try? arguments[0].jsonText(style)) ?? "")
      }
      define("mustT" + name.dropFirst(), [.any]) { .string(try $0[0].jsonText(style)) }
    }
    define("fromJson", [.string]) { (try? JSONReader.value(of: $0[0].stringValue)) ?? .null }
    define("mustFromJson", [.string]) { try JSONReader.value(of: $0[0].stringValue) }
  }
}
