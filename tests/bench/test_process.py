"""A worker under test has one core, leaves nothing behind and does not die unnoticed."""

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from bench.contenders.contender import RunError
from bench.contenders.process import WorkerProcess
from bench.cores import choose
from tests.until import PATIENCE

CORES = choose()


def start(code: str, log: Path) -> WorkerProcess:
    return WorkerProcess([sys.executable, "-c", code], CORES, log)


def test_it_runs_on_the_workers_core_and_on_no_other(tmp_path: Path) -> None:
    process = start("import time; time.sleep(60)", tmp_path / "log")
    try:
        assert os.sched_getaffinity(process.pid) == {CORES.worker}
        assert CORES.worker != CORES.rest
    finally:
        process.stop()


def test_stop_ends_its_children_too(tmp_path: Path) -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    process = start(code, tmp_path / "log")
    children = _children(process.pid)
    process.stop()
    psutil.wait_procs(children, timeout=PATIENCE)
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_one_that_ends_by_itself_is_an_error_with_the_end_of_its_log(tmp_path: Path) -> None:
    process = start("raise SystemExit('no such broker')", tmp_path / "log")
    with pytest.raises(RunError, match=r"ended with code 1(.|\n)*no such broker"):
        _until_error(process)


def _until_error(process: WorkerProcess) -> None:
    for _ in range(500):
        process.check()
        time.sleep(0.02)


def _children(pid: int) -> list[psutil.Process]:
    for _ in range(500):
        if found := psutil.Process(pid).children(recursive=True):
            return found
        time.sleep(0.02)
    raise AssertionError("it started no child in ten seconds")
