"""What stands already: links among context files, files that bundled artifacts yield to, long files, templates."""
