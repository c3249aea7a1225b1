"""The floor: what reading, decoding and a dict cost, and nothing else."""

import sys
from pathlib import Path

from bench.contenders.program import Program
from bench.cores import Cores


def floor(cores: Cores) -> Program:
    """The bare aiokafka loop of `bench/programs/floor.py`."""
    return Program("bare aiokafka", "floor", Path(sys.executable), cores, small=100_000, large=800_000)
