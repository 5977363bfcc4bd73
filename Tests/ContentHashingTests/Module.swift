// Tests of ContentHashing.
