"""The newest values of `kpi.updates`, as any reader of the topic would keep them: the last record per key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.updates import Scope, Update, UpdateKey

_PREFERRED = ("1h", "day", "week", "month", "all")


@dataclass(frozen=True)
class Row:
    """A KPI as it stands over one window: everywhere, in the busiest scope, and since the beginning."""

    kpi: str
    window: str
    everywhere: Update
    busiest: Update | None
    all_time: Update | None


class Board:
    """Keeps, per KPI, scope and window, the update of the newest bucket."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str, str], Update] = {}

    def take(self, value: bytes) -> None:
        """Put in a record's value. Raises pydantic's ValidationError when it is no update."""
        update = Update.model_validate_json(value)
        place = (update.kpi, _text(update.scope), update.window)
        known = self._newest.get(place)
        # A late event corrects an older bucket: no news for the one shown. Labels of a window sort by time.
        if known is None or update.bucket >= known.bucket:
            self._newest[place] = update

    def drop(self, key: bytes) -> None:
        """A key is no more. Raises pydantic's ValidationError when it is none of ours."""
        gone = UpdateKey.model_validate_json(key)
        place = (gone.kpi, _text(gone.scope), gone.window)
        known = self._newest.get(place)
        if known is not None and known.bucket == gone.bucket:
            del self._newest[place]

    def busiest(self) -> Scope | None:
        """The scope, other than everything, with the largest input of all time."""
        scopes = [update for update in self._newest.values() if update.window == "all" and update.scope]
        return max(scopes, key=_weight).scope if scopes else None

    def rows(self, kpis: Sequence[str]) -> Iterator[Row]:
        """A row for each of the KPIs that has been published, in the order given."""
        busiest = self.busiest()
        for kpi in kpis:
            if (everywhere := self._shown(kpi)) is not None:
                window = everywhere.window
                yield Row(
                    kpi,
                    window,
                    everywhere,
                    self._at(kpi, busiest, window) if busiest else None,
                    self._at(kpi, {}, "all"),
                )

    def _shown(self, kpi: str) -> Update | None:
        """Over the shortest preferred window with an objective, else over the shortest."""
        found = [update for window in _PREFERRED if (update := self._at(kpi, {}, window))]
        judged = [update for update in found if update.objective]
        return next(iter(judged or found), None)

    def _at(self, kpi: str, scope: Scope, window: str) -> Update | None:
        return self._newest.get((kpi, _text(scope), window))


def _text(scope: Scope) -> str:
    return ",".join(f"{name}={value}" for name, value in sorted(scope.items()))


def _weight(update: Update) -> tuple[float, str]:
    return max((number or 0 for number in update.inputs.values()), default=0), _text(update.scope)
