"""Alertmanager: which alerts make one message, which stay unsent because of others, and whom they go to."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from service import names
from service.render.alerts.alert import BLIND, BREACH, BURN
from service.render.alerts.worker import ABSENT, DOWN
from service.render.yaml_text import Data

WEBHOOK_FILE = "deploy/alertmanager/webhook.url"


class WrongAddress(ValueError):
    """The file with the webhook's address has something else in it. The text says where and what."""


def webhook_of(text: str) -> str | None:
    """The address in the file's text; None while there is none. Raises WrongAddress.

    >>> webhook_of("# a comment\\nhttps://example.com/alerts\\n")
    'https://example.com/alerts'
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    given = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not given:
        return None
    (number, address), *more = given
    parts = urlsplit(address)
    if more or parts.scheme not in ("http", "https") or not parts.netloc:
        wrong = more[0] if more else (number, address)
        raise WrongAddress(f"{WEBHOOK_FILE}:{wrong[0]}: not one http or https address: {wrong[1]!r}")
    return address


def alertmanager(webhook: str | None, dimensions: Iterable[str]) -> Data:
    """The configuration. `dimensions`: of all KPIs with an objective; absent labels are equal to Alertmanager.

    Grouped by KPI: a campaign that goes wrong in day, week and month is one message.
    """
    hooks: Mapping[str, Data] = {"webhook_configs": [{"url": webhook, "send_resolved": True}]} if webhook else {}
    return {
        "route": {
            "receiver": "notice",
            "group_by": [names.ALERT_NAME, names.KPI],
            "group_wait": "10s",
            "group_interval": "1m",
            "repeat_interval": "12h",
            "routes": [_route("critical", "page", "1h"), _route("warning", "warn", "4h")],
        },
        "inhibit_rules": list(_inhibited(dimensions)),
        "receivers": [{"name": name, **hooks} for name in ("page", "warn", "notice")],
    }


def _route(severity: str, receiver: str, repeat: str) -> Data:
    return {"matchers": [_equal(names.SEVERITY, severity)], "receiver": receiver, "repeat_interval": repeat}


def _inhibited(dimensions: Iterable[str]) -> Iterable[Data]:
    """Breaches while nothing is known; the milder of two that say the same; one worker while none answers."""
    place = [names.KPI, names.WINDOW, names.REST, *dimensions]
    of_kpis = [f'{names.KIND}=~"{BREACH}|{BURN}"']
    yield {"source_matchers": [_equal(names.KIND, BLIND)], "target_matchers": of_kpis}
    for severe, milder in (("critical", "warning|info"), ("warning", "info")):
        yield {
            "source_matchers": [_equal(names.SEVERITY, severe), *of_kpis],
            "target_matchers": [f'{names.SEVERITY}=~"{milder}"', *of_kpis],
            "equal": [names.KIND, *place],
        }
    yield {
        "source_matchers": [_equal(names.ALERT_NAME, ABSENT.name)],
        "target_matchers": [_equal(names.ALERT_NAME, DOWN.name)],
    }


def _equal(label: str, value: str) -> str:
    return f'{label}="{value}"'
