"""What each test of a rule table means, and that the first row decides."""

from typing import Any

import pytest

from schemas.facts import Dimension
from schemas.rules import RuleTable
from service.kpi.derive.rules import table_of


def table(*rows: dict[str, Any], inputs: tuple[str, ...] = ("x", "y")) -> RuleTable:
    rules = [{"name": f"row_{n}", "source": "test", **row} for n, row in enumerate(rows)]
    return RuleTable.model_validate({"version": "1", "inputs": inputs, "rule": rules, "otherwise": "no"})


CASES: list[tuple[dict[str, object], Dimension, bool]] = [
    ({"equals": "Mail"}, "Mail", True),
    ({"equals": "Mail"}, "mail", False),
    ({"equals": True}, True, True),
    ({"equals": "true"}, True, False),
    ({"among": ["E-Mail", "email"]}, "e-MAIL", True),
    ({"among": ["email"]}, "emails", False),
    ({"contains": "BOT"}, "a robot", True),
    ({"prefix": "Curl/"}, "cURL/8", True),
    ({"prefix": "Curl/"}, "x curl/8", False),
    ({"suffix": "push"}, "WebPush", True),
    ({"suffix": "push"}, "pushed", False),
    ({"matches": "^paid.*"}, "Paid-Search", True),
    ({"matches": "^paid.*"}, "unpaid", False),
    ({"domain": ["t.co", "Twitter.com"]}, "t.co", True),
    ({"domain": ["t.co", "twitter.com"]}, "m.Twitter.com", True),
    ({"domain": ["t.co", "twitter.com"]}, "pinet.co", False),
    ({"same": "y"}, "WWW.shop.example", True),
    ({"same": "y"}, "www.shop.example.org", False),
    ({"present": True}, "x", True),
    ({"present": True}, False, True),
    ({"present": False}, "", True),
    ({"present": False}, None, True),
]


@pytest.mark.parametrize(("condition", "value", "holds"), CASES)
def test_a_test_holds_for_what_it_says(condition: dict[str, object], value: Dimension, holds: bool) -> None:
    decide = table_of(table({"when": {"x": condition}, "then": "yes"}))
    assert decide({"x": value, "y": "shop.example"}) == ("yes" if holds else "no")


@pytest.mark.parametrize("condition", [condition for condition, _, holds in CASES if condition != {"present": False}])
@pytest.mark.parametrize("absent", [None, ""])
def test_an_absent_value_passes_no_test_but_that_for_absence(condition: dict[str, object], absent: Dimension) -> None:
    decide = table_of(table({"when": {"x": condition}, "then": "yes"}))
    assert decide({"x": absent, "y": absent}) == "no"


def test_all_of_a_row_must_hold_and_the_first_row_decides() -> None:
    both = {"when": {"x": {"equals": "a"}, "y": {"equals": "b"}}, "then": "both"}
    decide = table_of(table(both, {"when": {"x": {"equals": "a"}}, "then": "one"}))
    given = [{"x": "a", "y": "b"}, {"x": "a", "y": "c"}, {"x": "c", "y": "b"}]
    assert [decide(each) for each in given] == ["both", "one", "no"]


def test_a_row_can_take_what_an_input_is() -> None:
    decide = table_of(table({"when": {"x": {"present": True}}, "take": "y"}))
    assert [decide({"x": "a", "y": "Kept As It Is"}), decide({"x": "a", "y": None})] == ["Kept As It Is", None]


@pytest.mark.parametrize("row", [{}, {"then": "a", "take": "x"}])
def test_a_row_has_one_outcome(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="exactly one of then and take"):
        table({"when": {"x": {"equals": "a"}}, **row})
