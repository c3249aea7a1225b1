"""Each part of the guarantee, taken away, is missed by the recount."""

from pathlib import Path

import pytest

from tests.chaos.builds import BROKEN, broken
from tests.chaos.run import Verdict, run

pytestmark = pytest.mark.broker
TRIES = 3
"""Seeds that a broken build may need until a fault meets the moment for which it is broken."""


@pytest.mark.parametrize("build", sorted(BROKEN))
def test_a_broken_build_is_caught(build: str, tmp_path: Path) -> None:
    assert any(_is_wrong(run(broken(build), seed, _folder(tmp_path, seed))) for seed in range(1, TRIES + 1))


def _folder(base: Path, seed: int) -> Path:
    made = base / str(seed)
    made.mkdir()
    return made


def _is_wrong(verdict: Verdict) -> bool:
    """Whether the recount compared and found wrong values: a run that came to nothing proves nothing."""
    print(verdict.said, verdict, sep="\n")
    return not verdict.holds and verdict.wrong is not None and any(verdict.wrong)
