"""An import from the first byte to the last answer of the broker."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.events import MODELS
from schemas.topics import topics_of
from service.imports.deliver import Delivered, Policy, deliver
from service.imports.destination import Destination, destination
from service.imports.expect import expecting
from service.imports.load import Loaded, load
from service.imports.plan import Limits, Plan
from service.imports.position import Memory
from service.imports.rows import read
from service.imports.survey import Survey, Tell, survey
from service.settings import Settings

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""A name and a total → a block in which it is told how much is done."""


@dataclass(frozen=True)
class Request:
    """What is imported."""

    file: Path
    mapping: Path
    again: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of it. `delivered` is None for a dry run."""

    survey: Survey
    topic: str
    delivered: Delivered | None


def rehearse(request: Request, settings: Settings, now: datetime, bar: Bar, tell: Tell) -> Outcome:
    """Read all rows and send nothing; needs no broker. Raises MappingError, ImportFailed."""
    loaded = load(request.mapping, request.file)
    return Outcome(_surveyed(request, loaded, settings, now, bar, tell), _topic(loaded, settings), None)


def run(request: Request, settings: Settings, now: datetime, bar: Bar, tell: Tell) -> Outcome:
    """Read all rows, then send their events in the order of time. Raises MappingError, ImportFailed."""
    loaded = load(request.mapping, request.file)
    topic = _topic(loaded, settings)
    to = asyncio.run(destination(settings.broker, topic))
    found = _surveyed(request, loaded, settings, now, bar, tell)
    return Outcome(found, topic, _delivered(request, to, found, settings, now, bar))


def _topic(loaded: Loaded, settings: Settings) -> str:
    raw = topics_of(settings.app, settings.generation, settings.namespace).raw
    return raw[list(MODELS).index(loaded.mapping.topic)].name


def _surveyed(request: Request, loaded: Loaded, settings: Settings, now: datetime, bar: Bar, tell: Tell) -> Survey:
    latest = int((now + settings.future_tolerance).timestamp())
    plan = Plan(loaded.mapping, loaded.tables, Limits(settings.max_event_bytes, latest))
    with bar("checking", request.file.stat().st_size) as told:
        return survey(read(request.file, loaded.mapping.source, expecting(loaded), told), plan, tell)


def _delivered(
    request: Request, to: Destination, found: Survey, settings: Settings, now: datetime, bar: Bar
) -> Delivered:
    memory = Memory(settings.cache, to.topic, request.file.name)
    policy = Policy(settings.retention, request.again)
    with bar("sending", len(found.spool)) as told:
        return asyncio.run(deliver(to, found.spool, memory, policy, now, told))
