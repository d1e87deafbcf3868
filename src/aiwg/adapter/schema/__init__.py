"""The JSON Schema of platform.yaml: one document that validates, documents and completes in editors."""
