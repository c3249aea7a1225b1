"""promtool and amtool, run on files; what they say is the failure.

Debian's promtool is 2.42. Where another version lies on the path as `promtool-3`, it is asked the same.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.files import ROOT, needs

PROMTOOL, PROMTOOL_3 = "promtool", "promtool-3"
needs_promtool = needs(PROMTOOL, "prometheus")
needs_amtool = needs("amtool", "prometheus-alertmanager")
needs_promtool_3 = pytest.mark.skipif(
    shutil.which(PROMTOOL_3) is None, reason=f"no {PROMTOOL_3} on the path (deploy/README.md says how to get one)"
)
both_promtools = pytest.mark.parametrize(
    "promtool",
    [
        pytest.param(PROMTOOL, marks=needs_promtool),
        pytest.param(PROMTOOL_3, marks=needs_promtool_3),
    ],
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """What a checker says of what it is given."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def accepted(*command: str) -> None:
    """It has nothing to say against it."""
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def rules_hold(tests: Path, promtool: str = PROMTOOL) -> bool:
    """Whether the rules do what their tests say. Anything but a failed test is an error of the test itself."""
    done = run(promtool, "test", "rules", str(tests))
    said = done.stdout + done.stderr
    assert done.returncode == 0 or "exp:" in said, said
    return done.returncode == 0
