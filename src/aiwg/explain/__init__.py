"""Why a file lies where it lies, and who reads it."""
