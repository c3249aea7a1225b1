"""What is timed is not held up by the bench itself."""

import gc

import pytest

from bench.collector import collector_off


def test_nothing_is_collected_while_something_is_timed_and_again_afterwards() -> None:
    with collector_off():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_while_timing_leaves_the_collector_on() -> None:
    with pytest.raises(RuntimeError), collector_off():
        raise RuntimeError
    assert gc.isenabled()
