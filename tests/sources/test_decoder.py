"""The decoder accepts what pydantic accepts, with the same values, and says why it refuses the rest."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import from_json

from schemas.events import MODELS
from schemas.events.base import Event
from schemas.rejects import ReasonCode
from service.kpi.control import Corrected, Retracted
from service.kpi.refused import Refused
from service.sources.decoder import Decoder
from service.sources.structs import struct_of

MAIL = MODELS["mail"]
decode = Decoder(MAIL)

SENT: dict[str, Any] = {
    "id": "1",
    "type": "mail_sent",
    "time": "2026-11-24T10:00:00Z",
    "campaign": "spring",
    "recipient": "ada@example.org",
}


def payload(**changes: Any) -> bytes:
    """A mail_sent with some fields changed."""
    return json.dumps(SENT | changes).encode()


def with_time(text: str) -> bytes:
    return payload(time="@@").replace(b"@@", text.encode(), 1)


def with_more(raw: bytes) -> bytes:
    """A mail_sent with raw bytes before the closing brace."""
    return payload()[:-1] + raw + b"}"


def reason(raw: bytes) -> ReasonCode:
    with pytest.raises(Refused) as refused:
        decode(raw)
    return refused.value.reason


def judged_by_pydantic(raw: bytes) -> Event | ReasonCode:
    """What pydantic alone makes of it, in the order of the reasons."""
    try:
        given = from_json(raw.decode(), allow_inf_nan=False)
    except UnicodeDecodeError:
        return "invalid_utf8"
    except ValueError:
        return "invalid_json"
    if not isinstance(given, dict):
        return "invalid_json"
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in MAIL:
        return "unknown_type"
    if not isinstance(given.get("id"), str) or not given["id"]:
        return "missing_id"
    try:
        return MAIL[kind].model_validate_json(raw)
    except ValidationError:
        return "invalid_field"


def judged(raw: bytes) -> dict[str, Any] | ReasonCode:
    try:
        event, second = decode(raw)
    except Refused as refused:
        return refused.reason
    return told(event, second)


def told(event: Any, second: int) -> dict[str, Any]:
    time = datetime.fromisoformat(event.time)
    assert second == (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    control = {"id": event.id, "time": time, "event": event.event} if isinstance(event, Retracted | Corrected) else {}
    match event:
        case Retracted():
            return control | {"type": "event_retracted"}
        case Corrected(by=by, second=when):
            return control | {"type": "event_corrected", "by": told(by, when)}
    kind = event.__struct_config__.tag
    named = {name: getattr(event, name) for name in MAIL[kind].model_fields if name != "type"}
    return named | {"type": kind, "time": time}


def assert_agreed(raw: bytes) -> None:
    wanted = judged_by_pydantic(raw)
    assert judged(raw) == (wanted.model_dump() if isinstance(wanted, Event) else wanted)


PINNED = {
    "plain": payload(),
    "bad utf-8 in an unknown field": with_more(b',"x":"\xff"'),
    "bad utf-8 in a known field": with_more(b',"message":"\xff"'),
    "bad utf-8 in an unknown name": with_more(b',"\xff":1'),
    "utf-8 everywhere": json.dumps(SENT | {"campaign": "été", "x": "日本"}, ensure_ascii=False).encode(),
    "nested 199 deep": with_more(b',"x":' + b"[" * 199 + b"]" * 199),
    "nested 201 deep": with_more(b',"x":' + b"[" * 201 + b"]" * 201),
    "nested 201 deep in objects": with_more(b',"x":' + b'{"a":' * 201 + b"1" + b"}" * 201),
    "nested 100,000 deep": with_more(b',"x":' + b"[" * 100_000 + b"]" * 100_000),
    "never closed": b"[" * 100_000,
    "1e400": with_more(b',"x":1e400'),
    "1e400 as an id": with_more(b',"id":1e400'),
    "NaN": with_more(b',"x":NaN'),
    "-Infinity": with_more(b',"x":-Infinity'),
    "an int of 30 digits": with_more(b',"x":' + b"9" * 30),
    "an int of 4,000 digits": with_more(b',"x":' + b"9" * 4_000),
    "an int of 5,000 digits": with_more(b',"x":' + b"9" * 5_000),
    "a string of a mebibyte": with_more(b',"x":"' + b"y" * (1 << 20) + b'"'),
    "a known string of a mebibyte": payload(message="y" * (1 << 20)),
    "an id twice": with_more(b',"id":"2"'),
    "an id twice, the first empty": b'{"id":"",' + payload()[1:],
    "an id twice, the last empty": with_more(b',"id":""'),
    "a type twice": with_more(b',"type":"account_opened"'),
    "a type twice, the last unknown": with_more(b',"type":"nothing"'),
    "a lone surrogate": with_more(b',"message":"\\ud800"'),
    "a lone surrogate in an unknown field": with_more(b',"x":"\\udfff"'),
    "a surrogate pair": with_more(b',"message":"\\ud83d\\ude00"'),
    "a byte order mark": b"\xef\xbb\xbf" + payload(),
    "white space around": b" \n\t\r" + payload() + b" \r\n",
    "a form feed after": payload() + b"\x0c",
    "something after": payload() + b"1",
    "null": b"null",
    "an array": b"[]",
    "a text": b'"x"',
    "true": b"true",
    "a number": b"1",
    "a control character": with_more(b',"message":"\x01"'),
    "null where none may be": payload(campaign=None),
    "null where one may be": payload(message=None),
    "a newline after the address": payload(recipient="ada@example.org\n"),
    "a newline before the address": payload(recipient="\nada@example.org"),
    "an address with python's white space": payload(recipient="a\x1c@example.org"),
    "an address with unicode's white space": payload(recipient="a\u2003@example.org"),
    "two ats": payload(recipient="a@b@c"),
    "an address of 254": payload(recipient="a" * 242 + "@example.org"),
    "an address of 255": payload(recipient="a" * 243 + "@example.org"),
    "a campaign of 128 characters in more bytes": payload(campaign="é" * 128),
    "a campaign of 129 characters": payload(campaign="é" * 129),
    "an id that is a number": payload(id=5),
    "a type that is a number": payload(type=5),
    "no type": json.dumps({k: v for k, v in SENT.items() if k != "type"}).encode(),
    "no id": json.dumps({k: v for k, v in SENT.items() if k != "id"}).encode(),
    "a time that is a number": payload(time=1_767_225_600),
    "a retraction": payload(type="event_retracted", event="1"),
    "a retraction of nothing": payload(type="event_retracted"),
    "a correction": payload(type="event_corrected", event="1", by=SENT | {"time": "2026-11-20T01:02:03.4Z"}),
    "a correction by an event of another id": payload(type="event_corrected", event="1", by=SENT | {"id": "2"}),
    "a correction by an event of an unknown type": payload(type="event_corrected", event="1", by=SENT | {"type": "x"}),
    "a correction by an event of a wrong address": payload(
        type="event_corrected", event="1", by=SENT | {"recipient": "a@b@c"}
    ),
    "a correction by a correction": payload(type="event_corrected", event="1", by=SENT | {"type": "event_corrected"}),
    "a correction by nothing": payload(type="event_corrected", event="1", by=None),
    "a correction of nothing": payload(type="event_corrected", by=SENT),
}
TIMES = [
    "2026-01-01T00:00:59.9999995Z",
    "2026-01-01T00:00:59.999999999Z",
    "2026-01-01T00:00:00.123456789Z",
    "2026-01-01T00:00:59.99999\\u00395Z",
    "2026-01-01T00:00:59\\u002e9999999Z",
    "2026-01-01T00:00:00.1234560Z",
    "2026-01-01_00:00:00Z",
    "2026-01-01t00:00:00z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-06-30T23:59:60Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00+0100",
    "2026-01-01T00:00:00+01",
    "2026-01-01T00:00:00+05:45",
    "2026-01-01T00:00:00-23:59",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00-00:00",
    "2026-01-01T00:00:00+01:60",
    "2026-02-30T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.9999999Z",
    "9999-12-31T23:59:59-10:00",
    "1767225600",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00,5Z",
    "2026-01-01",
    "2026-01-01T00:00:00\\u005a",
    "2026-01-01T00:00:00−01:00",
    "x",
]


@pytest.mark.parametrize("raw", PINNED.values(), ids=PINNED)
def test_pydantic_has_the_last_word(raw: bytes) -> None:
    assert_agreed(raw)


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read_as_pydantic_reads_it(text: str) -> None:
    assert_agreed(with_time(text))


def test_a_fraction_is_never_rounded_into_the_next_minute() -> None:
    event, second = decode(with_time("2026-01-01T00:00:59.99999999Z"))
    assert datetime.fromisoformat(event.time) == datetime(2026, 1, 1, 0, 0, 59, 999_999, UTC)
    assert second % 60 == 59


keys = st.sampled_from(
    ("id", "type", "time", "campaign", "recipient", "bounce", "machine", "user_agent", "url", "place")
)
texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ("", "a@b", "hard", "site", "x" * 129, "2026-11-24T10:00:00Z", "2026-11-24T10:00:59.9999999+02:00", *MAIL)
    ),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda t: t.isoformat() + "Z"),
)
values = st.one_of(texts, st.none(), st.booleans(), st.integers(), st.floats(), st.lists(texts, max_size=2))
changes = st.dictionaries(keys, values, max_size=4)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(MAIL)), changes)
def test_generated_events_are_judged_as_pydantic_judges_them(kind: str, changed: dict[str, Any]) -> None:
    whole = SENT | {"url": "x", "bounce": "soft", "place": "site", "event": "1", "by": SENT, "type": kind}
    assert_agreed(json.dumps(whole | changed).encode("utf-8", "surrogatepass"))


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 200), st.integers(0, 12), st.binary(max_size=4))
@example(0, 0, b"\xef\xbb\xbf")
def test_mutilated_bytes_are_judged_as_pydantic_judges_them(at: int, cut: int, put: bytes) -> None:
    raw = payload(message="été", machine=None)
    assert_agreed(raw[:at] + put + raw[at + cut :])


@pytest.mark.parametrize(
    ("raw", "code", "names"),
    [
        (b"\xff", "invalid_utf8", "byte 0"),
        (b"{", "invalid_json", "column 1"),
        (b"[]", "invalid_json", "array"),
        (b"{}", "unknown_type", "type: missing"),
        (b'{"type":"secret"}', "unknown_type", "type"),
        (b'{"type":"mail_sent"}', "missing_id", "id: missing"),
        (payload(id=""), "missing_id", "id"),
        (payload(recipient="secret"), "invalid_field", "recipient"),
        (payload(campaign="", recipient="secret"), "invalid_field", "campaign"),
        (payload(time="secret"), "invalid_field", "time"),
        (payload(type="mail_bounced", bounce="secret"), "invalid_field", "bounce"),
        (payload(type="event_corrected", event="secret", by=SENT), "invalid_field", "by: its id is not the one"),
        (
            payload(type="event_corrected", event="1", by=SENT | {"type": "secret"}),
            "invalid_field",
            "by: not of a type",
        ),
        (payload(type="event_corrected", event="1", by=SENT | {"recipient": "secret"}), "invalid_field", "recipient"),
    ],
)
def test_a_refusal_names_the_field_and_shows_no_value(raw: bytes, code: ReasonCode, names: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(raw)
    assert refused.value.reason == code
    assert names in refused.value.detail
    assert "secret" not in refused.value.detail


ODD = (
    payload(),
    payload(recipient="nobody"),
    payload(time="2026-11-24T12:00:00+02:00"),
    payload(type="event_corrected", event="1", by=SENT),
    payload(type="secret"),
    with_more(b',"more":"\xff"'),
    with_more(b',"more":' + b"[" * 120 + b"]" * 120),
    with_more(b',"more":' + b"[" * 220 + b"]" * 220),
    with_more(b',"more":"' + b"x" * 5000 + b'"'),
    with_more(b',"more":' + b"1" * 5000),
    b"{",
    b"[]",
    b"1",
    b'},{"id":',
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(ODD), max_size=12))
def test_of_many_payloads_each_is_judged_as_it_is_alone(payloads: list[bytes]) -> None:
    decoded = decode.many(payloads)
    for n, raw in enumerate(payloads):
        try:
            assert (decoded.events[n], decoded.seconds[n]) == decode(raw)
            assert n not in decoded.refused
        except Refused as refused:
            assert str(decoded.refused[n]) == str(refused)


def test_a_pattern_is_checked_again_after_the_memo_was_emptied() -> None:
    small = Decoder(MAIL, remembered=1)
    for address in ("a@b", "c@d", "a@b"):
        assert small(payload(recipient=address))[0].recipient == address
    with pytest.raises(Refused):
        small(payload(recipient="nobody"))


def test_what_somebody_else_knows_needs_no_look_and_only_in_its_own_field() -> None:
    trusting = Decoder(MAIL, {"recipient": {"nobody"}})
    assert trusting(payload(recipient="nobody"))[0].recipient == "nobody"
    with pytest.raises(Refused):
        trusting(payload(recipient="somebody"))


def test_a_field_without_counterpart_is_an_error_at_the_start() -> None:
    class Odd(Event):
        odd: complex

    with pytest.raises(TypeError, match=r"Odd\.odd: .*complex"):
        struct_of("odd", Odd)
