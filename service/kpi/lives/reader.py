"""What every reader of lives has: what routes tell it, and the facts that stand, taken from batches and kept."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from service.kpi.batch import Batch
from service.kpi.columns import Ints, only_used
from service.kpi.keys.seen import Keys
from service.kpi.lives.entity import Part
from service.kpi.lives.lives import ID, REST, ROUTE, Lives
from service.kpi.lives.vocabulary import Vocabulary

_FEW_ROUTES = 1 << 16
_PART_BYTES = 1 << 19


@dataclass(frozen=True, slots=True)
class Arrived:
    """Facts of a batch that a reader reads."""

    subject: Keys
    rows: Ints
    sign: Ints | None


class Reader(ABC):
    """Keeps facts by life. Each subclass says what they add to."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        self.name = name
        self._vocabulary = vocabulary
        self._lives = Lives(REST + len(vocabulary.measures))
        self._routes_kept = 0

    @property
    def nbytes(self) -> int:
        """Memory of the facts in bytes."""
        return self._lives.nbytes

    def parts(self) -> Iterator[tuple[list[bytes], bytes, bytes]]:
        """All facts, for a snapshot: routes, a key for each row, rows."""
        keys, rows = self._lives.all()
        most = _PART_BYTES // (8 * (rows.shape[1] + 1))
        for at in range(0, len(keys), most):
            part = rows[at : at + most].copy()
            routes, part[:, ROUTE] = only_used(part[:, ROUTE], self._vocabulary.routes.names)
            yield routes, keys[at : at + most].tobytes(), part.tobytes()

    def enter(self, routes: Sequence[bytes], keys: bytes, rows: bytes) -> None:
        """Take a part of a snapshot in; nothing is added anywhere, for it was."""
        facts = np.frombuffer(rows, np.int64).reshape(-1, REST + len(self._vocabulary.measures)).copy()
        facts[:, ROUTE] = self._vocabulary.routes.ids(routes)[facts[:, ROUTE]]
        lives, owner = np.unique(self._lives.ids(np.frombuffer(keys, np.uint64)), return_inverse=True)
        before = self._lives.facts(lives)
        owners, all_rows = np.concatenate((before[0], owner)), np.concatenate((before[1], facts))
        order = np.argsort(owners, kind="stable")  # a life that two parts share goes on in its order
        self._lives.put(lives, owners[order], all_rows[order])

    @abstractmethod
    def fold(self, batch: Batch, mine: Ints, names: Sequence[bytes]) -> Iterator[Part]:
        """What the facts at these positions change; `names` are the routes as the batch numbers them."""

    @abstractmethod
    def recompile(self) -> None:
        """Slots or values mean something else from now on."""

    @abstractmethod
    def forget(self, before: int) -> None:
        """No fact from before this time (ms) comes or is taken back: forget what nothing can add to any more."""

    def clear(self) -> None:
        """Forget all facts."""
        self._lives.clear()
        self._vocabulary.clear()
        self.recompile()

    def rest(self) -> None:
        """Between two steps: forget the routes that no fact has any more, once they are many."""
        known = self._vocabulary.routes.names
        if len(known) < max(_FEW_ROUTES, 2 * self._routes_kept):
            return
        used = self._lives.routes()
        kept = [known[route] for route in used.tolist()]
        self._vocabulary.clear()
        numbers = np.zeros(len(known), np.int64)
        numbers[used] = self._vocabulary.routes.ids(kept)
        self._lives.renumber_routes(numbers)
        self._routes_kept = len(kept)
        self.recompile()

    def _arrived(self, batch: Batch, mine: Ints, names: Sequence[bytes]) -> Arrived:
        """The facts of these positions; `names` are the routes as the batch numbers them."""
        used, which = np.unique(batch.route[mine], return_inverse=True)
        route = self._vocabulary.routes.ids([names[each] for each in used.tolist()])[which]
        amounts = self._vocabulary.amounts(route, batch.start[mine], batch.amounts)
        rows = np.concatenate((amounts[:, : ID + 1], route[:, None], amounts[:, ID + 1 :]), 1)
        return Arrived(batch.subject[mine], rows, None if batch.sign is None else batch.sign[mine])
