"""Every scenario tells of all families, is seeded, and does what its name says."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import orjson
import pytest
from pydantic import ValidationError

from schemas.events import MODELS
from schemas.events.base import Event
from schemas.events.control import Control
from service.demo.scenarios import SCENARIOS, ScenarioName
from service.demo.traffic import Arrival, Traffic, TrafficPolicy
from service.settings import Settings

SEED, EVENTS = 20261124, 16_000
LONGEST, LIMIT = Settings.model_fields["max_event_bytes"].default, Settings.model_fields["reject_share"].default
START = datetime(2026, 11, 24, 17, tzinfo=UTC)


class Seen(NamedTuple):
    """A valid event and when it happened, in seconds since the start."""

    since: float
    type: str
    event: Event


def traffic(name: ScenarioName, seed: int = SEED, rate: float = 500) -> Traffic:
    return Traffic(TrafficPolicy.live(seed, START, rate, SCENARIOS[name]))


@cache
def arrivals(name: ScenarioName) -> list[Arrival]:
    print("seed", SEED)
    return list(traffic(name).first(EVENTS))


@cache
def valid(name: ScenarioName) -> list[Seen]:
    """Each id once."""
    seen = dict[str, Seen]()
    for each in arrivals(name):
        try:
            kind = orjson.loads(each.payload or b"")["type"]
            event = MODELS[each.family][kind].model_validate_json(each.payload or b"")
        except (ValueError, KeyError, TypeError, ValidationError):
            continue
        if abs(event.time - START) < timedelta(days=365) and len(each.payload or b"") <= LONGEST:
            seen.setdefault(event.id, Seen((event.time - START).total_seconds(), kind, event))
    return list(seen.values())


def between(seen: Sequence[Seen], begins: float, until: float) -> Counter[str]:
    return Counter(each.type for each in seen if begins <= each.since < until)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_and_scenario_give_the_same_bytes_and_another_seed_others(name: ScenarioName) -> None:
    again = list(traffic(name).first(EVENTS))
    assert again == arrivals(name)
    assert again[:3_000] != list(traffic(name, SEED + 1).first(3_000))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_tells_of_all_families_on_their_own_topics(name: ScenarioName) -> None:
    live = Counter(each.family for each in arrivals(name) if each.at > START.timestamp())
    assert set(live) == set(MODELS) and min(live.values()) > 30


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_rejected_share_of_each_topic_stays_below_the_limit(name: ScenarioName) -> None:
    good = Counter[str]()
    for family, model in MODELS.items():
        good[family] = sum(1 for each in arrivals(name) if each.family == family and _good(each, model))
    for family, sent in Counter(each.family for each in arrivals(name)).items():
        assert 1 - good[family] / sent < 0.7 * LIMIT
    bad = 1 - sum(good.values()) / EVENTS
    assert (0.1 < bad < 0.25) if name == "poison" else bad < 0.02


def _good(arrival: Arrival, models: dict[str, type[Event]]) -> bool:
    try:
        models[orjson.loads(arrival.payload or b"")["type"]].model_validate_json(arrival.payload or b"")
    except (ValueError, KeyError, TypeError, ValidationError):
        return False
    return True


def test_the_weeks_before_the_start_have_customers_orders_and_opportunities() -> None:
    before = between(valid("calm"), -50 * 86_400, -86_400)
    assert before["account_opened"] > 900
    for kind in ("customer_gained", "order_placed", "opportunity_opened", "subscribed", "page_viewed"):
        assert before[kind] > 60, kind


def test_what_is_corrected_or_taken_back_was_sent_on_the_same_topic() -> None:
    sent = {(each.event.id, type(each.event).__module__) for each in valid("calm")}
    named = [each.event.event for each in valid("calm") if isinstance(each.event, Control)]
    ids = {identity for identity, _ in sent}
    assert len(named) > 30 and sum(name in ids for name in named) > 0.9 * len(named)


def test_some_orders_are_refunded_twice_and_come_in_two_currencies() -> None:
    seen = [each.event for each in valid("refund-wave")]
    refunds = Counter(getattr(each, "order", None) for each in seen if each.type == "order_refunded")  # type: ignore[attr-defined]
    assert sum(count == 2 for count in refunds.values()) > 20
    assert {each.currency for each in seen if each.type == "order_placed"} == {"EUR", "USD"}  # type: ignore[attr-defined]


def test_a_visit_has_one_to_twelve_views() -> None:
    views = Counter(each.event.visitor for each in valid("calm") if each.type == "page_viewed" and each.since > 0)  # type: ignore[attr-defined]
    people = [count for visitor, count in views.items() if visitor.startswith("v-")]
    assert min(people) == 1 and 8 <= max(people) <= 24


def test_while_the_site_is_down_nobody_sees_a_page_or_orders_and_many_ask_for_help() -> None:
    (spell,) = SCENARIOS["outage"].spells
    prompt = [each for each in valid("outage") if each.since >= 0]
    down, before = between(prompt, spell.begins, spell.until), between(prompt, 0, spell.begins)
    assert before["page_viewed"] > 100 and before["order_placed"] > 10
    assert not down["page_viewed"] and not down["order_placed"]
    assert down["service_request_opened"] > 2 * before["service_request_opened"]
    assert down["complaint_opened"] > before["complaint_opened"]
    assert between(prompt, spell.until, spell.until + 5)["page_viewed"] > 100


def test_a_campaign_brings_visits_that_name_it() -> None:
    tagged = [each for each in valid("campaign") if b"black-friday" in each.event.model_dump_json().encode()]
    kinds = Counter(each.type for each in tagged)
    assert kinds["mail_sent"] > 1_000 and kinds["page_viewed"] > 50
    usual = [each for each in valid("calm") if b"black-friday" in each.event.model_dump_json().encode()]
    assert len(usual) < len(tagged) / 100


def test_a_wave_of_refunds_is_many_times_the_usual() -> None:
    calm, wave = (Counter(each.type for each in valid(name)) for name in ("calm", "refund-wave"))
    for kind in ("order_refunded", "complaint_opened", "dispute_opened"):
        assert wave[kind] > 4 * calm[kind], kind


@pytest.mark.parametrize("name", [name for name, scenario in SCENARIOS.items() if not scenario.spells])
def test_the_rate_is_kept_while_nothing_upsets_it(name: ScenarioName) -> None:
    live = [each.at - START.timestamp() for each in arrivals(name)]
    assert sum(10 < at < 20 for at in live) / 10 == pytest.approx(500, rel=0.15)
