"""YAML -> sources. A wrong source is refused with file, line and reason; the rest stands."""

from monitor.catalogue.load import Catalogue, load

__all__ = ["Catalogue", "load"]
