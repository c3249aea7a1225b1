"""On what it was measured."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("aiokafka", "faust-streaming", "msgspec", "numpy")


def describe() -> dict[str, str]:
    """Processor, memory, versions and the time, for whoever reads the figures later."""
    cores = os.cpu_count() or 0
    return {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": f"{_model()}, {cores} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "load": "{:.1f} {:.1f} {:.1f} (1, 5, 15 minutes)".format(*os.getloadavg()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
