"""The expected result is counted from the events, and a wrong one cannot pass."""

from hypothesis import given
from hypothesis import strategies as st

from bench.events import Event
from bench.expected import Comparison, differing, small_job, whole_catalog

CELLS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3))


def event(kind: str, recipient: str, second: float) -> Event:
    return Event(kind, "spring", recipient, int(second * 1000), b"")


SENT = [
    event("mail_opened", "ann", 9.999),
    event("mail_opened", "ann", 10),
    event("mail_clicked", "ben", 12),
    event("mail_sent", "ben", 12),
    event("mail_delivered", "ben", 13),
    event("mail_bounced", "cas", 14),
]


def test_the_small_job_counts_three_types_in_windows_of_ten_seconds() -> None:
    assert small_job(SENT) == {("spring", 0): 1, ("spring", 10): 2}


def test_the_whole_catalog_counts_events_and_people() -> None:
    assert whole_catalog(SENT) == {
        ("opens", "value", "spring"): 2,
        ("clicks", "value", "spring"): 1,
        ("sent", "value", "spring"): 1,
        ("delivered", "value", "spring"): 1,
        ("open_rate", "numerator", "spring"): 1,
        ("open_rate", "denominator", "spring"): 1,
    }


@given(CELLS, CELLS)
def test_cells_differ_where_a_value_is_another_and_an_absent_one_is_0(
    found: dict[str, int], expected: dict[str, int]
) -> None:
    assert differing(found, expected) == sum(found.get(c, 0) != expected.get(c, 0) for c in "abcdef")


@given(CELLS, st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3))))
def test_only_the_last_value_of_a_cell_counts(expected: dict[str, int], values: list[tuple[str, int]]) -> None:
    comparison = Comparison(expected)
    for cell, value in values:
        comparison.put(cell, value)
    assert comparison.differing == differing(dict(values), expected)
