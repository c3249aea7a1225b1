"""What `kpi.accounting` says: the last word of each lane, and what they say together of each raw partition."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.accounting import AccountingKey, LaneAccounting
from service.verify.recount import Partition


@dataclass
class Told:
    """Folds the records of `kpi.accounting`."""

    last: dict[bytes, bytes | None] = field(default_factory=dict)
    """Record key → value of the last record that had it."""

    def add(self, key: bytes, value: bytes | None) -> None:
        """Fold a record."""
        self.last[key] = value

    def accounting(self) -> tuple[Mapping[Partition, Counter[str]], list[str]]:
        """Records `read`, and by outcome, by raw partition; and a line for each record that breaks the contract."""
        found: dict[Partition, Counter[str]] = defaultdict(Counter)
        broken: list[str] = []
        for key, value in self.last.items():
            try:
                lane = _read(key, value or b"")
            except ValueError as error:
                broken.append(f"{key.decode(errors='replace')}: {str(error).splitlines()[0]}")
            else:
                _add(found, lane)
        return found, broken


def _read(key: bytes, value: bytes) -> LaneAccounting:
    """Raises ValueError (of pydantic too) where a record is not what the contract says."""
    named, lane = AccountingKey.model_validate_json(key), LaneAccounting.model_validate_json(value)
    if named.model_dump_json().encode() != key:
        raise ValueError("the key is not written as it must be, so two keys may say the same")
    if (lane.agent, lane.topic, lane.partition) != (named.agent, named.topic, named.partition):
        raise ValueError("the value is of another lane")
    return lane


def _add(found: dict[Partition, Counter[str]], lane: LaneAccounting) -> None:
    for each in lane.outcomes:
        numbers = {"read": each.read, "counted": each.counted, "duplicate": each.duplicate, "ignored": each.ignored}
        found[each.topic, each.partition].update(numbers, rejected=sum(each.rejected.values()))
