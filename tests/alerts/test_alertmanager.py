"""A real Alertmanager with the deployed routes: who is called, and what stays unsent because of what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

from service.render.alerts.alert import BLIND
from service.render.alerts.worker import ABSENT, STALE_DATA, UNCOUNTED
from tests.alerts.monitoring import Server, alertmanager, needs_alertmanager
from tests.alerts.webhook import Labels, Webhook, webhook
from tests.until import PATIENCE, until

pytestmark = needs_alertmanager
QUIET = 2.5
"""Longer than it gathers a group."""

BREACH = {"alertname": "VigieBreach", "kind": "breach", "kpi": "bounce_rate", "window": "day"}


@dataclass
class Manager:
    """Takes alerts as Prometheus sends them."""

    server: Server
    hook: Webhook

    async def told(self, *alerts: Labels) -> None:
        """These are firing."""
        body = [{"labels": labels, "annotations": {"summary": "so"}} for labels in alerts]
        url = f"http://{self.server.address}/api/v2/alerts"
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def sends(self, labels: Labels) -> str:
        """The receiver that is told of it."""
        return (await self.hook.wait(labels, "firing", PATIENCE, self.server.check)).receiver

    async def sends_nothing_of(self, *held_back: Labels) -> None:
        """They are known, held back, and not told."""
        for labels in held_back:
            await until(partial(self._holds_back, labels), pause=0.1)
        await asyncio.sleep(QUIET)
        assert not [labels for labels in held_back if self.hook.about(labels, "firing")]

    async def _holds_back(self, labels: Labels) -> bool:
        alerts = await self.server.get("/api/v2/alerts")
        (mine,) = [alert for alert in alerts if labels.items() <= alert["labels"].items()]
        return mine["status"]["state"] == "suppressed" and bool(mine["status"]["inhibitedBy"])


@asynccontextmanager
async def manager(folder: Path) -> AsyncIterator[Manager]:
    """A new one, that nothing was told yet."""
    async with webhook() as hook, alertmanager(folder, hook.address) as server:
        yield Manager(server, hook)


async def test_severity_decides_who_is_called_and_a_kpi_is_one_message(tmp_path: Path) -> None:
    async with manager(tmp_path) as it:
        day, week = ({**BREACH, "window": window, "severity": "warning"} for window in ("day", "week"))
        other = {**BREACH, "kpi": "csat", "severity": "critical"}
        third = {**BREACH, "kpi": "nps", "severity": "info"}
        await it.told(day, week, other, third)
        assert [await it.sends(each) for each in (day, week, other, third)] == ["warn", "warn", "page", "notice"]
        together = [told.at for told in it.hook.about({"kpi": "bounce_rate"}, "firing")]
        assert len(together) == 2 and len(set(together)) == 1


async def test_nothing_is_told_of_kpis_while_nothing_is_known_of_them(tmp_path: Path) -> None:
    assert {alert.kind for alert in (ABSENT, UNCOUNTED, STALE_DATA)} == {BLIND}
    async with manager(tmp_path) as it:
        blind = {"alertname": STALE_DATA.name, **STALE_DATA.all_labels}
        breach = {**BREACH, "severity": "critical"}
        burn = {**breach, "alertname": "VigieBurn", "kind": "burn"}
        await it.told(blind)
        assert await it.sends(blind) == "warn"
        await it.told(breach, burn)
        await it.sends_nothing_of(breach, burn)


async def test_a_breach_beyond_its_limit_holds_back_the_milder_one_of_its_scope_only(tmp_path: Path) -> None:
    async with manager(tmp_path) as it:
        spring = {**BREACH, "campaign": "spring"}
        mild, severe = ({**spring, "severity": severity} for severity in ("warning", "critical"))
        elsewhere = {**BREACH, "campaign": "autumn", "severity": "warning"}
        await it.told(severe)
        assert await it.sends(severe) == "page"
        await it.told(mild, elsewhere)
        assert await it.sends(elsewhere) == "warn"
        await it.sends_nothing_of(mild)


async def test_one_worker_less_is_told_and_is_no_reason_to_hold_back_breaches(tmp_path: Path) -> None:
    async with manager(tmp_path) as it:
        down = {"alertname": "VigieDown", "kind": "work", "severity": "critical", "instance": "a:8765"}
        breach = {**BREACH, "severity": "warning"}
        await it.told(down, breach)
        assert await it.sends(down) == "page" and await it.sends(breach) == "warn"
