"""The generated files, by their path in the repository. A renderer is a function that yields them."""

from collections.abc import Iterator
from pathlib import Path

from service.catalog.load import load
from service.kpi.catalog import Catalog
from service.render.alerts.files import alert_files
from service.render.grafana.dashboards import dashboards
from service.render.json_schema import json_schemas
from service.render.settings_page import settings_page

Generated = tuple[Path, str]

ROOT = Path(__file__).parents[2]


def generated(root: Path = ROOT, catalog: Catalog | None = None) -> Iterator[Generated]:
    """Every generated file: its path inside the repository, and what it must say. Default: of the catalog shipped."""
    yield from json_schemas()
    yield from settings_page()
    known = catalog or load()
    yield from dashboards(known)
    yield from alert_files(known, root)


def out_of_date(root: Path = ROOT, catalog: Catalog | None = None) -> list[Path]:
    """The generated files that do not say what they must."""
    return [path for path, text in generated(root, catalog) if _text(root / path) != text]


def write(root: Path = ROOT, catalog: Catalog | None = None) -> list[Path]:
    """Bring every generated file up to date; returns those that were not."""
    stale = [(path, text) for path, text in generated(root, catalog) if _text(root / path) != text]
    for path, text in stale:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return [path for path, _ in stale]


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None
