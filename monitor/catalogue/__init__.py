"""Loads sources from YAML. Rejects an invalid source with file, line and reason; keeps the rest."""

from monitor.catalogue.load import Catalogue, load

__all__ = ["Catalogue", "load"]
