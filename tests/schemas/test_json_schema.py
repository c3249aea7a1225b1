"""The exported JSON Schema is what the models say today, and is itself valid."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from service.render.generated import ROOT, generated, out_of_date, write
from service.render.json_schema import json_schemas

NAMES = [path for path, _ in json_schemas()]


def test_nothing_generated_is_out_of_date() -> None:
    assert out_of_date() == [], "run `vigie render` and commit what it writes"


def test_no_exported_schema_is_orphaned() -> None:
    assert sorted((ROOT / "schemas" / "json").iterdir()) == sorted(ROOT / path for path in NAMES)


@pytest.mark.parametrize("path", NAMES, ids=str)
def test_an_exported_schema_is_valid_and_uses_no_pattern_of_python_alone(path: Path) -> None:
    text = dict(generated())[path]
    Draft202012Validator.check_schema(json.loads(text))
    assert "\\\\z" not in text and "\\\\Z" not in text


def test_render_writes_what_is_missing_or_stale_and_nothing_else(tmp_path: Path) -> None:
    assert write(tmp_path) == [path for path, _ in generated(tmp_path)]
    stale = tmp_path / NAMES[0]
    stale.write_text("{}")
    assert write(tmp_path) == [NAMES[0]]
    assert out_of_date(tmp_path) == []
