"""Characters that mislead: hidden ones, lookalikes, and the properties that tell."""
