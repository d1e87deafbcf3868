"""The only writer: a plan becomes files, and the manifest says so."""
