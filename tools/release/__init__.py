"""Building a release: sdist and wheel twice, compared byte for byte, with checksums and a provenance statement."""
