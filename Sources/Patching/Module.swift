// Applies one patch to one resource.
