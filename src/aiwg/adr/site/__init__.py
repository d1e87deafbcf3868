"""Decision records as static pages."""
