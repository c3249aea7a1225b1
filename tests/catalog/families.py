"""The catalog that ships, family by family."""

import tomllib

from schemas.definitions import Family
from service.catalog import load
from service.catalog.load import shipped

CATALOG = load()
"""All families together."""


def family(name: str) -> Family:
    """One family as its file has it."""
    return Family.model_validate(tomllib.loads((shipped() / f"{name}.toml").read_text(encoding="utf-8")))


FAMILIES = {file.stem: family(file.stem) for file in sorted(shipped().glob("*.toml"))}
"""By name."""
