"""YAML that strangers wrote makes nothing but texts and numbers, and cannot blow up."""

import pytest

from service.openslo.yaml_text import Unreadable, documents

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def refused(text: str) -> tuple[int, str]:
    with pytest.raises(Unreadable) as error:
        documents(text)
    assert error.value.why.en != error.value.why.fr
    return error.value.line, error.value.why.en


def test_each_part_knows_its_line_and_a_time_stays_a_text() -> None:
    first, second = documents("a:\n  - 1\n  - b: 2026-01-01 00:00:00\n---\nc: true\nd: 1.5\ne: ~\n")
    assert first.data == {"a": [1, {"b": "2026-01-01 00:00:00"}]}
    assert first.lines["a",] == 1 and first.lines["a", 1, "b"] == 3
    assert second.data == {"c": True, "d": 1.5, "e": None} and second.lines["d",] == 6


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (BOMB, 1, "anchors and aliases"),
        ("a: 1\nb: !!python/object/apply:os.system [date]\n", 2, "the tag tag:yaml.org,2002:python"),
        ("a: 1\nb: !!binary aGk=\n", 2, "the tag"),
        ("a: 1\na: 2\n", 2, "a stands twice"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key must be a text"),
        ("1: a\n", 1, "a key must be a text"),
        ("a: [1\nb: 2\n", 2, "is not YAML"),
        ("a: \x00\n", 1, "is not YAML"),
        ("", 1, "holds no document"),
        ("[" * 40 + "]" * 40, 1, "nested more than 30 deep"),
        ("[" * 100_000, 1, "nested more than 30 deep"),
        ("a" * (1 << 21), 1, "longer than"),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    found, said = refused(text)
    assert found == line and why in said
