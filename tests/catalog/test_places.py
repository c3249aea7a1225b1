"""Lines are found in every way that TOML can be written."""

import pytest

from service.catalog.places import Path, line_at, lines_of

TEXT = '''\
# [not.a.table]
name = "x" # key = 1

[kpi."a b".deep] # trailing
formula = """
[kpi.fake]
fake = 1
"""
windows = [
  "5m", # comment = 1
  "day",
]
inline = { en = "a = 1", fr = "[b]" }
inputs."attainment(x)" = 1
literal = \'\'\'
other = 2
\'\'\'
after.dotted.name = 1

[[rule]]
name = "first"
[rule.when]
agent = { equals = "x" }

[[rule]]
name = "second"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("kpi",), 4),
        (("kpi", "a b"), 4),
        (("kpi", "a b", "deep"), 4),
        (("kpi", "a b", "deep", "formula"), 5),
        (("kpi", "a b", "deep", "windows"), 9),
        (("kpi", "a b", "deep", "windows", 1), 9),
        (("kpi", "a b", "deep", "inline"), 13),
        (("kpi", "a b", "deep", "inline", "fr"), 13),
        (("kpi", "a b", "deep", "inputs"), 14),
        (("kpi", "a b", "deep", "inputs", "attainment(x)"), 14),
        (("kpi", "a b", "deep", "literal"), 15),
        (("kpi", "a b", "deep", "after", "dotted", "name"), 18),
        (("rule", 0), 20),
        (("rule", 0, "name"), 21),
        (("rule", 0, "when"), 22),
        (("rule", 0, "when", "agent", "equals"), 23),
        (("rule", 1, "name"), 26),
        (("kpi", "a b", "deep", "missing"), 4),
        (("nothing",), 1),
    ],
)
def test_a_path_is_found_on_its_line_or_that_of_what_is_around_it(path: Path, line: int) -> None:
    assert line_at(lines_of(TEXT), path) == line


def test_what_stands_inside_strings_and_comments_is_no_table_and_no_field() -> None:
    names = {part for path in lines_of(TEXT) for part in path}
    assert not names & {"not", "fake", "other", "key", "comment"}
