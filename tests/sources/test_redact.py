"""Of a payload only its shape is shown."""

import json

from hypothesis import given
from hypothesis import strategies as st

from schemas.events import MODELS
from service.sources.redact import Redact

redact = Redact(MODELS["mail"])


def test_values_are_replaced_by_kind_and_length() -> None:
    some = b'{"id":"abc","type":"mail_sent","recipient":"a@b","machine":true,'
    assert json.loads(redact(some + b'"url":null,"campaign":[1],"message":{},"time":5}') or "") == {
        "id": "string(3)",
        "type": "mail_sent",
        "recipient": "string(3)",
        "machine": "boolean",
        "url": "null",
        "campaign": "array(1)",
        "message": "object(0)",
        "time": "number",
    }


def test_an_unknown_type_and_unknown_names_stay_hidden() -> None:
    assert redact(b'{"type":"ada@example.org","ada@example.org":1}') == '{"type":"string(15)","\u2026":"1 other"}'


def test_what_is_no_object_shows_nothing() -> None:
    assert [redact(raw) for raw in (b"", b"[", b"[1]", b"\xff", b"{" + b" " * 70_000 + b"}")] == [None] * 5


@given(st.dictionaries(st.text(), st.text(min_size=1).map(lambda text: f"secret{text}")))
def test_no_value_gets_through(given_fields: dict[str, str]) -> None:
    assert "secret" not in (redact(json.dumps(given_fields).encode()) or "")
