"""What the derivations of a catalog say of an event."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from schemas.facts import Dimension
from service.catalog.load import shipped
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Deriving


def told(catalog: Catalog, name: str, event: Mapping[str, Any]) -> Dimension:
    """A dimension of an event; fields that it does not have are null."""
    deriving = Deriving([name], catalog.derivations)
    fields = dict.fromkeys(catalog.derivations.fields(name))
    return deriving.values(deriving.get(SimpleNamespace(**fields | dict(event))))[0]


def with_rules(folder: Path, before: str, after: str) -> Path:
    """A copy of the catalog that ships in which a derivation reads another rule file."""
    shutil.copytree(shipped(), folder)
    text = (folder / "web.toml").read_text(encoding="utf-8")
    assert text.count(f'"{before}"') == 1
    (folder / "web.toml").write_text(text.replace(f'"{before}"', f'"{after}"'), encoding="utf-8")
    return folder
