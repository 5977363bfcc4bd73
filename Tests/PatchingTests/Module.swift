// Tests of Patching.
