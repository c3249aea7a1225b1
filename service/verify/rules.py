"""Rule tables: the first row that holds decides."""

import re
from collections.abc import Mapping

from schemas.definitions import Value
from schemas.rules import Condition, RuleTable

Inputs = Mapping[str, Value | None]


def decide(table: RuleTable, inputs: Inputs) -> Value | None:
    """What a table makes of its inputs."""
    for rule in table.rule:
        if all(_holds(condition, inputs[name], inputs) for name, condition in rule.when.items()):
            return inputs[rule.take] if rule.take is not None else rule.then
    return table.otherwise


def _holds(condition: Condition, value: Value | None, inputs: Inputs) -> bool:
    if condition.present is not None:
        return condition.present is (value is not None and value != "")
    if condition.equals is not None:
        return value is condition.equals if isinstance(value, bool) else value == condition.equals
    if not isinstance(value, str) or not value:
        return False
    return _text_holds(condition, value.lower(), inputs)


def _text_holds(condition: Condition, text: str, inputs: Inputs) -> bool:
    match condition.test:
        case "among", among:
            return any(text == each.lower() for each in among)
        case "contains", part:
            return text.find(part.lower()) >= 0
        case "prefix", part:
            return text.startswith(part.lower())
        case "suffix", part:
            return text.endswith(part.lower())
        case "matches", pattern:
            return re.search(_whole(pattern), text) is not None
        case "domain", hosts:
            return any(text == each.lower() or text.endswith("." + each.lower()) for each in hosts)
        case "same", other:
            return _bare(text) == _bare(inputs[other]) != ""
    raise AssertionError(condition)


def _whole(pattern: str) -> str:
    r"""Python's `$` holds before a last line break too.

    >>> _whole(r"a\$|b$")
    'a\\$|b\\Z'
    """
    return re.sub(r"(\\.)|\$", lambda found: found[1] or r"\Z", pattern)


def _bare(host: Value | None) -> str:
    return host.lower().removeprefix("www.") if isinstance(host, str) else ""
