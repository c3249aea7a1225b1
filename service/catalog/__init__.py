"""The catalog's files → the catalog: read, checked against each other, every mistake named with its place."""

from service.catalog.load import check, load
from service.catalog.mistakes import CatalogError, Mistake

__all__ = ["CatalogError", "Mistake", "check", "load"]
