"""The newest values of `kpi.updates`, as any reader of the topic would keep them: the last record per key."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.updates import Scope, Update, UpdateKey

_PREFERRED = ("1h", "day", "week", "month", "quarter", "year", "all")
APART = 2
"""Rows of a KPI that is not told over everything, money in its currencies above all."""


@dataclass(frozen=True)
class Row:
    """A KPI as it stands over one window: everywhere (or in one currency, say), where most goes on, and in all time."""

    kpi: str
    window: str
    everywhere: Update
    busiest: Update | None
    all_time: Update | None


class Board:
    """Keeps, per KPI, window and scope, the update of the newest bucket."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], dict[str, Update]] = defaultdict(dict)

    def take(self, value: bytes) -> None:
        """Put in a record's value. Raises pydantic's ValidationError when it is no update."""
        update = Update.model_validate_json(value)
        scopes, scope = self._newest[update.kpi, update.window], _text(update.scope)
        known = scopes.get(scope)
        # A late event corrects an older bucket: no news for the one shown. Labels of a window sort by time.
        if known is None or update.bucket >= known.bucket:
            scopes[scope] = update

    def drop(self, key: bytes) -> None:
        """A key is no more. Raises pydantic's ValidationError when it is none of ours."""
        gone = UpdateKey.model_validate_json(key)
        scopes, scope = self._newest[gone.kpi, gone.window], _text(gone.scope)
        known = scopes.get(scope)
        if known is not None and known.bucket == gone.bucket:
            del scopes[scope]

    def rows(self, kpis: Sequence[str]) -> Iterator[Row]:
        """The rows of each of the KPIs that has been published, in the order given."""
        for kpi in kpis:
            window = self._window(kpi)
            for everywhere in self._widest(kpi, window) if window else ():
                ever = self._newest[kpi, "all"].get(_text(everywhere.scope))
                yield Row(kpi, everywhere.window, everywhere, self._busiest(kpi, everywhere), ever)

    def _window(self, kpi: str) -> str | None:
        """The shortest preferred window with an objective, else the shortest."""
        found = [widest[0] for window in _PREFERRED if (widest := self._widest(kpi, window))]
        judged = [update.window for update in found if update.objective]
        return next(iter(judged or [update.window for update in found]), None)

    def _widest(self, kpi: str, window: str) -> list[Update]:
        """Over everything; where that is not told, in the scopes of fewest dimensions."""
        scopes = self._newest.get((kpi, window), {})
        fewest = min((len(update.scope) for update in scopes.values()), default=0)
        found = sorted(text for text, update in scopes.items() if len(update.scope) == fewest)
        return [scopes[text] for text in found[:APART]]

    def _busiest(self, kpi: str, everywhere: Update) -> Update | None:
        """The scope of one more dimension with the largest input."""
        within = everywhere.scope.items()
        scopes = self._newest[kpi, everywhere.window].values()
        parts = [each for each in scopes if len(each.scope) == len(within) + 1 and within <= each.scope.items()]
        return max(parts, key=_weight, default=None)


def _text(scope: Scope) -> str:
    return ",".join(f"{name}={value}" for name, value in sorted(scope.items()))


def _weight(update: Update) -> tuple[float, str]:
    return max((number or 0 for number in update.inputs.values()), default=0), _text(update.scope)
