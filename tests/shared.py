"""Public data sets beside the repository, which are not copied into it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
"""By the environment variable, else `../shared/data`."""


def data(name: str) -> Path:
    """The folder of a data set; skips the test where it is not there."""
    if not (FOLDER / name).is_dir():
        pytest.skip(f"no data set {name} in ../shared/data or SHARED_DATA")
    return FOLDER / name
