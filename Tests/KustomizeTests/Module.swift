// Tests of Kustomize.
