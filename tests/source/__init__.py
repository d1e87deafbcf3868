"""Tests of the loader: from the files of a source to its artifacts and problems."""
