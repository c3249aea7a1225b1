"""A probe is timed from its sending to the first update of its campaign."""

import json

from bench.probes import Probes
from bench.updates import Published


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
