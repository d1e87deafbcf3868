"""The outcome of checks in the forms that CI systems show: Markdown, annotations, code quality, SARIF, JSON."""
