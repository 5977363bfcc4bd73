// Builds a kustomization directory.
