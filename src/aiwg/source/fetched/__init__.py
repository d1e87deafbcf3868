"""Sources from elsewhere: what aiwg.yaml declares, what aiwg.lock pins, and where their content lies on disk."""
