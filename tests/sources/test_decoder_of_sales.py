"""Numbers, amounts and currencies are read by msgspec as pydantic reads them."""

import json
from typing import Annotated, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from schemas.events import COUNTED
from schemas.events.base import Event
from service.kpi.refused import Refused
from service.sources.decoder import Decoder
from service.sources.structs import struct_of
from tests.schemas.examples import files, name, parsed

SALES = COUNTED["sales"]
decode = Decoder(SALES)

WHOLE: dict[str, Any] = {
    "id": "1",
    "time": "2026-11-24T10:00:00Z",
    "lead": "l",
    "opportunity": "p",
    "order": "o",
    "document": "d",
    "owner": "w",
    "activity": "call",
    "amount": 5,
    "line_amount": "5.5",
    "refund": 5,
    "currency": "EUR",
}


def judged(payload: bytes) -> dict[str, Any] | None:
    """What the decoder makes of it; None: refused."""
    try:
        event, _ = decode(payload)
    except Refused:
        return None
    fields = SALES[event.__struct_config__.tag].model_fields.keys() - {"time", "type"}
    return {field: (type(value := getattr(event, field)), value) for field in fields}


def judged_by_pydantic(kind: str, payload: bytes) -> dict[str, Any] | None:
    try:
        event = SALES[kind].model_validate_json(payload)
    except ValidationError:
        return None
    named = event.model_dump()
    return {field: (type(value), value) for field, value in named.items() if field not in ("time", "type")}


numbers = st.one_of(
    st.integers(),
    st.integers(-(10**13) - 2, 10**13 + 2),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.decimals(-(10**13) - 2, 10**13 + 2, places=3, allow_nan=False).map(str),
    st.from_regex(r"-?[0-9]{0,14}[.,]?[0-9]{0,4}\n?", fullmatch=True),
    st.text(max_size=4),
)
changes = st.dictionaries(
    st.sampled_from(["amount", "discount", "tax", "line_amount", "refund", "quantity", "probability", "days_open"]),
    numbers,
    min_size=1,
    max_size=4,
)


@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from(sorted(SALES)), changes)
@example("order_placed", {"amount": "-0"})
@example("adjustment_booked", {"amount": "-0"})
@example("adjustment_booked", {"amount": -0.0})
@example("order_placed", {"quantity": 5.0})
def test_generated_amounts_are_judged_as_pydantic_judges_them(kind: str, changed: dict[str, Any]) -> None:
    payload = json.dumps(WHOLE | {"type": kind} | changed).encode("utf-8", "surrogatepass")
    assert judged(payload) == judged_by_pydantic(kind, payload)


@pytest.mark.parametrize("raw", [b"1e2", b"1E2", b"5.0", b"-0", b"00", b"5e0", b"0.5e1", b"9" * 30])
@pytest.mark.parametrize("field", [b"amount", b"quantity"])
def test_a_number_is_judged_as_pydantic_judges_it_however_it_is_written(field: bytes, raw: bytes) -> None:
    whole = json.dumps(WHOLE | {"type": "order_placed"}).encode()[:-1]
    payload = whole + b',"' + field + b'":' + raw + b"}"
    assert judged(payload) == judged_by_pydantic("order_placed", payload)


@pytest.mark.parametrize("currency", ["EUR", "eur", "EUX", "", 978, None, "XAU", "HRK", "EUR "])
def test_a_currency_is_judged_as_pydantic_judges_it(currency: object) -> None:
    payload = json.dumps(WHOLE | {"type": "order_placed", "currency": currency}).encode()
    assert judged(payload) == judged_by_pydantic("order_placed", payload)


@pytest.mark.parametrize("path", files("sales"), ids=name)
def test_every_valid_example_is_read(path: Any) -> None:
    assert judged(path.read_bytes()) == judged_by_pydantic(parsed(path)["type"], path.read_bytes()) is not None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("amount", 1.5, "amount: an amount is a whole number of minor units, or a decimal text of them"),
        ("currency", "eur", "currency: a currency is a code of ISO 4217 in capitals, such as EUR"),
        ("quantity", -1, "quantity: Input should be greater than or equal to 0"),
    ],
)
def test_a_refusal_names_the_field_and_what_would_be_right(field: str, value: object, says: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(json.dumps(WHOLE | {"type": "order_placed", field: value}).encode())
    assert refused.value.detail.startswith(says) and "more)" not in refused.value.detail


def test_a_pattern_within_a_union_that_python_reads_otherwise_is_an_error_at_the_start() -> None:
    class Odd(Event):
        odd: Annotated[str, Field(pattern=r"^\s\z")] | None

    with pytest.raises(TypeError, match=r"Odd\.odd: the pattern"):
        struct_of("odd", Odd)
