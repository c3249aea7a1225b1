"""Records that no release of ours would write: each is refused with the field and the reason, in two languages."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from schemas.records.admitted import AdmittedRecord
from schemas.records.changes import ChangesRecord
from schemas.records.facts import FactsRecord
from schemas.records.journals import JournalRecord
from service.reasons import reason
from tests.schemas import packing
from tests.schemas.examples import EXAMPLES, PUBLISHED, files, name, parsed

PACKED: Mapping[str, tuple[Any, Callable[[Any], packing.Wire]]] = {
    "facts": (FactsRecord, packing.facts),
    "admitted": (AdmittedRecord, packing.admitted),
    "changes": (ChangesRecord, packing.changes),
}
CASES = [(folder, path) for folder in PACKED for path in files(folder)]


def wire(example: str) -> packing.Wire:
    model, pack = PACKED[example.partition("/")[0]]
    return pack(model.model_validate_json((EXAMPLES / f"{example}.json").read_bytes()))


def changed(example: str, **fields: Any) -> bytes:
    """A good record with some of its fields replaced, by their place in the struct."""
    given = wire(example)
    for at, value in fields.items():
        given[int(at.removeprefix("_"))] = value
    return packing.packed(given)


ROUTE = msgspec.msgpack.encode(("mail_opened", "recipient", (("campaign", "a"), ("campaign", "b")), ()))
OPENED, COUNTED = "facts/opened", "changes/opened-by-somebody-new"

BROKEN: Mapping[str, tuple[Any, bytes | None, str, str]] = {
    "no value": (FactsRecord, None, "", "is no MessagePack"),
    "not MessagePack": (FactsRecord, b"\xc1", "", "is no MessagePack"),
    "cut off": (AdmittedRecord, changed("admitted/opened")[:-1], "", "is no MessagePack"),
    "nested without end": (FactsRecord, b"\x91" * 5_000, "", "is no MessagePack"),
    "JSON": (ChangesRecord, b'{"source": 1}', "", "is no MessagePack"),
    "another value": (FactsRecord, msgspec.msgpack.encode(5), "", "must be list, is whole number"),
    "too few fields": (FactsRecord, msgspec.msgpack.encode(["mail"]), "", "must be list of at least length 11, is 1"),
    "too many fields": (FactsRecord, packing.packed([*wire(OPENED), b""]), "", "has 15 fields, not 14"),
    "a text for a column": (FactsRecord, changed(OPENED, _5="AAAA"), "route", "must be bytes, is text"),
    "a text for a route": (FactsRecord, changed(OPENED, _4=["x"]), "routes.0", "must be bytes, is text"),
    "a torn column": (FactsRecord, changed(OPENED, _7=b"1234567"), "subject", "has 7 bytes"),
    "unequal columns": (FactsRecord, changed(OPENED, _8=b"1" * 16), "id", "has 2 entries, and route has 1"),
    "unequal versions": (FactsRecord, changed(OPENED, _12=b"1" * 16), "version", "has 2 entries, and route has 1"),
    "a route too far": (FactsRecord, changed(OPENED, _5=b"\1\0\0\0"), "route.0", "points to entry 1 of 1"),
    "a route that is none": (FactsRecord, changed(OPENED, _4=[b"x"]), "routes.0", "is no route"),
    "a dimension named twice": (FactsRecord, changed(OPENED, _4=[ROUTE]), "routes.0", "names something twice"),
    "an amount too many": (FactsRecord, changed(OPENED, _11=bytes(8)), "amounts", "has 1 entries, and the rows"),
    "no amounts": (AdmittedRecord, changed("admitted/order-taken-back-and-counted-anew", _7=b""), "amounts",
                   "has 0 entries, and the rows ask for 8"),
    "a sign of nothing": (AdmittedRecord, changed("admitted/opened", _8=b"\0"), "facts.0.sign", "1 or -1"),
    "a raw partition below 0": (FactsRecord, changed(OPENED, _1=-1), "partition", "greater than or equal to 0"),
    "a scope out of order": (ChangesRecord, changed(COUNTED, _3=[[["b", "1"], ["a", "1"]], [], [], []]), "scopes.0",
                             "has dimensions out of order, or twice"),
    "an indicator too far": (ChangesRecord, changed(COUNTED, _4=["opened_total"]), "indicator.1", "entry 1 of 1"),
    "no grain": (ChangesRecord, changed(COUNTED, _11=b"\0\1"), "different.0.grains", "at least"),
    "a slot after all time": (ChangesRecord, changed(COUNTED, _12=b"\xff\xff\xff\x7f" * 2), "different.0.slot", "less"),
    "nothing added": (ChangesRecord, changed(COUNTED, _8=bytes(16)), "counted.0.added", "must not be 0"),
    "a rate below 0": (ChangesRecord, changed("changes/rate-told-and-taken-back", _20=[["A", "B", 1, [0, 0], -1, 1]]),
                       "rates.0.rate", "a rate is a text"),
    "a journal's unknown entry": (JournalRecord, msgspec.msgpack.encode(["leap", 1]), "", "shape that is not known"),
    "a step without its change": (JournalRecord, msgspec.msgpack.encode(["step", 1, 2, "defs"]), "", "at least"),
    "a journal's part too long": (JournalRecord, msgspec.msgpack.encode(["part", b"", b""]), "", "has 3 fields, not 2"),
}  # fmt: skip


@pytest.mark.parametrize(("folder", "path"), CASES, ids=lambda it: name(it) if not isinstance(it, str) else it)
def test_an_example_packed_by_hand_is_read_as_it_was(folder: str, path: Any) -> None:
    model, pack = PACKED[folder]
    read = model.of(packing.packed(pack(model.model_validate_json(path.read_bytes()))))
    assert read.model_dump(mode="json") == parsed(path)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_is_refused_with_field_and_reason(case: str) -> None:
    model, value, field, why = BROKEN[case]
    with pytest.raises(ValidationError) as refused:
        model.of(value)
    first = refused.value.errors(include_url=False)[0]
    told = reason(first)
    assert ".".join(map(str, first["loc"])) == field
    assert why in told.en and told.fr != told.en


@pytest.mark.parametrize("folder", PUBLISHED)
def test_what_is_wrong_with_every_invalid_example_is_told_in_french_too(folder: str) -> None:
    for path in files(f"{folder}/invalid"):
        with pytest.raises(ValidationError) as refused:
            PUBLISHED[folder][0].model_validate_json(path.read_bytes())
        told = [reason(error) for error in refused.value.errors(include_url=False)]
        assert [each.en for each in told if each.fr == each.en] == []
