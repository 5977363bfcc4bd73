// Lays out and writes the rendered tree.
