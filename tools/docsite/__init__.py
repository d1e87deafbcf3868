"""The documentation as a site: the pages of docs/ and platforms/, staged and built by Zensical (`make site`)."""
