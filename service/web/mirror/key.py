"""Where a record of `kpi.updates` belongs, cut out of its key without reading JSON."""

from typing import NamedTuple


class Place(NamedTuple):
    """A KPI in a scope and over a window: what is steered, and what has a row on the board."""

    kpi: str
    window: str
    scope: bytes
    """As JSON, names in order: equal bytes are equal scopes."""


def placed(key: bytes) -> tuple[Place, str]:
    """The place of a key, and its bucket. Raises ValueError where it is no key of `kpi.updates`.

    The key is written in one way only (see `schemas.updates.UpdateKey`), and names of KPIs, windows and buckets hold
    nothing that JSON escapes; a scope's value cannot hold `","window":"`, for its quotes are escaped.

    >>> placed(b'{"kpi":"clicks","scope":{"campaign":"a"},"window":"day","bucket":"2026-11-24"}')
    (Place(kpi='clicks', window='day', scope=b'{"campaign":"a"}'), '2026-11-24')
    """
    head, found, tail = key.rpartition(b',"window":"')
    kpi, cut, scope = head[8:].partition(b'","scope":')
    window, parted, bucket = tail.partition(b'","bucket":"')
    if not (found and cut and parted and head.startswith(b'{"kpi":"') and bucket.endswith(b'"}')):
        raise ValueError(f"no key of kpi.updates: {key[:200]!r}")
    return Place(kpi.decode(), window.decode(), scope), bucket[:-2].decode()


def steered(key: bytes) -> Place:
    """The place of a key of `kpi.breaches`. Raises ValueError where it is none.

    >>> steered(b'{"kpi":"clicks","scope":{},"window":"day"}')
    Place(kpi='clicks', window='day', scope=b'{}')
    """
    return placed(key[:-1] + b',"bucket":""}')[0]
