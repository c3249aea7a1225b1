"""A run holds when the recount agrees and every worker did by itself what it should."""

from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from tests.chaos.run import Verdict, _verdict

AGREES = "x\ndiffering 0 missing 0 extra 0\n"


def verdict(code: int = 0, said: str = AGREES, faults: Mapping[str, int] | None = None) -> Verdict:
    fleet: Any = SimpleNamespace(exits=Counter({"zombie 70": 2}), faults=Counter(faults))
    return _verdict(1, code, said, fleet, 26.0)


def test_a_recount_that_agrees_after_workers_that_ended_themselves_holds() -> None:
    assert verdict().holds
    assert str(verdict()) == (
        "seed 1: HOLDS · differing 0 missing 0 extra 0 · 26 s · ended by themselves: zombie 70 × 2"
    )


@pytest.mark.parametrize("fault", ["zombie killed", "term too slow"])
def test_a_worker_that_had_to_be_helped_fails_the_run_and_is_named(fault: str) -> None:
    found = verdict(faults={fault: 1})
    assert not found.holds and found.wrong == (0, 0, 0)
    assert str(found).endswith(f"· {fault} × 1")


@pytest.mark.parametrize(
    ("code", "said", "wrong"),
    [(1, "differing 3 missing 2 extra 1", (3, 2, 1)), (1, AGREES, (0, 0, 0)), (1, "no broker", None), (0, "", None)],
)
def test_a_recount_that_differs_refuses_or_says_nothing_fails_the_run(
    code: int, said: str, wrong: tuple[int, int, int] | None
) -> None:
    found = verdict(code, said)
    assert not found.holds and found.wrong == wrong
