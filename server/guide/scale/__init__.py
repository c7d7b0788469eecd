"""The scale case: a whole city's catalogue under real names, to measure with. `make` writes it as a folder to load."""

from server.guide.scale.make import make

__all__ = ["make"]
