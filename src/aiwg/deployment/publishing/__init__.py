"""Packages that clients install, made of the sources: a deployment to a folder of its own, with its own manifest."""
