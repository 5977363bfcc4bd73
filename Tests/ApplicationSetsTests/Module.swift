// Tests of ApplicationSets.
