// SHA-256 for what has to match other tools.
