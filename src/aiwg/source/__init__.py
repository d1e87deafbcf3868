"""From folders of Markdown and YAML to a catalog, with every problem found on the way."""
