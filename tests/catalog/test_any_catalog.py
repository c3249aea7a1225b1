"""Whatever somebody writes into a catalog, the checker answers with mistakes and never with a crash."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.catalog import check
from tests.catalog.broken import MAIL, RULES, written
from tests.catalog.lives import LIVES, living, shop

__all__ = ["shop"]

VALUES = st.sampled_from(
    [
        "3",
        "-1.5",
        "inf",
        "true",
        '""',
        '"x"',
        '"5m"',
        "[]",
        "[1]",
        '["day", "day", "nope"]',
        "[[]]",
        "{}",
        "{ a = 1 }",
        "2026-11-24",
        "{ en = 1 }",
        '"attainment(score)"',
        '"delivered / "',
        '{ equals = "x", prefix = "y" }',
        "{ machine = 3 }",
        "{ inputs = {}, value = 1 }",
    ]
)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """The text with a few lines left out, repeated, or with another value."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        name = lines[place].partition(" = ")[0]
        other = f"{name} = {draw(VALUES)}"
        lines[place : place + 1] = draw(st.sampled_from([[], [lines[place]] * 2, [other], [other]]))
    return "\n".join(lines)


@settings(max_examples=300, deadline=None)
@given(mangled(MAIL), mangled(RULES))
def test_a_mangled_catalog_is_checked_and_every_mistake_has_a_line_of_its_file(mail: str, rules: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {"mail.toml": mail, "rules/machine.toml": rules}
        for mistake in check(written(Path(folder), mail, rules)):
            assert 1 <= mistake.line <= files[mistake.file].count("\n") + 1
            assert mistake.message


@pytest.mark.usefixtures("shop")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled(LIVES))
def test_so_is_one_of_lives_and_visits(lives: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for mistake in check(living(Path(folder), lives)):
            assert 1 <= mistake.line <= lives.count("\n") + 1
            assert mistake.message
