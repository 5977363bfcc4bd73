import Testing

@testable import GoTemplate

/// Go's layouts, durations and zones; what is expected here was printed by Go 1.26.
@Suite struct TimeTests {
  private func run(_ text: String) throws -> String {
    var library = FunctionLibrary.builtins
    library.add(.sprig)
    return try Template(name: "base", text: text, functions: library).execute(.map(MapValue()))
  }

  @Test(arguments: [
    ("Europe/Berlin", "2024-07-01 12:00", "2024-07-01 14:00:00 +0200 CEST"),
    ("Europe/Berlin", "2024-01-01 12:00", "2024-01-01 13:00:00 +0100 CET"),
    ("Europe/Berlin", "2050-07-01 12:00", "2050-07-01 14:00:00 +0200 CEST"),
    ("America/New_York", "2024-03-10 06:59", "2024-03-10 01:59:00 -0500 EST"),
    ("America/New_York", "2024-03-10 07:00", "2024-03-10 03:00:00 -0400 EDT"),
    ("Asia/Kathmandu", "2024-01-01 00:00", "2024-01-01 05:45:00 +0545 +0545"),
    ("Australia/Lord_Howe", "2030-01-01 00:00", "2030-01-01 11:00:00 +1100 +11"),
    ("Europe/Dublin", "2040-07-01 00:00", "2040-07-01 01:00:00 +0100 IST"),
    ("America/Sao_Paulo", "2015-01-01 00:00", "2014-12-31 22:00:00 -0200 -02"),
    ("US/Pacific", "1883-01-01 00:00", "1882-12-31 16:07:02 -0752 LMT"),
    ("europe/berlin", "2024-01-01 12:00", "2024-01-01 12:00:00 +0000 UTC"),
    ("Nowhere/Town", "2024-01-01 12:00", "2024-01-01 12:00:00 +0000 UTC"),
  ])
  func showsTheTimeOfAZone(zone: String, time: String, expected: String) throws {
    let text =
      "{{ dateInZone \"2006-01-02 15:04:05 -0700 MST\" (toDate \"2006-01-02 15:04\" \"\(time)\") \"\(zone)\" }}"
    #expect(try run(text) == expected)
  }

  @Test(arguments: [
    ("{{ toDate \"2006-01-02 -0700\" \"2024-05-05 +0200\" }}", "2024-05-05 00:00:00 +0200 +0200"),
    (
      "{{ toDate \"2006-01-02 -0700\" \"2024-05-05 +0200\" | date \"2006-01-02 15:04\" }}", "2024-05-04 22:00"
    ),
    ("{{ toDate \"Jan _2 2006 3:04PM\" \"Mar  5 2024 11:05PM\" | date \"02.01.06 15h4\" }}", "05.03.24 23h5"),
    ("{{ toDate \"2006-002\" \"2024-060\" | htmlDate }}", "2024-02-29"),
    (
      "{{ (toDate \"2006-01-02\" \"2024-01-31\").AddDate 0 1 0 | date \"Monday Jan 2\" }}",
      "Saturday Mar 2"
    ),
    (
      "{{ with toDate \"2006-01-02\" \"2024-02-29\" }}{{ .Month }} {{ eq .Month 2 }}{{ end }}",
      "February true"
    ),
    ("{{ toDate \"2006-01-02\" \"2024-02-29\" | toJson }}", "\"2024-02-29T00:00:00Z\""),
    ("{{ durationRound \"1s\" }} {{ durationRound \"61m\" }} {{ durationRound \"8761h\" }}", "0s 1h 1y"),
    ("{{ duration \"95\" }} {{ duration \"9999999999999999999\" }}", "1m35s -1s"),
    ("{{ toDate \"2006-01-02\" \"bad\" }}", "0001-01-01 00:00:00 +0000 UTC"),
  ])
  func readsAndWritesTimes(text: String, expected: String) throws {
    #expect(try run(text) == expected)
  }

  @Test(arguments: [
    ("2006-01-02", "2024-13-01", "parsing time \"2024-13-01\": month out of range"),
    ("2006-01-02", "2024-02-30", "parsing time \"2024-02-30\": day out of range"),
    ("15:04", "9h", "parsing time \"9h\" as \"15:04\": cannot parse \"h\" as \":\""),
    ("2006-01-02", "2024-01-01x", "parsing time \"2024-01-01x\": extra text: \"x\""),
    ("MST", "Cest", "parsing time \"Cest\" as \"MST\": cannot parse \"Cest\" as \"MST\""),
  ])
  func saysWhatIsNoTime(layout: String, value: String, expected: String) throws {
    #expect(throws: FunctionError(expected)) { try TimeLayout(layout).parse(value) }
  }

  /// Each record of the table can be read, also where its rule is an unusual one.
  @Test func zonesAreRead() throws {
    let rules = [
      "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "EET-2EEST,M4.5.5/0,M10.5.4/24", "IST-1GMT0,M10.5.0,M3.5.0/1",
    ]
    for rule in rules { #expect(PosixTimeZone(rule)?.summer != nil, "\(rule)") }
    for zone in ["America/Nuuk", "Africa/Cairo", "Etc/GMT+5", "EST5EDT", "Zulu", "Asia/Tokyo"] {
      #expect(TimeZoneRules(zone) != nil, "\(zone)")
    }
    #expect(TimeZoneRules("Mars/Olympus") == nil)
  }
}
