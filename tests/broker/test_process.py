"""Claims about programs that must not outlive us."""

import sys
from pathlib import Path

import psutil

from service.broker.process import Guarded

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


def children() -> set[int]:
    """Our children and theirs, zombies included."""
    return {child.pid for child in psutil.Process().children(recursive=True)}


def test_stop_leaves_neither_child_nor_guard(tmp_path: Path) -> None:
    before = children()
    guarded = Guarded(SLEEP, tmp_path / "output")
    assert guarded.pid in children() - before
    guarded.stop(patience=60)
    assert children() <= before
    assert guarded.exit_code() == -15


def test_what_will_not_stop_is_killed(tmp_path: Path) -> None:
    output = tmp_path / "output"
    guarded = Guarded(STUBBORN, output)
    while "deaf" not in output.read_text():
        assert guarded.exit_code() is None
    guarded.stop(patience=0.2)
    assert guarded.exit_code() == -9


def test_what_ends_by_itself_leaves_no_guard_and_may_be_killed_all_the_same(tmp_path: Path) -> None:
    before = children()
    guarded = Guarded([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "output")
    assert guarded.wait() == 3
    assert children() <= before
    guarded.kill()
    assert guarded.exit_code() == 3
