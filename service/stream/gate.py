"""May partitions be fetched? Only between "Worker ready" and the next revocation, and only once they were sought."""

from dataclasses import dataclass


@dataclass
class Gate:
    """Which generation of the group was sought, and for which Faust is ready to take what is fetched.

    `app.rebalancing` is no gate: a late recovery resets it during the next rebalance.

    >>> gate = Gate()
    >>> gate.sought = gate.ready = 7
    >>> gate.open_in(7), gate.open_in(8)
    (True, False)
    """

    sought: int | None = None
    """Generation in which every assigned partition was sought to its lane's position."""
    ready: int | None = None
    """Generation for which Faust said "Worker ready": before that it may still clear the agents' queues."""

    def open_in(self, generation: int) -> bool:
        """Whether fetching is allowed in the generation in force."""
        return self.sought == self.ready == generation

    def close(self) -> None:
        """Nothing may be fetched until both are said anew."""
        self.sought = self.ready = None
