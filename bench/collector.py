"""The bench's own garbage collector, kept out of what is timed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """No collection in this process, which sends and reads: its pauses would be charged to the service under test.

    Over the millions of objects of a whole run one takes up to 0.2 s, and there are more than one a second.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
