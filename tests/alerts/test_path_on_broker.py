"""From the event that breaks an objective to the webhook and back: Vigie, Prometheus, Alertmanager as they are run."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from schemas.topics import Topics, topics_of
from service import names
from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.catalog.load import load
from service.demo.feed import feed
from service.demo.programs import Program, tail
from service.settings import Settings
from service.topics import ensure_topics
from tests.alerts.monitoring import Server, alertmanager, needs_alertmanager, needs_prometheus, prometheus
from tests.alerts.webhook import Labels, Webhook, webhook
from tests.committed import committed
from tests.noon import zone_at_noon
from tests.until import PATIENCE, SESSION

pytestmark = [pytest.mark.broker, needs_prometheus, needs_alertmanager]

KPI = "newsletter_unsubscribe_rate"
CAMPAIGN = "autumn"
BREACH = {
    "alertname": "VigieBreach",
    names.KPI: KPI,
    names.WINDOW: "day",
    "campaign": CAMPAIGN,
    names.FAMILY: "mail",
    names.KIND: "breach",
}
SCRAPE = EVALUATION = GATHERING = 1.0
SLACK = 30.0
"""Of which Vigie takes one to publish; the rest is for a machine that is slow, or stands still for a while."""


@dataclass
class World:
    """Everything started, and what happens in it."""

    settings: Settings
    folder: Path
    port: int
    hook: Webhook
    worker: Program
    sent: int = 0

    async def happens(self, kind: str, recipients: Iterable[int], **fields: str) -> float:
        """Events of a kind, one for each recipient; the moment at which the broker has them."""
        (topic,) = [raw.name for raw in _topics(self.settings).raw if raw.name.endswith("mail")]
        async with feed(self.settings.broker, topic) as to:
            for number in recipients:
                await to.put(number, self._event(kind, number, fields))
        return time.monotonic()

    def _event(self, kind: str, number: int, fields: Labels) -> bytes:
        self.sent += 1
        event = {"id": f"{kind}-{self.sent}", "type": kind, "time": datetime.now(UTC).isoformat()}
        return orjson.dumps({**event, "campaign": CAMPAIGN, "recipient": f"r{number}@example.com", **fields})

    async def starts(self) -> None:
        """A worker under the same name and port as the one before."""
        self.worker = _worker(self.settings, self.port, self.folder)
        await self.worker.ready(f"http://{LOOPBACK}:{self.port}/health/ready")


def _topics(settings: Settings) -> Topics:
    return topics_of(settings.app, 1, settings.namespace)


def _worker(settings: Settings, port: int, folder: Path) -> Program:
    given = {name: getattr(settings, name) for name in ("broker", "app", "namespace", "partitions", "zone")}
    given |= {"instance": "A", "web_port": port, "log_format": "console", "session_timeout": SESSION}
    return Program("worker", given, folder / "worker.log")


@asynccontextmanager
async def world(settings: Settings, folder: Path, hook: Webhook) -> AsyncIterator[World]:
    """A worker that is ready."""
    await ensure_topics(settings)
    port = next(free_ports(LOOPBACK))
    made = World(settings, folder, port, hook, _worker(settings, port, folder))
    try:
        await made.worker.ready(f"http://{LOOPBACK}:{port}/health/ready")
        yield made
    finally:
        made.worker.kill()
        print(tail(made.worker.output))


async def transitions(settings: Settings) -> list[str]:
    """What the topic says of the same key."""
    key = {"kpi": KPI, "scope": {"campaign": CAMPAIGN}, "window": "day"}
    name, partitions = _topics(settings).breaches.name, range(settings.partitions)
    found = await committed(settings.broker, name, partitions)
    told = [orjson.loads(record.value) for records in found for record in records]
    return [each["kind"] for each in told if {name: each[name] for name in key} == key]


async def shown(server: Server, query: str) -> float | None:
    """The value of a query that has one."""
    result = (await server.get("/api/v1/query", query=query))["data"]["result"]
    return float(result[0]["value"][1]) if result else None


async def until(server: Server, query: str, value: float | None) -> None:
    """Prometheus shows that value."""
    deadline = time.monotonic() + PATIENCE
    while (now := await shown(server, query)) != value:
        server.check()
        assert time.monotonic() < deadline, f"{query} is {now}, not {value}"
        await asyncio.sleep(0.1)


async def test_a_broken_objective_reaches_the_webhook_and_is_resolved(fresh_settings: Settings, tmp_path: Path) -> None:
    objective, zone = load().kpis[KPI].objective, zone_at_noon(datetime.now(UTC))
    assert objective is not None and objective.target is not None and "day" in objective.over
    mails = 2 * objective.minimum_sample
    bad = round(2 * objective.target * mails)
    status = f'{names.OBJECTIVE_STATUS}{{kpi="{KPI}",window="day",campaign="{CAMPAIGN}",status="%s"}}'
    async with (
        webhook() as hook,
        world(fresh_settings.model_copy(update={"zone": zone}), tmp_path, hook) as here,
        alertmanager(tmp_path, hook.address) as manager,
        prometheus(tmp_path, [f"{LOOPBACK}:{here.port}"], manager) as server,
    ):
        await here.happens("mail_delivered", range(mails))
        await until(server, status % "met", 1)

        began = await here.happens("unsubscribed", range(bad), place="newsletter")
        told = await hook.wait(BREACH, "firing", PATIENCE + objective.hold_seconds, server.check)
        lasted, allowed = told.at - began, SCRAPE + EVALUATION + GATHERING + SLACK + objective.hold_seconds
        print(f"a breach was told {lasted:.2f} s after the broker had what broke it; allowed {allowed:g} s")
        assert lasted <= allowed
        assert told.labels[names.SEVERITY] == objective.severity and told.receiver == "warn"
        # Not all of them need be counted when Prometheus looks.
        shares = {f"{unsubscribed / mails:.3g}" for unsubscribed in range(bad + 1)}
        said = re.search(r"; it is ([\d.]+)%", told.annotations["summary"])
        assert said and f"{float(said[1]) / 100:.3g}" in shares and float(said[1]) / 100 > objective.target
        assert told.annotations["summary_fr"] and told.annotations["runbook"]

        here.worker.kill()
        await until(server, "up", 0)
        await here.starts()
        await until(server, status % "breached", 1)
        # A start that took long was rightly told, and holds back what is told of KPIs until it is over.
        await until(server, f'absent(ALERTS{{{names.KIND}="blind",{names.ALERT_STATE}="firing"}})', 1)
        assert not hook.about({names.KPI: KPI}, "resolved")

        began = await here.happens("mail_delivered", range(mails, 4 * mails))
        over = await hook.wait(BREACH, "resolved", PATIENCE + objective.recover_seconds, server.check)
        lasted, allowed = over.at - began, SCRAPE + EVALUATION + GATHERING + SLACK + objective.recover_seconds
        print(f"that it is over was told {lasted:.2f} s after; allowed {allowed:g} s")
        assert lasted <= allowed
    assert await transitions(fresh_settings) == ["breach", "recovery"]
