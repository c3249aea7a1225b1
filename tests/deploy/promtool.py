"""Debian's promtool and amtool, run on files; what they say is the failure."""

import subprocess
from pathlib import Path

from tests.deploy.files import ROOT, needs

needs_promtool = needs("promtool", "prometheus")
needs_amtool = needs("amtool", "prometheus-alertmanager")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """What a checker says of what it is given."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def accepted(*command: str) -> None:
    """It has nothing to say against it."""
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def rules_hold(tests: Path) -> bool:
    """Whether the rules do what their tests say. Anything but a failed test is an error of the test itself."""
    done = run("promtool", "test", "rules", str(tests))
    said = done.stdout + done.stderr
    assert done.returncode == 0 or "exp:" in said, said
    return done.returncode == 0
