"""Where values stand against a goal, as JSON: texts with gaps, filled for many lines at once."""

from collections.abc import Iterable, Sequence

import orjson

from schemas.definitions import Between
from service.kpi.compose.objective import STATUSES, Goal, Judged, Paced
from service.kpi.formula.numbers import NULL, Numbers

_STATUSES = [status.encode() for status in STATUSES]
_PACE = b'{"elapsed":%b,"expected":%b,"value":%b}'


class ObjectiveText:
    """The text of one goal. Its gaps: severity, attainment, pace, status."""

    def __init__(self, goal: Goal) -> None:
        between = [goal.aim.low, goal.aim.high] if isinstance(goal.aim, Between) else None
        limit = None if isinstance(goal.aim, Between) else goal.aim.limit
        fixed = {"direction": goal.direction, "target": goal.target, "between": between, "limit": limit}
        self._text = orjson.dumps(fixed | {"minimum_sample": goal.minimum_sample})[:-1]
        self._text += b',"severity":"%b","attainment":%b,"pace":%b,"status":"%b"}'
        self._severities = [goal.severity_of(critical).encode() for critical in (False, True)]

    def written(self, judged: Judged) -> Sequence[bytes]:
        """One text for each line."""
        severities = map(self._severities.__getitem__, judged.critical.tolist())
        attainments = Numbers(judged.attainment, whole=False).json
        paces = _paces(judged.pace) if judged.pace else [NULL] * len(judged.status)
        statuses = map(_STATUSES.__getitem__, judged.status.tolist())
        return list(map(self._text.__mod__, zip(severities, attainments, paces, statuses, strict=True)))


def _paces(pace: Paced) -> Iterable[bytes]:
    return map(_PACE.__mod__, zip(*(Numbers(column, whole=False).json for column in pace), strict=True))
