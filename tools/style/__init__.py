"""The language check of the documentation and of the messages in the code: `make check-style`."""
