"""What must be seen of the alerts about the workers: each when it is told, and what is like it and is not told."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from service import names
from service.render.alerts import worker
from service.render.alerts.alert import Alert
from service.render.alerts.cases import GONE, Case, Firing, Moment, Series, Value, growing, steady

STEP = timedelta(seconds=30)
A, B = ({"job": "vigie", "instance": f"{name}:8765"} for name in ("a", "b"))


def worker_cases() -> Iterator[Case]:
    """Two for each alert, or one with both."""
    yield from (
        _down(),
        _absent(),
        _not_found(),
        _uncounted(),
        _stale(),
        _lag(),
        _stands(),
        _rejects(),
        _slow_recovery(),
    )


def _case(claim: str, alert: Alert, series: list[Series], told: Mapping[int, list[Firing]]) -> Case:
    return Case(claim, STEP, series, [Moment(step, alert.name, firing) for step, firing in told.items()])


def _series(metric: str, labels: Mapping[str, str], *runs: tuple[Value, int]) -> Series:
    return Series(metric, labels, steady([value for value, length in runs for _ in range(length)]))


def _down() -> Case:
    fires = Firing(worker.DOWN, A, 0)
    return _case(
        "a worker that stays down is told, a restart is not, nor is what is no worker",
        worker.DOWN,
        [
            _series("up", A, (1, 3), (0, 3), (1, 3)),
            _series("up", B, (1, 3), (0, 1), (1, 5)),
            _series("up", {"job": "other", "instance": "c:80"}, (0, 9)),
        ],
        {3: [], 4: [fires], 5: [fires], 6: []},
    )


def _absent() -> Case:
    fires = Firing(worker.ABSENT, {}, 1)
    return _case(
        "that no worker answers is told, that one of two does not is not",
        worker.ABSENT,
        [_series("up", A, (0, 10)), _series("up", B, (1, 5), (0, 3), (1, 2))],
        {4: [], 5: [], 6: [fires], 8: []},
    )


def _not_found() -> Case:
    fires = Firing(worker.ABSENT, {}, 1)
    return _case(
        "that Prometheus has no worker to ask is told",
        worker.ABSENT,
        [_series("up", A, (1, 2), (GONE, 4))],
        {1: [], 2: [], 3: [fires]},
    )


def _uncounted() -> Case:
    lanes = [
        _series(names.LANE_POSITION, {names.AGENT: "compose", names.PARTITION: "0", **A}, (5, 20)),
        _series(names.LANE_POSITION, {names.AGENT: "compose", names.PARTITION: "1", **A}, (5, 3), (GONE, 17)),
        _series(
            names.LANE_POSITION, {names.AGENT: "compose", names.PARTITION: "1", **B}, (GONE, 4), (5, 6), (GONE, 10)
        ),
        _series(names.LANE_POSITION, {names.AGENT: "ingest", names.PARTITION: "0", **A}, (5, 1), (GONE, 19)),
    ]
    fires = Firing(worker.UNCOUNTED, {}, 1)
    return _case(
        "a partition that no worker shows is told, one that moves to another worker is not",
        worker.UNCOUNTED,
        lanes,
        {2: [], 3: [], 4: [], 9: [], 10: [], 11: [fires], 19: [fires]},
    )


def _stale() -> Case:
    """Until step 4 there is an event in each step; 900 s later, and a minute, is step 36."""
    fresh, old = [30.0 * step for step in range(5)], [120.0] * 36
    newest = steady([*fresh, *old, 30.0 * 41])
    ages = {step: Firing(worker.STALE_DATA, {}, 30.0 * step - 120) for step in (37, 40)}
    return _case(
        "that no event comes is told after the time it may take, and is over with the next event",
        worker.STALE_DATA,
        [Series(names.NEWEST_EVENT, A, newest), _series("up", A, (1, 42))],
        {4: [], 34: [], 36: [], 37: [ages[37]], 40: [ages[40]], 41: []},
    )


def _lag() -> Case:
    """At 100 records a second, 6,100 are 61 s of work."""
    labels = {names.AGENT: "count", names.TOPIC: "admitted"}
    parts = [{**labels, names.PARTITION: str(number), **A} for number in range(2)]
    return _case(
        "a backlog of more than a minute is told once it has lasted, a smaller one is not",
        worker.LAG,
        [
            *(_series(names.LANE_LAG, part, (2_900, 5), (3_050, 6), (2_900, 3)) for part in parts),
            *(Series(f"{names.LANE_RECORDS}_total", part, growing([(1_500, 13)])) for part in parts),
        ],
        {4: [], 8: [], 9: [Firing(worker.LAG, labels, 6_100)], 10: [Firing(worker.LAG, labels, 6_100)], 11: []},
    )


def _stands() -> Case:
    labels = {names.AGENT: "count", names.TOPIC: "admitted"}
    small = {names.AGENT: "ingest", names.TOPIC: "a"}
    return _case(
        "a lane that stands with a backlog is told, one that stands with next to none is not",
        worker.LAG,
        [
            _series(names.LANE_LAG, labels | A, (2_000, 10)),
            _series(f"{names.LANE_RECORDS}_total", labels | A, (7, 10)),
            _series(names.LANE_LAG, small | A, (900, 10)),
            _series(f"{names.LANE_RECORDS}_total", small | A, (7, 10)),
        ],
        {9: [Firing(worker.LAG, labels, 2_000)]},
    )


def _rejects() -> Case:
    """Of 1,000 records in a step 20 are bad, then 200. A topic of few records may be bad as a whole."""
    topic = {names.TOPIC: "a", names.PARTITION: "0", **A}
    bad = {**topic, names.REASON: "invalid_json"}
    few = {names.TOPIC: "b", names.PARTITION: "0", **A}
    share = Firing(worker.REJECTS, {names.TOPIC: "a"}, 0.2)
    return _case(
        "a share of rejects above the bound is told, a small share or a few records are not",
        worker.REJECTS,
        [
            Series(f"{names.EVENTS_READ}_total", topic, growing([(1_000, 60)])),
            Series(f"{names.REJECTS}_total", bad, growing([(20, 20), (200, 20), (0, 20)])),
            Series(f"{names.EVENTS_READ}_total", few, growing([(1, 60)])),
            Series(f"{names.REJECTS}_total", {**few, names.REASON: "empty"}, growing([(1, 60)])),
        ],
        {20: [], 40: [share], 60: []},
    )


def _slow_recovery() -> Case:
    labels = {names.AGENT: "compose", names.PARTITION: "0"}
    return _case(
        "an opening of more than a minute is told, a shorter one is not",
        worker.RECOVERY,
        [
            _series(names.LANE_RECOVERY, labels | A, (2, 3), (75, 3)),
            _series(names.LANE_RECOVERY, {names.AGENT: "count", names.PARTITION: "0", **B}, (59, 6)),
        ],
        {2: [], 3: [Firing(worker.RECOVERY, {names.AGENT: "compose"}, 75)]},
    )
