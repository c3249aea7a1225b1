"""Quix Streams, in a virtual environment of its own, since it pins another pydantic than ours."""

import subprocess
import sys
import venv
from pathlib import Path

from bench.contenders.process import ROOT
from bench.contenders.program import Program
from bench.cores import Cores

ENVIRONMENT = ROOT / ".venv-bench"
LOCK = ROOT / "bench" / "requirements-quix.lock"


def quix(cores: Cores) -> Program:
    """The application of `bench/programs/quix.py`; its environment is made on first use."""
    return Program("Quix Streams", "quix", environment(), cores, small=50_000, large=200_000)


def environment() -> Path:
    """The Python that has Quix Streams installed as locked by hash; the first time needs the network."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "installed.lock"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        _install(python)
        stamp.write_bytes(LOCK.read_bytes())
    return python


def _install(python: Path) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench: cannot install Quix Streams from {LOCK.relative_to(ROOT)}:\n{done.stderr.strip()}")
