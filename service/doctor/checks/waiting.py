"""Do retractions and corrections wait for events that may never come? A worker knows, and says so on /metrics."""

from collections.abc import Iterable

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from service import names
from service.doctor.finding import Finding, fine, warning
from service.doctor.words import said
from service.settings import Settings


async def waiting(settings: Settings) -> Finding:
    """Asked of the worker at the settings' address: those of its own partitions."""
    address = f"http://{settings.web_host}:{settings.web_port}/metrics"
    text = await _metrics(address, settings)
    return fine("waiting", said("waiting_unknown", address=address)) if text is None else judged(text)


def judged(metrics: str) -> Finding:
    """`metrics`: a worker's exposition."""
    count = int(sum(_values(metrics)))
    if not count:
        return fine("waiting", said("waiting_none"))
    return warning("waiting", said("waiting", count=count), said("waiting_do"))


def _values(metrics: str) -> Iterable[float]:
    families = text_string_to_metric_families(metrics)
    return [each.value for family in families if family.name == names.CONTROLS_WAITING for each in family.samples]


async def _metrics(address: str, settings: Settings) -> str | None:
    token = settings.web_token
    headers = {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address, headers=headers) as answer:
            return await answer.text() if answer.ok else None
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
