"""Plain Faust, in the project's own environment."""

import sys
from pathlib import Path

from bench.contenders.program import Program
from bench.cores import Cores


def faust_plain(cores: Cores) -> Program:
    """The app of `bench/programs/faust_plain.py`; small inputs, for it is slow."""
    return Program("plain Faust", "faust_plain", Path(sys.executable), cores, small=10_000, large=40_000)
