"""The services that a town hall offers: one TOML file each, checked when it is loaded."""

from core.catalogue.catalogue import Catalogue, Group
from core.catalogue.loading import SHIPPED, catalogue_for, load
from core.catalogue.problems import CatalogueError, Problem

__all__ = ["SHIPPED", "Catalogue", "CatalogueError", "Group", "Problem", "catalogue_for", "load"]
