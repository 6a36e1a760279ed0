"""Loads sources from YAML. Rejects an invalid source with file, line and reason; keeps the rest."""

from monitor.catalogue.load import Catalogue, CatalogueFile, load, read_catalogue_file

__all__ = ["Catalogue", "CatalogueFile", "load", "read_catalogue_file"]
