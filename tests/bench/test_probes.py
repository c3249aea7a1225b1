"""A probe is timed from its sending to the first update of its campaign."""

import json

from bench.probes import Breaking, Probes
from bench.updates import Published
from bench.worker import WHOLE_CATALOG
from service.catalog import load


def update_of(event: bytes) -> Published:
    campaign = json.loads(event)["campaign"]
    return Published(f'{{"kpi":"opens","scope":{{"campaign":"{campaign}"}},"window":"all"}}'.encode(), b"{}")


def test_the_first_update_of_its_campaign_ends_a_probe() -> None:
    probes = Probes()
    record = update_of(probes.send(100.0))
    probes.see([record], 100.25)
    probes.see([record], 107.0)
    assert list(probes.seconds()) == [0.25]
    assert probes.waiting == 0


def test_a_probe_that_is_never_seen_took_for_ever() -> None:
    probes = Probes()
    probes.send(100.0)
    probes.see([Published(b'{"kpi":"opens","scope":{"campaign":"campaign-001"},', b"{}")], 100.5)
    assert list(probes.seconds()) == [float("inf")]
    assert probes.waiting == 1


def test_a_probe_that_breaks_an_objective_is_the_last_opener_of_the_sample() -> None:
    probes = Breaking()
    before = [json.loads(event) for event in probes.prelude(2, 90.0)]
    last = json.loads(probes.send(100.0))
    openers = {event["recipient"] for event in before if event["campaign"] == last["campaign"]}
    objective = load(WHOLE_CATALOG).kpis["click_to_open_rate"].objective
    assert objective is not None
    assert len(openers) == objective.minimum_sample - 1
    assert last["recipient"] not in openers
