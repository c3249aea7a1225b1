"""Samples as Prometheus's text, a column at a time: a hundred thousand take a tenth of a second.

prometheus_client builds an object for each sample, which took seconds of the event loop with a few hundred scopes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from service.kpi.columns import Ints
from service.kpi.formula.numbers import Numbers

_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})


def labels(pairs: Iterable[tuple[str, str]]) -> bytes:
    r"""Labels as they stand between braces.

    >>> labels([("kpi", "uses"), ("shop", 'the "old" one')])
    b'kpi="uses",shop="the \\"old\\" one"'
    """
    return ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in pairs).encode()


class Exposition:
    """Samples by metric."""

    def __init__(self) -> None:
        self._samples: dict[str, list[bytes]] = defaultdict(list)

    def add(self, metric: str, own: bytes, places: Sequence[bytes], lines: Ints, numbers: Numbers) -> None:
        """Samples of one metric on some lines; undefined ones have none.

        `own`: labels that all have; `places`: other labels, by line; `numbers` by line.
        """
        column = numbers.column[lines]
        known = np.flatnonzero(column == column)
        if len(known):
            texts = Numbers(column[known], numbers.whole).json
            sample = b"%b{%b%%b} %%b\n" % (metric.encode(), own and own + b",")
            where = map(places.__getitem__, lines[known].tolist())
            self._samples[metric] += map(sample.__mod__, zip(where, texts, strict=True))

    def text(self, gauges: Mapping[str, str]) -> bytes:
        """The gauges, each with its documentation."""
        head = "# HELP {0} {1}\n# TYPE {0} gauge\n"
        return b"".join(
            b"".join((head.format(metric, documentation).encode(), *self._samples[metric]))
            for metric, documentation in gauges.items()
        )
