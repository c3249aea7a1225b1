"""Whether a row makes an event: all conditions of `when` must hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from schemas.mapping import Test
from service.imports.row import Get, Row
from service.imports.text import text

Holds = Callable[[Row], bool]
_Check = Callable[[Any], bool]


def holds(when: Mapping[str, Test], get: Callable[[str], Get]) -> Holds:
    """A function that says of a row whether all hold. It raises Unfit where a value cannot be made."""
    checks = [(get(name), _check(condition)) for name, condition in when.items()]

    def judge(row: Row) -> bool:
        return all(check(read(row)) for read, check in checks)

    return judge


def _check(condition: Test) -> _Check:
    tests = _tests(condition)
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _tests(test: Test) -> list[_Check]:
    found: list[_Check] = []
    if test.any_of:
        found.append(lambda value: _is_one_of(value, test.any_of))
    if (present := test.present) is not None:
        found.append(lambda value: (value is not None) == present)
    if test.matches is not None:
        search = re.compile(test.matches).search
        found.append(lambda value: value is not None and search(text(value, "when")) is not None)
    if test.none_of:
        found.append(lambda value: not _is_one_of(value, test.none_of))
    if (above := test.above) is not None:
        found.append(lambda value: value is not None and value > above)
    if (below := test.below) is not None:
        found.append(lambda value: value is not None and value < below)
    return found


def _is_one_of(value: Any, constants: tuple[str | bool | int, ...]) -> bool:
    # True is 1 to Python.
    return any(value == constant and isinstance(value, bool) == isinstance(constant, bool) for constant in constants)
