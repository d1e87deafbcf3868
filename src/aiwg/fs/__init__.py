"""The file system as aiwg uses it: roots of a scope, reading without following links, stat-keyed caches."""
