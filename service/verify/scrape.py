"""The workers' /metrics, read and put together: counters add up, a value is one worker's alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from schemas.topics import COMPOSE
from service import names
from service.verify.errors import VerifyError
from service.verify.recount import Partition

_TIMEOUT_S = 10

Series = tuple[str, tuple[tuple[str, str], ...]]
"""A metric and its sorted labels."""

Crowd = tuple[str, str, str, tuple[str, ...]]
"""A metric, a KPI, a window and a set of dimensions: of them, scopes have only so much room."""

CROWDED = (names.KPI_VALUE, names.KPI_NUMERATOR, names.KPI_DENOMINATOR)
_ALONE = (
    names.KPI_VALUE,
    names.KPI_NUMERATOR,
    names.KPI_DENOMINATOR,
    names.KPI_PREVIOUS,
    names.KPI_YEAR_AGO,
    names.INDICATOR_VALUE,
    names.OBJECTIVE_ATTAINMENT,
    names.OBJECTIVE_EXPECTED,
    names.OBJECTIVE_PACE,
    names.OBJECTIVE_STATUS,
    names.OBJECTIVE_BREACHED,
)
"""What the one worker shows whose lane holds the scope."""
_HIGHEST = (names.OBJECTIVE_TARGET, names.OBJECTIVE_LIMIT, names.WINDOW_END, names.NEWEST_EVENT)
"""What every worker shows as far as it knows."""


class Unanswered(VerifyError):
    """A worker did not answer: it may be starting; ask again."""


@dataclass
class Scraped:
    """Samples of the metrics that the recount knows."""

    accounting: dict[Partition, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By raw topic and partition: records `read`, and by outcome."""
    rejects: Counter[Series] = field(default_factory=Counter)
    values: dict[Series, float] = field(default_factory=dict)
    highest: dict[Series, float] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    lanes: set[Partition] = field(default_factory=set)
    """The inputs of the lanes that the workers run."""

    rests: list[dict[Series, float]] = field(default_factory=list)
    """By worker: what it shows of scopes that are added up."""
    composing: list[set[Partition]] = field(default_factory=list)
    """By worker: the lanes among its own that show values of KPIs."""
    scopes: list[Counter[Crowd]] = field(default_factory=list)
    """By worker: of how many scopes it shows a KPI, those of a rest counted as one each."""

    def add(self, text: str) -> None:
        """Fold one worker's exposition."""
        self.rests.append({})
        self.composing.append(set())
        self.scopes.append(Counter())
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                self._sample(sample, series_of(sample.name, sample.labels))

    def _sample(self, sample: Sample, series: Series) -> None:
        if sample.name in CROWDED:
            self.scopes[-1][crowd_of(sample)] += 1
        if sample.name == f"{names.EVENTS_READ}_total":
            self.accounting[_place(sample)]["read"] += int(sample.value)
        elif sample.name == f"{names.EVENTS}_total":
            self.accounting[_place(sample)][sample.labels[names.OUTCOME]] += int(sample.value)
        elif sample.name == f"{names.REJECTS}_total":
            self.rejects[series] += int(sample.value)
        elif sample.name == names.LANE_POSITION:
            self.lanes.add(_place(sample))
            if sample.labels[names.AGENT] == COMPOSE:
                self.composing[-1].add(_place(sample))
        elif sample.name in _HIGHEST:
            self.highest[series] = max(sample.value, self.highest.get(series, sample.value))
        elif names.REST in sample.labels:
            self.rests[-1][series] = sample.value
        elif sample.name in _ALONE:
            self._alone(series, sample.value)

    def _alone(self, series: Series, value: float) -> None:
        if series in self.values:
            self.twice.append(name_series(series))
        self.values[series] = value


def scrape(urls: Iterable[str], token: str | None = None) -> Scraped:
    """Read every worker's /metrics; `token`: what workers beyond loopback ask for.

    Raises `Unanswered` for one that does not answer, `VerifyError` for one that answers something else.
    """
    scraped = Scraped()
    for url in urls:
        text = _read(url, token)
        try:
            scraped.add(text)
        except (ValueError, KeyError) as error:
            raise VerifyError(f"metrics of {url}: these are not a worker's ({error})") from error
    return scraped


def _read(url: str, token: str | None) -> str:
    try:
        asked = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
        with urlopen(asked, timeout=_TIMEOUT_S) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        if error.code != HTTPStatus.UNAUTHORIZED:
            raise Unanswered(f"metrics of {url}: {error}") from error
        raise VerifyError(f"metrics of {url}: set VIGIE_WEB_TOKEN to the worker's token") from error
    except (OSError, HTTPException) as error:
        raise Unanswered(f"metrics of {url}: {error}") from error
    except ValueError as error:
        raise VerifyError(f"metrics of {url}: {error}") from error


def crowd_of(sample: Sample) -> Crowd:
    """What the series of a sample has its room with."""
    ours = (names.KPI, names.WINDOW, names.REST)
    dimensions = tuple(sorted(name for name in sample.labels if name not in ours))
    return sample.name, sample.labels[names.KPI], sample.labels[names.WINDOW], dimensions


def name_series(series: Series) -> str:
    """A series as Prometheus writes it.

    >>> name_series(("vigie_kpi_value", (("kpi", "open_rate"), ("window", "day"))))
    'vigie_kpi_value{kpi="open_rate", window="day"}'
    """
    metric, labels = series
    return metric + "{" + ", ".join(f'{label}="{value}"' for label, value in labels) + "}"


def series_of(metric: str, labels: Mapping[str, str]) -> Series:
    """The series of a metric with these labels."""
    return metric, tuple(sorted(labels.items()))


def _place(sample: Sample) -> Partition:
    return sample.labels[names.TOPIC], int(sample.labels[names.PARTITION])
