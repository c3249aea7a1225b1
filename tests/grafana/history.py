"""What the demo does not send, or not for certain, and some KPI is made of: a few events by hand."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import orjson

from service.demo.traffic import Arrival

_WHO = {"visitor": "h-1", "site": "shop.example", "url": "/"}
_DEAL = {"opportunity": "h-2", "customer": "h-3", "amount": 90_000}
_GOODS = {"customer": "h-4", "product": "lamp", "country": "France", "currency": "EUR"}
_HOME = {"segment": "family", "service": "fibre", "payment": "card", "city": "Lyon"}
_CONTRACT = {"customer": "h-5", "contract": "yearly", "currency": "EUR", "monthly": 2_999, **_HOME}
_ABOUT = {"product": "lamp", "channel": "phone"}

_EVENTS: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("web", "request_served", {**_WHO, "http_status": "200", "method": "GET", "bytes": 2_048}),
    ("web", "request_served", {**_WHO, "http_status": "503", "method": "GET", "bytes": 512}),
    ("sales", "opportunity_opened", {**_DEAL, "owner": "Ada", "stage": "Prospecting", "currency": "EUR"}),
    ("sales", "opportunity_won", _DEAL),
    ("sales", "order_line_added", {**_GOODS, "order": "h-6", "line_amount": 1_999, "line_quantity": 2}),
    ("sales", "return_booked", {**_GOODS, "document": "h-7", "amount": 1_999, "quantity": 1}),
    ("sales", "adjustment_booked", {"document": "h-8", "amount": -500, "currency": "EUR", "reason": "bad_debt"}),
    ("care", "customer_gained", {**_CONTRACT, "tenure": 12, "billed": 35_988}),
    ("care", "customer_lost", {**_CONTRACT, "tenure": 14, "billed": 41_986, "reason": "Price too high"}),
    ("care", "dispute_opened", {"dispute": "h-9", "amount": 1_999, "currency": "EUR", "reason": "duplicate"}),
    ("care", "dispute_won", {"dispute": "h-9"}),
    ("care", "complaint_opened", {"complaint": "h-10", "reason": "late delivery", **_ABOUT}),
    ("care", "complaint_resolved", {"complaint": "h-10"}),
    ("care", "complaint_reopened", {"complaint": "h-10"}),
    ("mail", "subscribed", {"recipient": "h-11@example.com", "campaign": "autumn"}),
    ("sales", "lead_created", {"lead": "h-12", "source": "fair", "campaign": "autumn"}),
)
"""Family, type and fields of each."""

_A_YEAR_AGO = timedelta(days=365, minutes=20)
"""As far into its month as now, less a few minutes: what is compared is as much of it as has passed of this one."""


def history(start: datetime) -> Iterator[Arrival]:
    """The events, a second apart; the sites' first ones a year ago too."""
    times = [start + timedelta(seconds=number) for number in range(len(_EVENTS))]
    yield from map(_arrival, _EVENTS, times)
    yield from (_arrival(event, time - _A_YEAR_AGO) for event, time in zip(_EVENTS[:2], times, strict=False))


def _arrival(event: tuple[str, str, Mapping[str, object]], time: datetime) -> Arrival:
    family, type_, fields = event
    told = {"id": f"{type_} {time}", "type": type_, "time": time.astimezone(UTC).isoformat(), **fields}
    return Arrival(time.timestamp(), family, 0, orjson.dumps(told))
