"""The age is how long ago no more had been sent than has been counted."""

from hypothesis import given
from hypothesis import strategies as st

from service.demo.freshness import Freshness


def test_nothing_is_known_before_the_first_count() -> None:
    fresh = Freshness()
    assert fresh.age(1.0, done=10) is None
    fresh.note(0.0, 10)
    assert fresh.age(1.0, done=0) is None


@given(rate=st.integers(1, 10_000), behind=st.floats(0, 50), seconds=st.integers(60, 200))
def test_at_a_steady_rate_it_is_the_delay(rate: int, behind: float, seconds: int) -> None:
    fresh = Freshness()
    for now in range(seconds + 1):
        fresh.note(float(now), now * rate)
    age = fresh.age(float(seconds), done=int((seconds - behind) * rate))
    assert age is not None
    assert behind - 1e-6 <= age <= behind + 1 / rate + 1e-6
