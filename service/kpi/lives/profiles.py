"""What is known of a life or a visit, as a row of small ints, to the slots that it adds to."""

from collections.abc import Callable

from service.kpi.columns import Ints, Names, Rows
from service.kpi.lives.stretches import different

Profile = tuple[int, ...]


class Profiles:
    """Compiles each different row once."""

    def __init__(self, compiled: Callable[[Profile], list[int]]) -> None:
        """`compiled` makes the slots of a profile."""
        self._rows = Rows()
        self._names = Names[Profile](lambda profile: self._rows.append(compiled(profile)))

    def slots(self, rows: Ints) -> tuple[Ints, Ints]:
        """The slots of profiles (a line each), each with the position in `rows` that it comes from."""
        if self._names.full:
            self.clear()
        position, which = different(rows)
        ids = self._names.ids([tuple(row) for row in rows[position].tolist()])
        return self._rows.expand(ids[which])

    def clear(self) -> None:
        """Forget all: slots or the numbers in profiles mean something else from now on."""
        self._names.clear()
        self._rows.clear()
