"""The update that is asked for and those that it is made of, or what there is instead."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from pydantic import ValidationError

from schemas.updates import Scope, Update, UpdateKey
from service.explain.asked import Asked, scope_text
from service.explain.topic import Updates
from service.explain.words import NotExplained
from service.kpi.catalog import Catalog

_TOLD = 8
"""Scopes or buckets that are told, where there are more."""

Found = Mapping[str, Update]
"""By KPI: the one that is asked for, and all whose attainment it reads, however deep."""


async def find(topic: Updates, asked: Asked, catalog: Catalog) -> Found:
    """The update that is asked for and its parts, all of one scope, window and bucket. Raises NotExplained."""
    kpis = family_of(asked.kpi, catalog)
    begins = tuple(_begin(kpi) for kpi in kpis)
    last = await topic.last([topic.partition_of(asked.scope)], lambda key: key.startswith(begins))
    keys = [key for key in map(_key, last) if key and asked.means(key)]
    if not keys:
        raise await _instead(topic, asked)
    chosen = max(keys, key=lambda key: key.bucket)  # labels of a window sort by time
    ours = {kpi: chosen.model_copy(update={"kpi": kpi}).model_dump_json().encode() for kpi in kpis}
    return {kpi: _update(topic.topic, key, last[key]) for kpi, key in ours.items() if key in last}


def family_of(kpi: str, catalog: Catalog) -> tuple[str, ...]:
    """A KPI and all whose attainment it reads, however deep, each once."""
    found = {kpi: None}
    for part in catalog.formulas[kpi].attained:
        found |= dict.fromkeys(family_of(part, catalog))
    return tuple(found)


async def _instead(topic: Updates, asked: Asked) -> NotExplained:
    """Why there is nothing, with what there is: the nearest scopes, the windows, the nearest buckets."""
    begin = _begin(asked.kpi)
    last = await topic.last(range(topic.partitions), lambda key: key.startswith(begin))
    keys = [key for key in map(_key, last) if key]
    given = scope_text(asked.scope, "{}")
    if not keys:
        return NotExplained.because("never", kpi=asked.kpi, topic=topic.topic)
    here = [key for key in keys if key.scope == asked.scope]
    if not here:
        there = _near(asked.scope, [key.scope for key in keys])
        return NotExplained.because("other_scopes", kpi=asked.kpi, given=given, there=there)
    buckets = sorted(key.bucket for key in here if key.window == asked.window)
    about = {"kpi": asked.kpi, "given": given, "window": asked.window}
    if not buckets:
        there = ", ".join(sorted({key.window for key in here}))
        return NotExplained.because("other_windows", **about, there=there)
    there = ", ".join(nearest_buckets(str(asked.bucket), buckets))
    return NotExplained.because("other_buckets", **about, bucket=asked.bucket, count=len(buckets), there=there)


def _near(scope: Scope, scopes: Iterable[Scope]) -> str:
    """Those most like it first."""
    wanted = scope_text(scope, "{}")
    texts = {scope_text(each, "{}") for each in scopes}
    by_likeness = sorted(texts, key=lambda text: (-SequenceMatcher(None, wanted, text).ratio(), text))
    return _listed(by_likeness)


def nearest_buckets(wanted: str, there: list[str]) -> list[str]:
    """The buckets around the place where it would be, in order.

    >>> nearest_buckets("2026-05", ["2026-01", "2026-04", "2026-06"])
    ['2026-01', '2026-04', '2026-06']
    """
    place = sum(bucket < wanted for bucket in there)
    first = max(0, min(place - _TOLD // 2, len(there) - _TOLD))
    return there[first : first + _TOLD]


def _listed(texts: list[str]) -> str:
    more = f" … (+{len(texts) - _TOLD})" if len(texts) > _TOLD else ""
    return ", ".join(texts[:_TOLD]) + more


def _begin(kpi: str) -> bytes:
    return b'{"kpi":"%b",' % kpi.encode()


def _key(key: bytes) -> UpdateKey | None:
    try:
        return UpdateKey.model_validate_json(key)
    except ValidationError:
        return None


def _update(topic: str, key: bytes, value: bytes) -> Update:
    try:
        return Update.model_validate_json(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise NotExplained.because("unreadable", topic=topic, key=key.decode(), error=why) from None
