"""One seed: a broker and workers of its own, a feed, faults while it lasts, and the recount."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.events import MODELS
from schemas.topics import topics_of
from service.broker import BrokerPolicy, EmbeddedBroker
from service.demo.feed import feeds, paced
from service.demo.programs import environment
from service.demo.scenarios import SCENARIOS, Scenario
from service.demo.traffic import Traffic, TrafficPolicy
from service.settings import Settings
from service.topics import ensure_topics
from tests.chaos.faults import Blow
from tests.chaos.fleet import Fleet, Say

_SPAN = timedelta(days=3)
_VERDICT = re.compile(r"differing (\d+) missing (\d+) extra (\d+)")


@dataclass(frozen=True)
class ChaosPolicy:
    """What a run is made of. Durations in seconds."""

    events: int
    feed: float
    """The feed is slowed to last that long, so that faults meet work."""
    session: float
    """Session timeout of the workers."""
    faults: Callable[[int, float], Iterator[Blow]]
    """Of seed and session timeout."""
    patience: float
    """How long the workers may take to catch up before the recount gives up."""
    scenario: Scenario = SCENARIOS["campaign"]
    """All families, with corrections among the events."""
    partitions: int = 8
    module: str = "service"
    """What a worker is run from."""
    ask_workers: bool = True
    """Whether the recount compares the workers' metrics too; a broken build's worker may be down for good."""
    extra: tuple[tuple[str, str], ...] = ()
    """Further settings of the workers."""


@dataclass(frozen=True)
class Verdict:
    """What the recount found; `wrong` is None when it could not compare."""

    seed: int
    holds: bool
    wrong: tuple[int, int, int] | None
    """Differing, missing and extra keys."""
    exits: Mapping[str, int]
    faults: Mapping[str, int]
    """What workers should have done by themselves; any of it fails the run."""
    seconds: float
    said: str

    def __str__(self) -> str:
        figures = "no comparison" if self.wrong is None else "differing {} missing {} extra {}".format(*self.wrong)
        exits, faults = _counted(self.exits) or "none", _counted(self.faults)
        return (
            f"seed {self.seed}: {'HOLDS' if self.holds else 'FAILS'} · {figures} · {self.seconds:.0f} s"
            f" · ended by themselves: {exits}" + (f" · {faults}" if faults else "")
        )


def _counted(what: Mapping[str, int]) -> str:
    return ", ".join(f"{name} × {count}" for name, count in sorted(what.items()))


def run(policy: ChaosPolicy, seed: int, folder: Path) -> Verdict:
    """Run one seed with its data in the folder; prints each action with its time."""
    began = time.monotonic()
    say = _speaker(seed, began)
    broker = EmbeddedBroker(BrokerPolicy(cache=Settings().cache, data=folder / "broker"))
    broker.start()
    try:
        given = _settings(policy, seed, broker.bootstrap)
        asyncio.run(ensure_topics(Settings().model_copy(update=given)))
        fleet = Fleet(broker, {**given, **dict(policy.extra)}, folder, policy.module, say)
        try:
            code, said = asyncio.run(_storm(policy, seed, fleet, given))
        finally:
            fleet.end()
    finally:
        broker.kill()
    return _verdict(seed, code, said, fleet, time.monotonic() - began)


def _speaker(seed: int, began: float) -> Say:
    return lambda text: print(f"seed {seed} {time.monotonic() - began:6.1f} s  {text}", flush=True)


def _settings(policy: ChaosPolicy, seed: int, bootstrap: str) -> dict[str, object]:
    return {
        "broker": bootstrap,
        "namespace": f"seed{seed}",
        "app": f"chaos-{seed}",
        "partitions": policy.partitions,
        "session_timeout": timedelta(seconds=policy.session),
    }


async def _storm(policy: ChaosPolicy, seed: int, fleet: Fleet, given: Mapping[str, object]) -> tuple[int, str]:
    for name in "AB":
        fleet.start(name)
    supervisor = asyncio.create_task(fleet.supervise())
    try:
        await fleet.ready()
        fleet.say("both are ready, the feed begins")
        await asyncio.gather(_feed(policy, seed, given, fleet.say), _strike(policy.faults(seed, policy.session), fleet))
        fleet.say("quiet; counting again")
        await fleet.settle(policy.patience / 2)
        return await asyncio.to_thread(_recount, policy, given, fleet)
    finally:
        supervisor.cancel()
        with suppress(asyncio.CancelledError):
            await supervisor


async def _feed(policy: ChaosPolicy, seed: int, given: Mapping[str, object], say: Say) -> None:
    raw = topics_of(str(given["app"]), 1, str(given["namespace"])).raw
    names = {family: topic.name for family, topic in zip(MODELS, raw, strict=True)}
    traffic = Traffic(TrafficPolicy.bulk(seed, datetime.now(UTC), _SPAN, policy.events, policy.scenario))
    async with feeds(str(given["broker"]), names) as to:
        await paced(to, traffic.first(policy.events), policy.events / policy.feed)
    say(f"fed {policy.events:,} events")


async def _strike(blows: Iterable[Blow], fleet: Fleet) -> None:
    for blow in blows:
        await asyncio.sleep(blow.pause)
        await blow.fault.strike(fleet)


def _recount(policy: ChaosPolicy, given: Mapping[str, object], fleet: Fleet) -> tuple[int, str]:
    asked = fleet.metrics if policy.ask_workers else []
    addresses = [part for address in asked for part in ("--metrics", address)]
    command = [sys.executable, "-m", "service", "verify", "--wait", str(policy.patience), *addresses]
    done = subprocess.run(
        command,
        env=environment(given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _verdict(seed: int, code: int, said: str, fleet: Fleet, seconds: float) -> Verdict:
    found = _VERDICT.findall(said)
    wrong = None
    if found:
        differing, missing, extra = map(int, found[-1])
        wrong = (differing, missing, extra)
    holds = code == 0 and wrong == (0, 0, 0) and not fleet.faults
    return Verdict(seed, holds, wrong, fleet.exits, fleet.faults, seconds, said)
