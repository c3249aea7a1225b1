"""The generated files, by their path in the repository. A renderer is a function that yields them."""

from collections.abc import Iterator
from pathlib import Path

from service.catalog.load import load
from service.render.grafana.dashboards import dashboards
from service.render.json_schema import json_schemas
from service.render.settings_page import settings_page

Generated = tuple[Path, str]

ROOT = Path(__file__).parents[2]


def generated() -> Iterator[Generated]:
    """Every generated file: its path inside the repository, and what it must say."""
    yield from json_schemas()
    yield from settings_page()
    yield from dashboards(load())


def out_of_date(root: Path = ROOT) -> list[Path]:
    """The generated files that do not say what they must."""
    return [path for path, text in generated() if _text(root / path) != text]


def write(root: Path = ROOT) -> list[Path]:
    """Bring every generated file up to date; returns those that were not."""
    stale = out_of_date(root)
    for path, text in generated():
        if path in stale:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    return stale


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None
