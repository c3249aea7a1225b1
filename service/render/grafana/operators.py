"""The dashboard of those who run Vigie: whether it runs, what comes in, what the lanes do, what a recovery costs."""

from collections.abc import Iterator

from grafana_foundation_sdk.models import units

from service import names
from service.render.grafana.freshness import age, ends
from service.render.grafana.layout import Group, Panel, Section, Tile
from service.render.grafana.panels import Query, Shown, course, numbers
from service.render.grafana.promql import is_, rate, select, summed
from service.render.grafana.thresholds import BAD, GOOD, PLAIN, Step
from service.render.grafana.units import Look
from service.render.grafana.variables import INSTANCE, of_worker
from service.render.grafana.words import Texts

_COUNT, _RATE, _SHARE = Look(units.LocaleFormat, 0), Look(units.LocaleFormat, 1), Look(units.PercentUnit, 2)
_BYTES, _SECONDS = Look(units.BytesSI), Look(units.Seconds)
_WORKERS = {"job": is_("vigie"), **of_worker()}
"""As deploy/prometheus calls them."""

_READ, _REJECTED = rate(names.EVENTS_READ, of_worker()), rate(names.REJECTS, of_worker())
_FEW: tuple[Step, ...] = ((None, BAD), (1, GOOD))
_MANY: tuple[Step, ...] = ((None, GOOD), (0.01, "orange"), (0.1, BAD))

_COURSES = {
    "events row": (
        ("read", summed(names.TOPIC, _READ), names.TOPIC, _RATE),
        ("outcomes", summed(names.OUTCOME, rate(names.EVENTS, of_worker())), names.OUTCOME, _RATE),
        ("rejects", summed(names.REASON, select(f"{names.REJECTS}_total", of_worker())), names.REASON, _COUNT),
    ),
    "lanes row": (
        ("lag", summed(names.AGENT, select(names.LANE_LAG, of_worker())), names.AGENT, _COUNT),
        ("folded", summed(names.AGENT, rate(names.LANE_RECORDS, of_worker())), names.AGENT, _RATE),
        ("steps", summed(names.AGENT, rate(names.LANE_STEPS, of_worker())), names.AGENT, _RATE),
    ),
    "journal row": (
        ("journal bytes", summed(names.AGENT, select(names.JOURNAL_BYTES, of_worker())), names.AGENT, _BYTES),
        ("journal records", summed(names.AGENT, select(names.JOURNAL_RECORDS, of_worker())), names.AGENT, _COUNT),
        ("snapshots", summed(names.AGENT, select(f"{names.SNAPSHOTS}_total", of_worker())), names.AGENT, _COUNT),
        ("recovery", f"max by ({names.AGENT}) ({select(names.LANE_RECOVERY, of_worker())})", names.AGENT, _SECONDS),
    ),
    "process row": (
        ("memory", select("process_resident_memory_bytes", _WORKERS), INSTANCE, _BYTES),
        ("cpu", f"rate({select('process_cpu_seconds_total', _WORKERS)}[$__rate_interval])", INSTANCE, Look("none", 2)),
        ("scrape", select("scrape_duration_seconds", _WORKERS), INSTANCE, _SECONDS),
        ("samples", select("scrape_samples_scraped", _WORKERS), INSTANCE, _COUNT),
    ),
}
"""By section: the panel's text, what is asked, the label that tells its lines apart, and how its values look."""


def sections(texts: Texts) -> Iterator[Section]:
    """The sections, the one that says whether it runs first."""
    yield Section(texts("alive"), list(_alive(texts)))
    for name, courses in _COURSES.items():
        width = 24 // len(courses)
        yield Section(texts(name), [[Tile(_course(texts, *each), width, 8)] for each in courses])


def _alive(texts: Texts) -> Iterator[Group]:
    yield _now(texts, "up", f"sum({select('up', _WORKERS)})", _COUNT, _FEW)
    yield age(texts)
    yield _now(texts, "lag now", summed("", select(names.LANE_LAG, of_worker())), _COUNT, ((None, PLAIN),))
    yield _now(texts, "rejected share", f"(sum({_REJECTED}) or vector(0)) / (sum({_READ}) > 0)", _SHARE, _MANY)
    yield _now(texts, "waiting", f"sum({select(names.CONTROLS_WAITING, of_worker())})", _COUNT, ((None, PLAIN),))
    yield _now(texts, "rest", f"sum({select(names.REST_SCOPES, of_worker())}) or vector(0)", _COUNT, ((None, PLAIN),))
    hidden = f"sum({select(names.REST_BREACHED, of_worker())}) or vector(0)"
    yield _now(texts, "rest breached", hidden, _COUNT, ((None, PLAIN),))
    yield ends(texts)


def _now(texts: Texts, name: str, expression: str, look: Look, steps: tuple[Step, ...]) -> Group:
    shown = Shown(texts(name), texts(f"{name} help"), look, steps)
    return [Tile(numbers(shown, [Query(expression)]), 4, 4)]


def _course(texts: Texts, name: str, expression: str, label: str, look: Look) -> Panel:
    return course(Shown(texts(name), texts(f"{name} help"), look), [Query(expression, f"{{{{{label}}}}}")])
