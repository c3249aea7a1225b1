"""Costs are slopes: what does not grow with the input is not in them."""

import os
import subprocess
import sys

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import Run, Usage, cost, cpu_seconds, peak_bytes


def run(events: int, start: float, each: float, wrong: int = 0) -> Run:
    used = start + events * each
    return Run(events, Usage(used, 2 * used, 3 * used), 1 << 20, wrong)


@given(st.floats(0, 10), st.floats(1e-6, 1e-3))
def test_start_up_is_not_in_the_cost_of_an_event(start: float, each: float) -> None:
    found = cost([(run(1_000, start, each), run(5_000, start, each))])
    assert found.wall_us.median == pytest.approx(each * 1e6, rel=1e-3)
    assert found.cpu_us.median == pytest.approx(2 * each * 1e6, rel=1e-3)
    assert found.broker_us.median == pytest.approx(3 * each * 1e6, rel=1e-3)
    assert found.rate == pytest.approx(1 / each, rel=1e-3)


def test_wrong_cells_of_every_run_add_up() -> None:
    assert cost([(run(1, 0, 1, wrong=2), run(2, 0, 1, wrong=3))]).wrong == 5


def test_work_in_a_child_process_counts() -> None:
    before = cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert cpu_seconds(os.getpid()) > before


def test_peak_memory_stays_when_the_memory_is_given_back() -> None:
    program = "len(b'x' * (256 << 20)); print(flush=True); input()"
    command, pipe = [sys.executable, "-c", program], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as taker:
        assert taker.stdout and taker.stdout.readline()
        given_back = psutil.Process(taker.pid).memory_info().rss
        peak = peak_bytes(taker.pid)
        taker.communicate("\n")
    assert given_back < 128 << 20 and peak > 256 << 20


def test_a_process_that_has_ended_has_no_peak() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    with pytest.raises(ProcessLookupError, match="has ended"):
        peak_bytes(ended.pid)
    ended.wait()
