"""The main job in one direction: a request, a workspace, sources, placements, outputs, a plan."""
