"""A rule table that cannot be read, or rows of it that can never hold."""

from pathlib import Path

import pytest

from service.catalog import check
from tests.catalog.broken import MAIL, RULES, Case, cases, changed, written

RULE_CASES: dict[str, Case] = {
    "other inputs": (
        'inputs = ["machine", "user_agent"]',
        'inputs = ["machine", "user_agent", "url"]',
        "derivation.machine.inputs",
        "rules/machine.toml has other inputs: machine, user_agent, url",
        None,
    ),
    "unknown input": (
        "when = { user_agent =",
        "when = { useragent =",
        "rule[1].when.useragent",
        "unknown input useragent",
        "user_agent",
    ),
    "no such value": (
        "machine = { equals = true }",
        'machine = { equals = "yes" }',
        "rule[0].when.machine",
        'machine never is "yes"',
        None,
    ),
    "search in a truth value": (
        "machine = { equals = true }",
        'machine = { contains = "t" }',
        "rule[0].when.machine",
        "machine is no text",
        None,
    ),
    "two tests": (
        'equals = "Mozilla/5.0"',
        'equals = "Mozilla/5.0", prefix = "M"',
        "rule[1].when.user_agent",
        "exactly one of equals, among, contains",
        None,
    ),
    "row twice": (
        'name = "bare_agent"',
        'name = "provider_says_machine"',
        "rule[1].name",
        "a row named provider_says_machine stands above",
        None,
    ),
    "unknown field": ("otherwise = false", "otherwize = false", "otherwize", "unknown field", "otherwise"),
    "row without a condition": (
        'when = { user_agent = { equals = "Mozilla/5.0" } }',
        "when = {}",
        "rule[1].when",
        "at least 1 item",
        None,
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(RULE_CASES))
def test_a_mistake_in_a_rule_table_is_named_with_its_place(
    tmp_path: Path,
    old: str,
    new: str,
    field: str,
    message: str,
    near: str | None,
) -> None:
    rules, line = changed(RULES, old, new)
    told = [m for m in check(written(tmp_path, rules=rules)) if m.field == field and message in m.message]
    in_mail = changed(MAIL, 'inputs = ["machine"', "")[1]
    place = ("mail.toml", in_mail) if field.startswith("derivation") else ("rules/machine.toml", line)
    assert [(m.file, m.line, m.nearest) for m in told] == [(*place, near)]
