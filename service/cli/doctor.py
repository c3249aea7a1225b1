"""`vigie doctor`: what is wrong with the set-up, and what to do about it."""

import asyncio
import difflib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import typer
from rich.console import Console
from rich.text import Text

from service.broker.jars import locked
from service.catalog import check
from service.settings import Settings
from service.topic_state import complaints
from service.topics import BrokerUnreachable, inspect_topics

OLDEST_PYTHON = (3, 11)


class Level(StrEnum):
    """How much it matters."""

    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


STYLES = {Level.FINE: "green", Level.WARNING: "yellow", Level.BROKEN: "red"}


@dataclass(frozen=True)
class Finding:
    """One line of the report; `advice` says what to do."""

    level: Level
    about: str
    found: str
    advice: str = ""


def doctor() -> None:
    """Look for what is wrong with the set-up and say what to do. Exit code 1 if anything is broken."""
    settings = Settings()
    out = Console(highlight=False, soft_wrap=True)
    found = []
    for finding in findings(settings, os.environ):
        found.append(finding)
        out.print(line(finding))
    if any(finding.level is Level.BROKEN for finding in found):
        raise typer.Exit(1)


def line(finding: Finding) -> Text:
    """The finding as a person reads it."""
    text = Text.assemble((f"{finding.level:<8}", STYLES[finding.level]), f"{finding.about:<9}", finding.found)
    return text.append(f"; {finding.advice}") if finding.advice else text


def findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Everything looked at, in the order in which it is needed."""
    yield python(sys.version_info[:2])
    yield from variables(environment)
    yield cache(settings)
    yield jars(settings)
    yield key(settings)
    yield Finding(
        Level.FINE, "zone", f"days begin in {settings.zone}"
    )  # another would have been refused with the settings
    yield catalog(settings)
    yield from topics(settings)


def python(version: tuple[int, ...]) -> Finding:
    """Is the interpreter new enough?"""
    named = f"Python {'.'.join(map(str, version))}"
    if version >= OLDEST_PYTHON:
        return Finding(Level.FINE, "python", named)
    return Finding(Level.BROKEN, "python", named, "install Python 3.11 or newer and make .venv again")


def variables(environment: Mapping[str, str]) -> Iterator[Finding]:
    """A mistyped variable is not an error to the settings: they never see it."""
    known = [f"VIGIE_{name.upper()}" for name in Settings.model_fields]
    for name in sorted(environment):
        if name.upper().startswith("VIGIE_") and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            advice = f"did you mean {near[0]}?" if near else "remove it"
            yield Finding(Level.WARNING, "settings", f"{name} is no setting", advice)


def cache(settings: Settings) -> Finding:
    """Can the cache be written to?"""
    place = settings.cache.resolve()
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        advice = "make it writable, or set VIGIE_CACHE to another folder"
        return Finding(Level.BROKEN, "cache", f"{place} cannot be written to ({error.strerror})", advice)
    return Finding(Level.FINE, "cache", str(place))


def jars(settings: Settings) -> Finding:
    """Would the embedded broker start without a network?"""
    missing = sum(not jar.is_in(settings.cache / "jars") for jar in locked())
    if not missing:
        return Finding(Level.FINE, "kafka", "the embedded broker's jars are in the cache")
    advice = "only `vigie broker` and the demo need them; `vigie broker --fetch` brings them"
    return Finding(Level.WARNING, "kafka", f"{missing} of the embedded broker's jars are not in the cache", advice)


def key(settings: Settings) -> Finding:
    """Are pseudonyms made with a key of one's own?"""
    if not settings.has_public_key:
        return Finding(Level.FINE, "key", "pseudonyms are made with a key of your own")
    advice = "set VIGIE_PSEUDONYM_KEY before real people's data comes in; changing it later recounts everybody"
    return Finding(Level.WARNING, "key", "pseudonyms are made with the demo's key, which everybody knows", advice)


def catalog(settings: Settings) -> Finding:
    """Can what is counted be read?"""
    if not (mistakes := check(settings.catalog)):
        return Finding(Level.FINE, "catalog", f"no mistake in {settings.catalog or 'the one shipped'}")
    return Finding(Level.BROKEN, "catalog", f"mistakes: {len(mistakes)}; the first: {mistakes[0]}", "see `vigie check`")


def topics(settings: Settings) -> Iterator[Finding]:
    """Does the broker answer, and are the topics there as they should be?"""
    try:
        states = asyncio.run(inspect_topics(settings))
    except BrokerUnreachable:
        advice = "start one (`vigie broker`), or set VIGIE_BROKER"
        yield Finding(Level.BROKEN, "broker", f"no Kafka answers at {settings.broker}", advice)
        return
    yield Finding(Level.FINE, "broker", f"Kafka answers at {settings.broker}")
    wrong = complaints(states)
    yield from (Finding(Level.BROKEN, "topics", fault.what, fault.remedy) for fault in wrong)
    if not wrong:
        yield Finding(Level.FINE, "topics", f"all {len(states)} topics are there")
