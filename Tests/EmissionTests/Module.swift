// Tests of Emission.
