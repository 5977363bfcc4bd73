// Text and JSON of diagnostics and diffs.
