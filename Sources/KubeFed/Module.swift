// Federated objects.
