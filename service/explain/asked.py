"""Which key is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.definitions import Kpi
from schemas.updates import Scope, UpdateKey
from service.explain.words import NotExplained
from service.kpi.catalog import Catalog
from service.kpi.period.windows import Calendar, Fixed, parse_window
from service.kpi.scopes import exists_in
from service.nearest import alike

_USUAL = "day"


@dataclass(frozen=True)
class Asked:
    """A KPI in a scope and window, and which bucket of it; None: the newest."""

    kpi: str
    scope: Scope
    window: str
    bucket: str | None

    def means(self, key: UpdateKey) -> bool:
        """Whether a key is one of those that are meant."""
        same = (key.kpi, key.scope, key.window) == (self.kpi, self.scope, self.window)
        return same and self.bucket in (None, key.bucket)


def ask(catalog: Catalog, kpi: str, scope: Sequence[str], window: str | None, bucket: str | None) -> Asked:
    """What is asked for, if the catalog has it. Raises NotExplained."""
    if kpi not in catalog.kpis:
        near = alike(kpi, catalog.kpis)
        raise NotExplained.because("no_kpi_near" if near else "no_kpi", kpi=kpi, near=", ".join(near))
    asked = Asked(kpi, parse_scope(scope, catalog.kpis[kpi]), window or _window(catalog.kpis[kpi]), bucket or None)
    _check(asked, catalog.kpis[kpi])
    return asked


def parse_scope(given: Sequence[str], kpi: Kpi) -> Scope:
    """`dimension=value`, each once; a value may hold further signs of equality. Raises NotExplained."""
    scope: Scope = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise NotExplained.because("bad_scope", given=text, such=f"{_dimensions(kpi)[0] or 'campaign'}=spring")
        if name in scope:
            raise NotExplained.because("twice", given=text, dimension=name)
        scope[name] = value
    return dict(sorted(scope.items()))


def scope_text(scope: Scope, everywhere: str) -> str:
    """A scope as a person writes it.

    >>> scope_text({"campaign": "spring", "channel": "mail"}, "everything")
    'campaign=spring channel=mail'
    """
    return " ".join(f"{name}={value}" for name, value in scope.items()) or everywhere


def _check(asked: Asked, kpi: Kpi) -> None:
    if not exists_in(asked.scope, kpi):
        there = ", ".join(filter(None, ("{}" if kpi.overall else "", *_dimensions(kpi))))
        raise NotExplained.because("no_scope", kpi=asked.kpi, given="+".join(asked.scope) or "{}", there=there)
    if asked.window not in kpi.windows:
        there = ", ".join(kpi.windows)
        raise NotExplained.because("no_window", kpi=asked.kpi, given=asked.window, there=there)
    if asked.bucket and not has_buckets(asked.window):
        raise NotExplained.because("unbucketed", given=asked.bucket, window=asked.window)


def has_buckets(window: str) -> bool:
    """Whether there are several of a window."""
    match parse_window(window):
        case Calendar(name="all"):
            return False
        case Calendar() | Fixed():
            return True
    return False


def _dimensions(kpi: Kpi) -> tuple[str, ...]:
    return kpi.by or ("",)


def _window(kpi: Kpi) -> str:
    """The day; where it is not told by the day, the shortest window that it has an objective over, or has at all."""
    over = kpi.objective.over if kpi.objective else ()
    return _USUAL if _USUAL in kpi.windows else (*over, *kpi.windows)[0]
