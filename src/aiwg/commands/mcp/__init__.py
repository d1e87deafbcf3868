"""The MCP server: read-only tools for agents, each the same JSON as a command prints with `--json`."""
