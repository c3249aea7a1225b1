"""The numbers of a data set's expected.json, and which value of kpi.updates each must be.

The data are not part of the project: see tests.shared.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import copytree
from types import MappingProxyType
from typing import Any, Literal

from tests.imports.installed import Counted, Key

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "docs" / "examples" / "mappings"
CATALOGS = Path(__file__).parent / "catalogs"

Place = tuple[str, ...]
"""Where a number stands in expected.json: its section, and the way to it."""

As = Literal["number", "ratio", "money"]
"""How expected.json writes it: as it is, rounded to 6 decimals, or as a text in the currency's main unit."""


@dataclass(frozen=True)
class Answer:
    """The value of kpi.updates that a number must be."""

    kpi: str
    window: str = "all"
    bucket: str = ""
    scope: tuple[tuple[str, str], ...] = ()
    written: As = "number"


Find = Callable[[Place], Answer | None]
"""The answer to a number; None where the catalog has none."""


def catalog(name: str, folder: Path) -> Path:
    """The catalog of a data set's test, in a folder of its own."""
    return copytree(CATALOGS / name, folder / "catalog")


def numbers(folder: Path, keys: Mapping[str, tuple[str, ...]]) -> dict[Place, Any]:
    """Every number that is expected. `keys`: by section of rows, the columns that name a row."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {(name, *place): value for name, part in expected.items() for place, value in _leaves(part, keys.get(name))}


def _leaves(part: Any, keys: tuple[str, ...] | None) -> Iterator[tuple[Place, Any]]:
    if isinstance(part, list):
        assert keys is not None, part
        part = {" ".join(str(row[key]) for key in keys): _without(row, keys) for row in part}
    for name, value in part.items():
        if isinstance(value, dict | list):
            yield from (((name, *place), leaf) for place, leaf in _leaves(value, None))
        else:
            yield (name,), value


def _without(row: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in keys}


def unexpressed(name: str) -> dict[str, str]:
    """The patterns of numbers that no KPI expresses, with the reason, as the mappings' README lists them."""
    text = (MAPPINGS / "README.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE)
    assert rows, f"README.md lists nothing for {name}"
    return {pattern: reason for patterns, reason in rows for pattern in patterns.split()}


def compare(
    name: str,
    expected: Mapping[Place, Any],
    find: Find,
    counted: Counted,
    elsewhere: Mapping[str, Counted] = MappingProxyType({}),
) -> int:
    """Hold every number against its answer, exactly; how many there were.

    Each number either has an answer or is one of those that README.md says there is none for, and not both.
    `elsewhere`: by section, what was counted by other settings.
    """
    silent, wrong, compared = unexpressed(name), [], 0
    unused = set(silent)
    for place, value in expected.items():
        answer, fitting = find(place), {pattern for pattern in silent if fnmatchcase(".".join(place), pattern)}
        unused -= fitting
        assert (answer is None) == bool(fitting), (
            f"{'.'.join(place)}: {answer or 'neither found nor listed'}, {fitting}"
        )
        if answer is not None:
            compared += 1
            if (found := _found(answer, elsewhere.get(place[0], counted), value)) != _as_expected(value):
                wrong.append(f"{'.'.join(place)}: expected {value}, found {found} ({answer})")
    assert not unused, f"README.md lists what is not expected at all: {unused}"
    print(f"{name}: {compared} numbers compared, {len(expected) - compared} that no KPI expresses")
    assert not wrong, f"{len(wrong)} of {compared} differ:\n" + "\n".join(wrong[:40])
    return compared


def _as_expected(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _found(answer: Answer, counted: Counted, expected: Any) -> Decimal | None:
    """The value as expected.json would write it. A scope in which nothing ever was has no update: nothing is 0."""
    update = counted.updates.get(Key(answer.kpi, answer.scope, answer.window, answer.bucket))
    if update is None:
        return None if expected is None else Decimal(0) if Decimal(str(expected)) == 0 else Decimal("NaN")
    if update["value"] is None:
        return None
    value = Decimal(str(update["value"]))
    match answer.written:
        case "number":
            return value
        case "ratio":
            return round(value, 6)
        case "money":
            places = -int(Decimal(expected).as_tuple().exponent) if isinstance(expected, str) else 0
            # Exact sums have at most 3 decimals; averages are rounded to 6.
            return round(value / 100, places) if places == 6 else value / 100
