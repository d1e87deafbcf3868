"""Benchmarks: deploys, watching, startup and memory, against floors and against other tools on the same sources.

`make bench` measures and writes docs/benchmarks.md, .svg and .json; `make check-speed` counts instructions.
"""
