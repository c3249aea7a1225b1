"""The settings → the page that documents them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from service.durations import write_duration
from service.settings import Settings

PAGE = Path("docs/settings.md")

_HEAD = """\
# Settings

Made by `vigie render` from `service/settings.py`; edit that. Each is an environment variable; a mistake in one ends any
command with a line that names it. Durations are written `250ms`, `90` or `90s`, `10m`, `1h`, `400d`, or as ISO 8601
(`PT1H`). `.env.example` is a file of all of them to copy.

| variable | default | what |
|---|---|---|
"""


def settings_page() -> Iterator[tuple[Path, str]]:
    """The page, with a row for each setting."""
    yield PAGE, _HEAD + "".join(f"{_row(name)}\n" for name in Settings.model_fields)


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    return f"| `VIGIE_{name.upper()}` | {_default(field.default)} | {field.description} |"


def _default(value: Any) -> str:
    if value in (None, ""):
        return "none"
    if isinstance(value, timedelta):
        return f"`{write_duration(value)}`"
    return f"`{value.get_secret_value() if isinstance(value, SecretStr) else value}`"
