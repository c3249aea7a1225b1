"""Which published values answer the bench's question, and whether they are the right ones."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bench.expected import CatalogCell, Comparison
from bench.job import Counts
from bench.updates import Published


class Answer(Protocol):
    """A comparison of what is published with what is expected."""

    @property
    def differing(self) -> int:
        """Cells that differ now."""

    def take(self, records: Iterable[Published]) -> int:
        """Take these into account; returns how many of them were about the question."""


class SmallJobAnswer:
    """`reactions` by campaign, in windows of ten seconds."""

    PREFIX = b'{"kpi":"reactions","scope":{"campaign":'

    def __init__(self, expected: Counts) -> None:
        self._comparison = Comparison(expected)

    @property
    def differing(self) -> int:
        """Cells that differ now."""
        return self._comparison.differing

    def take(self, records: Iterable[Published]) -> int:
        """Take these into account."""
        ours = [record for record in records if record.key.startswith(self.PREFIX)]
        for record in ours:
            key = record.decoded_key()
            start = int(datetime.fromisoformat(key["bucket"]).timestamp())
            self._comparison.put((key["scope"]["campaign"], start), record.decoded()["value"])
        return len(ours)


class CatalogAnswer:
    """The mail catalog's values over all time, by campaign."""

    SUFFIX = b',"window":"all","bucket":""}'

    def __init__(self, expected: Mapping[CatalogCell, int]) -> None:
        self._comparison = Comparison(expected)
        self._fields = {(kpi, field) for kpi, field, _ in expected}
        self._kpis = {kpi for kpi, _ in self._fields}

    @property
    def differing(self) -> int:
        """Cells that differ now."""
        return self._comparison.differing

    def take(self, records: Iterable[Published]) -> int:
        """Take these into account."""
        ours = [record for record in records if record.key.endswith(self.SUFFIX)]
        return sum(self._put(record) for record in ours)

    def _put(self, record: Published) -> bool:
        key = record.decoded_key()
        campaign = key["scope"].get("campaign")
        if campaign is None or key["kpi"] not in self._kpis:
            return False
        update = record.decoded()
        for kpi, field in self._fields:
            if kpi == key["kpi"]:
                self._comparison.put((kpi, field, campaign), update[field] or 0)
        return True
