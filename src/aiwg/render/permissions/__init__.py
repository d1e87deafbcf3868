"""Permissions in each platform's form: lists, maps, rules, or calls in a Starlark file."""
