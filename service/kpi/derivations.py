"""Dimensions made from raw fields by rule tables: the first row that holds decides."""

from collections.abc import Callable, Mapping

from schemas.definitions import Condition, RuleTable
from schemas.facts import Dimension

Inputs = Mapping[str, Dimension]


def derive(table: RuleTable, inputs: Inputs) -> Dimension:
    """What a rule table makes of the raw values of its inputs. Text is compared without case, except by `equals`."""
    for rule in table.rule:
        if all(_holds(condition, inputs[name]) for name, condition in rule.when.items()):
            return rule.then
    return table.otherwise


def _holds(condition: Condition, value: Dimension) -> bool:
    match condition:
        case Condition(contains=str(part)):
            return _text(value, lambda text: part.lower() in text)
        case Condition(prefix=str(part)):
            return _text(value, lambda text: text.startswith(part.lower()))
    return value == condition.equals


def _text(value: Dimension, test: Callable[[str], bool]) -> bool:
    return isinstance(value, str) and test(value.lower())
