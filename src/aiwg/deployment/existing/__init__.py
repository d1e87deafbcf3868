"""What stands in the project already: links among context files, and files of yours that bundled artifacts yield to."""
