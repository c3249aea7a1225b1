"""Rule tables: the first row that holds decides."""

from collections.abc import Callable, Mapping
from typing import Any

from schemas.facts import Dimension
from schemas.rules import Condition, Rule, RuleTable
from service.kpi.derive.pattern import compiled

Inputs = Mapping[str, Dimension]
Test = Callable[[Inputs], bool]


def table_of(table: RuleTable) -> Callable[[Inputs], Dimension]:
    """A function of the inputs' values by name. Text is compared in small letters, except by `equals`."""
    rows = [(_tests(rule), rule) for rule in table.rule]

    def decide(inputs: Inputs) -> Dimension:
        for tests, rule in rows:
            if all(test(inputs) for test in tests):
                return rule.then if rule.take is None else inputs[rule.take]
        return table.otherwise

    return decide


def _tests(rule: Rule) -> list[Test]:
    return [_test(name, condition) for name, condition in rule.when.items()]


def _test(name: str, condition: Condition) -> Test:
    kind, wanted = condition.test
    match kind:
        case "equals":
            return lambda inputs: _is(inputs[name], wanted)
        case "present":
            return lambda inputs: (inputs[name] not in (None, "")) == wanted
        case "same":
            return lambda inputs: _host(inputs[name]) == _host(inputs[str(wanted)]) != ""
    test = _text_test(kind, wanted)
    return lambda inputs: test(_lower(inputs[name]))


def _text_test(kind: str, wanted: Any) -> Callable[[str], bool]:
    """A test of text in small letters; an empty text stands for none, and passes no test."""
    match kind:
        case "among":
            texts = frozenset(text.lower() for text in wanted)
            return lambda text: text in texts and text != ""
        case "domain":
            ends = tuple(f".{host.lower()}" for host in wanted)
            return lambda text: f".{text}".endswith(ends)
        case "matches":
            search = compiled(wanted).search
            return lambda text: text != "" and search(text) is not None
    part = str(wanted).lower()
    by = {"contains": str.__contains__, "prefix": str.startswith, "suffix": str.endswith}[kind]
    return lambda text: text != "" and bool(by(text, part))


def _is(value: Dimension, wanted: object) -> bool:
    return type(value) is type(wanted) and value == wanted


def _lower(value: Dimension) -> str:
    return value.lower() if isinstance(value, str) else ""


def _host(value: Dimension) -> str:
    return _lower(value).removeprefix("www.")
