"""JSON schemas for editors, made of the tables that aiwg itself checks files with."""
