"""`python -m tests.chaos --seeds "1 2 3"`: faults while events are counted, then a recount.

Exits 0 only if every seed holds.
"""

import argparse
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from service.demo.feed import hush
from service.settings import Settings
from tests.chaos.builds import BROKEN, FULL, SHORT, broken
from tests.chaos.run import ChaosPolicy, Verdict, run


def main() -> int:
    """Run every seed and sum up; what a failed seed wrote is kept."""
    hush()
    options = _options()
    policy, verdicts = _policy(options), list[Verdict]()
    for seed in map(int, options.seeds.split()):
        folder = _folder(seed)
        verdict = run(policy, seed, folder)
        print(verdict.said)
        if verdict.holds and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"seed {seed}: logs and data are in {folder}")
        verdicts.append(verdict)
    for verdict in verdicts:
        print(verdict)
    return 0 if verdicts and all(verdict.holds for verdict in verdicts) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seeds", default="1 2 3", help="seeds, with spaces between them")
    parser.add_argument("--events", type=int, help="how many events are fed")
    parser.add_argument("--short", action="store_true", help="30,000 events and a few faults")
    parser.add_argument("--broken", choices=sorted(BROKEN), help="run a deliberately broken build instead")
    parser.add_argument("--keep", action="store_true", help="keep logs and data of seeds that hold")
    return parser.parse_args()


def _policy(options: argparse.Namespace) -> ChaosPolicy:
    whole = SHORT if options.short else FULL
    policy = broken(options.broken) if options.broken else whole
    return replace(policy, events=options.events) if options.events else policy


def _folder(seed: int) -> Path:
    place = Settings().cache / "chaos"
    place.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=f"seed{seed}-", dir=place))


if __name__ == "__main__":
    sys.exit(main())
