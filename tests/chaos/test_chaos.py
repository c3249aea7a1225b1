"""Under faults every event counts once."""

from pathlib import Path

import pytest

from tests.chaos.builds import SHORT
from tests.chaos.run import run

pytestmark = pytest.mark.broker
SEED = 1


def test_the_healthy_build_holds(tmp_path: Path) -> None:
    verdict = run(SHORT, SEED, tmp_path)
    print(verdict.said)
    assert verdict.holds, str(verdict)
