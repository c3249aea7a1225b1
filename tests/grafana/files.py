"""The dashboards as Grafana reads them, for the tests beside this module."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from service.catalog.load import load
from service.kpi.catalog import Catalog
from service.render.grafana.dashboards import dashboards

LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Asked:
    """A query of a panel."""

    panel: str
    ref: str
    expression: str
    legend: str
    instant: bool


@dataclass(frozen=True)
class Dashboard:
    """A dashboard of one language, by the name of its file."""

    lang: str
    name: str
    content: Any

    @property
    def rows(self) -> list[Any]:
        """The titles of sections, some with the panels that are folded in them."""
        return [panel for panel in self.content["panels"] if panel["type"] == "row"]

    @property
    def panels(self) -> list[Any]:
        """All panels but the rows, those that are folded too."""
        beside = [panel for panel in self.content["panels"] if panel["type"] != "row"]
        return [*beside, *(panel for row in self.rows for panel in row["panels"])]

    @property
    def variables(self) -> dict[str, Any]:
        """By name."""
        return {each["name"]: each for each in self.content["templating"]["list"]}

    @property
    def asked(self) -> Iterator[Asked]:
        """What all panels ask."""
        for panel in self.panels:
            where = f"{self.lang}/{self.name}: {panel['id']} {panel['title']}"
            for target in panel["targets"]:
                yield Asked(where, target["refId"], target["expr"], target["legendFormat"], target["instant"])

    def __str__(self) -> str:
        return f"{self.lang}-{self.name}"


@cache
def catalog() -> Catalog:
    """The one shipped, which the dashboards are made of."""
    return load()


@cache
def all_dashboards() -> tuple[Dashboard, ...]:
    """Every dashboard that `vigie render` writes."""
    return tuple(Dashboard(path.parent.name, path.stem, json.loads(text)) for path, text in dashboards(catalog()))


def of(lang: str, name: str) -> Dashboard:
    """One of them."""
    return next(each for each in all_dashboards() if (each.lang, each.name) == (lang, name))
