// Tests of ManifestCompiler.
