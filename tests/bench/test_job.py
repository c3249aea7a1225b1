"""Results survive being written, and windows are cut from the epoch."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from bench.job import WINDOW_S, Counts, read, window, write

CELLS = st.dictionaries(st.tuples(st.text(max_size=8), st.integers(0, 2**33)), st.integers(0, 2**40))


@given(CELLS)
def test_what_is_written_is_read_again(counts: Counts) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        write(counts, path)
        assert read(path) == counts
        assert list(Path(folder).iterdir()) == [path]


@given(st.floats(0, 2e9))
def test_an_instant_lies_in_its_window(seconds: float) -> None:
    start = window(seconds)
    assert start % WINDOW_S == 0
    assert start <= seconds < start + WINDOW_S
