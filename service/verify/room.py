"""No worker shows a KPI in more scopes than it has room for: the limit on series is held."""

from collections import Counter
from collections.abc import Iterator

from service import names
from service.verify.compare import Comparison, Difference
from service.verify.scrape import Crowd, Scraped


def compare_room(scraped: Scraped, series: int, partitions: int) -> Comparison:
    """Count the series of each KPI over one window and set of dimensions, of each worker.

    `series`: `VIGIE_SERIES_PER_KPI`. A worker has as large a share of it as of the `partitions` of compose, at least
    one; the rests, one for each currency, are shown in any case.
    """
    differing = [
        each
        for number, scopes in enumerate(scraped.scopes)
        for each in _too_many(scraped, number, max(1, series * len(scraped.composing[number]) // partitions), scopes)
    ]
    return Comparison("series", sum(map(len, scraped.scopes)), tuple(differing), differing_keys=len(differing))


def _too_many(scraped: Scraped, worker: int, room: int, scopes: Counter[Crowd]) -> Iterator[Difference]:
    rests = Counter(
        (dict(labels)[names.WINDOW], _dimensions(labels))
        for (metric, labels) in scraped.rests[worker]
        if metric == names.REST_SCOPES
    )
    for (metric, kpi, window, dimensions), found in sorted(scopes.items()):
        most = max(room, rests[window, dimensions])
        if found > most:
            where = f"worker {worker + 1}: {metric} of {kpi} {window} by {', '.join(dimensions) or 'nothing'}"
            yield Difference(where, "series", f"{most} at most", found)


def _dimensions(labels: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(name for name, _ in labels if name not in (names.WINDOW, names.REST))
