"""The bundled source: what is in it, what it costs, and that its scripts do what they say."""
