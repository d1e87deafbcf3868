"""The file system as aiwg uses it: roots of a scope, reading, owners, stat-keyed caches, the data that ships."""
