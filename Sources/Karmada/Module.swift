// Propagation and override policies.
