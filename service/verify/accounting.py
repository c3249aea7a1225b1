"""The service's own accounting against the recount's, and against itself."""

from collections import Counter
from collections.abc import Mapping

from service.verify.compare import Comparison, Difference, compare
from service.verify.recount import OUTCOMES, Partition, Recount, Shared

Accounting = Mapping[Partition, Counter[str]]
"""By raw topic and partition: records `read`, and by outcome."""

NUMBERS = ("read", *OUTCOMES)


def compare_accounting(what: str, read: Mapping[Partition, int], recount: Recount, told: Accounting) -> Comparison:
    """Compare all five numbers of each partition, and the identity on the service's own.

    `read`: raw records in each partition; `told`: what `kpi.accounting` says, or the workers on /metrics.
    """
    expected = {place: _expected(place, records, recount, told) for place, records in read.items()}
    found = {place: numbers for place, numbers in told.items() if numbers.total()}
    compared = compare(what, expected, found, _name, _differ)
    unbalanced = [each for place, numbers in sorted(found.items()) for each in _balance(_name(place), numbers)]
    return compared.and_also([*unbalanced, *_total(recount, found)])


def _expected(place: Partition, read: int, recount: Recount, told: Accounting) -> Counter[str]:
    outcomes = recount.accounting.get(place, Counter())
    numbers = Counter({"read": read} | {outcome: outcomes[outcome] for outcome in OUTCOMES})
    shared = recount.shared.get(place)
    return numbers if shared is None else _where_told(numbers, shared, told.get(place, Counter()))


def _where_told(numbers: Counter[str], shared: Shared, told: Counter[str]) -> Counter[str]:
    # An id sent through several partitions is counted in one of them, and the log does not say which: there, what
    # was counted here lies between two bounds, and the rest are duplicates. The sum over partitions is exact.
    least = numbers["counted"] - shared.counted
    counted = min(max(told["counted"], least), least + shared.possible)
    both = numbers["counted"] + numbers["duplicate"]
    return Counter({**numbers, "counted": counted, "duplicate": both - counted})


def _differ(where: str, expected: Counter[str], found: Counter[str]) -> list[Difference]:
    return [
        Difference(where, number, expected[number], found[number])
        for number in NUMBERS
        if expected[number] != found[number]
    ]


def _balance(where: str, numbers: Counter[str]) -> list[Difference]:
    """Read = counted + duplicate + rejected + ignored, as the service itself tells it."""
    become = sum(numbers[outcome] for outcome in OUTCOMES)
    same = become == numbers["read"]
    return [] if same else [Difference(where, " + ".join(OUTCOMES), numbers["read"], become)]


def _total(recount: Recount, found: Accounting) -> list[Difference]:
    expected = sum(outcomes["counted"] for outcomes in recount.accounting.values())
    counted = sum(numbers["counted"] for numbers in found.values())
    return [] if expected == counted else [Difference("all partitions", "counted", expected, counted)]


def _name(place: Partition) -> str:
    return f"{place[0]}/{place[1]}"
