"""The demo from the first line to the last: stage, show, recount, and everything ended."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping

from rich.console import Console

from schemas.events import MODELS
from schemas.topics import topics_of
from service.broker import EmbeddedBroker
from service.broker.policy import LOOPBACK
from service.demo import stage
from service.demo.programs import Program, environment
from service.demo.show import ShowPolicy, show
from service.demo.table import Places
from service.demo.words import Lang
from service.settings import Settings

_VERIFY_WAIT = 60
"""Seconds that the worker has to count the last events, before the recount calls them missing."""


def run(policy: ShowPolicy, settings: Settings, console: Console, keep: bool) -> int:
    """The whole demo; the recount's exit code, or 0 when there was none. Nothing that it started is left.

    Raises ProgramDied, BrokerFailed, JarsUnavailable, SendError, KeyboardInterrupt.
    """
    with stage.folder(settings, keep) as data, stage.kafka(settings, data, console, policy.words) as broker:
        given = stage.settled(settings, broker.bootstrap)
        ours = settings.model_copy(update=given)
        with stage.worker(ours, given, data, console, policy.words) as worker:
            code = _watched(policy, ours, given, console, broker, worker)
        if keep:
            console.print(policy.words.said("kept", at=str(data)), highlight=False)
    return code


def _watched(
    policy: ShowPolicy,
    settings: Settings,
    given: Mapping[str, object],
    console: Console,
    broker: EmbeddedBroker,
    worker: Program,
) -> int:
    places, raw = _places(settings)
    watchers = [worker.watch(), _watch(broker)]
    sent = asyncio.run(show(policy, places, raw, console, watchers))
    if policy.seconds is None:
        return 0
    console.print(policy.words.said("recount", sent=policy.words.number(sent)), highlight=False)
    return _verify(given, places.metrics, policy.words.lang)


def _places(settings: Settings) -> tuple[Places, dict[str, str]]:
    """Where to look, and the raw topic of each family."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    board = f"http://{LOOPBACK}:{settings.web_port}/"
    raw = {family: topic.name for family, topic in zip(MODELS, topics.raw, strict=True)}
    return Places(board, f"{board}metrics", topics.updates.name, settings.broker), raw


async def _watch(broker: EmbeddedBroker) -> None:
    while True:
        broker.check()
        await asyncio.sleep(0.2)


def _verify(given: Mapping[str, object], metrics: str, lang: Lang) -> int:
    """Run the recount in a process of its own, its words on our output; its exit code."""
    options = ["--metrics", metrics, "--wait", str(_VERIFY_WAIT), "--lang", lang]
    command = [sys.executable, "-m", "service", "verify", *options]
    return subprocess.run(command, env=environment(given), check=False).returncode
