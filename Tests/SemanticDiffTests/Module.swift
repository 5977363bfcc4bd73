// Tests of SemanticDiff.
