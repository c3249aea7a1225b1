"""The deployment files as data, for the tests beside this module."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"

VARIABLES = {f"VIGIE_{name}".upper(): name for name in Settings.model_fields}
"""Environment variable → field of the settings."""

GIVEN = {"VIGIE_PSEUDONYM_KEY": "a-key", "VIGIE_WEB_TOKEN": "a-token-to-read-with", "GRAFANA_PASSWORD": "a-password"}
"""What a person must put into the env file."""

WEB_PORT = 8765
"""Where workers listen in containers, as by default elsewhere."""


def document(path: Path) -> Any:
    """A YAML file that holds one document."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def compose() -> Any:
    """docker-compose.yml, read anew for each caller, who may change it."""
    return document(ROOT / "docker-compose.yml")


def pairs(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of an env file that are on."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def needs(program: str, package: str) -> pytest.MarkDecorator:
    """Skip, saying which Debian package has the program, where it is not installed."""
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"{program} is not installed (Debian's package {package})"
    )
