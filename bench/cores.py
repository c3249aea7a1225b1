"""Which core does what: one for the worker under test, the other for the broker and the bench."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Cores:
    """Two different cores of this machine."""

    worker: int
    rest: int

    def keep_off(self) -> None:
        """Take this process, and all that it starts from now on, off the worker's core."""
        os.sched_setaffinity(0, {self.rest})

    def give(self, pid: int) -> None:
        """Give a process the worker's core and no other. Call it before the process starts threads."""
        os.sched_setaffinity(pid, {self.worker})


def choose() -> Cores:
    """The first two cores this process may use; a `SystemExit` says so where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("bench: two cores are needed, one for the worker and one for the broker; here is one")
    return Cores(worker=cores[0], rest=cores[1])
