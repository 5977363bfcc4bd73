/// An engine for regular expressions in RE2 syntax that runs in linear time.
enum Module {}
