"""Where raw data comes from."""

from types import MappingProxyType

SOURCES = MappingProxyType({"files": "ascertain.sources.files:Files"})
"""Name to target: a class, to be made for each import."""
