"""The parts of a long life of a watch: edits of a source, and watches that are started and ended."""
