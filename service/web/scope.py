"""Scopes as requests write them: `?scope=campaign=spring&scope=currency=EUR`, or JSON; none is everything."""

from collections.abc import Iterable

import orjson

from schemas.definitions import Kpi
from schemas.updates import Scope
from service.web.problems import Problem, bad

HOW_EN = 'write scope=campaign=spring, once for each dimension, or scope={"campaign":"spring"}; no scope is everything'
HOW_FR = (
    'écrivez scope=campaign=spring, une fois par dimension, ou scope={"campaign":"spring"} ; sans scope, c’est tout'
)


def read_scope(given: Iterable[str]) -> Scope:
    """The scope that the values of the parameter `scope` say. Raises Problem.

    >>> read_scope(["currency=EUR", "campaign=a=b"])
    {'campaign': 'a=b', 'currency': 'EUR'}
    """
    scope: Scope = {}
    for text in filter(None, given):
        for name, value in _pairs(text):
            if name in scope:
                raise bad(f"scope names {name} twice: {HOW_EN}", f"scope nomme {name} deux fois : {HOW_FR}")
            scope[name] = value
    return dict(sorted(scope.items()))


def scope_key(scope: Scope) -> bytes:
    """A scope as keys of `kpi.updates` write it.

    >>> scope_key({"b": "1", "a": "é"})
    b'{"a":"\\xc3\\xa9","b":"1"}'
    """
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS)


def has_scope(kpi: Kpi, names: Iterable[str]) -> bool:
    """Whether a KPI is told by exactly these dimensions."""
    wanted = set(names)
    return wanted in [set(by.split("+")) for by in kpi.by] if wanted else kpi.overall


def check_scope(name: str, kpi: Kpi, scope: Scope) -> None:
    """Raise Problem if the KPI is never told in such a scope."""
    if not has_scope(kpi, scope):
        en, fr = _told_by(kpi)
        given = "+".join(scope) or "{}"
        raise bad(
            f"{name} is not told by {given}, but by {en}: {HOW_EN}",
            f"{name} n’existe pas par {given}, mais par {fr} : {HOW_FR}",
        )


def _told_by(kpi: Kpi) -> tuple[str, str]:
    by = ", ".join(kpi.by)
    overall = ("nothing (over all)", "rien (l’ensemble)") if kpi.overall else ("", "")
    return ", ".join(filter(None, (overall[0], by))), ", ".join(filter(None, (overall[1], by)))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    if text.startswith("{"):
        return _object(text).items()
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise _unreadable(text)
    return [(name, value)]


def _object(text: str) -> Scope:
    try:
        read = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _unreadable(text) from error
    if not all(isinstance(value, str) for value in read.values()):
        raise _unreadable(text)
    return dict(read)


def _unreadable(text: str) -> Problem:
    return bad(f"{text!r} is no scope: {HOW_EN}", f"{text!r} n’est pas un périmètre : {HOW_FR}")
