"""Files of the user's that an import took over, their bytes kept: taking them, and bringing them back."""
