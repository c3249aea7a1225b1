"""Rows become the events that a mapping says, each as the service takes it, or a fault with its place."""

import re
from pathlib import Path

from tests.imports.making import MAILS, imported

DEALS = """
    topic = "mail"
    source = { kind = "csv" }
    [join.teams]
    file = "teams.csv"
    on = "agent"
    key = "name"
    [value]
    opened = { kind = "time", of = "opened", format = "%Y-%m-%d", zone = "UTC" }
    closed = { kind = "time", of = "closed", format = "%Y-%m-%d", zone = "UTC" }
    size = { kind = "integer", of = "size" }
    [fields]
    recipient = "{who}"
    campaign = "{teams.region}"
    message = "{teams.boss}"
    [[event]]
    type = "mail_sent"
    when = { opened = { present = true } }
    fields = { time = "{opened}" }
    [[event]]
    type = "mail_bounced"
    when = { stage = ["Won", "Lost"], size = { above = 2 } }
    fields = { time = "{closed}", bounce = "hard" }
    [[event]]
    type = "mail_opened"
    when = { stage = { none_of = ["Won", "Lost"] }, who = { matches = "@b$" } }
    fields = { time = "2020-01-01T00:00:00Z", machine = true }
"""
TEAMS = "name,region,boss\nAnn,West,Zoe\nBob,East,\n"


def deals(folder: Path, *lines: str) -> list[list[str | None]]:
    """Type, time, campaign and message of each event."""
    (folder / "teams.csv").write_text(TEAMS)
    done = imported(folder, "\n".join(["who,agent,stage,size,opened,closed", *lines]), DEALS)
    assert not done.faults
    return [[event["type"], event["time"][:10], event["campaign"], event.get("message")] for event in done.events]


def test_a_row_makes_an_event_for_each_condition_that_holds(tmp_path: Path) -> None:
    assert deals(tmp_path, "a@b,Ann,Won,3,2016-10-20,2017-03-01") == [
        ["mail_sent", "2016-10-20", "West", "Zoe"],
        ["mail_bounced", "2017-03-01", "West", "Zoe"],
    ]


def test_what_no_condition_fits_makes_no_event_and_null_fits_nothing(tmp_path: Path) -> None:
    assert deals(tmp_path, "a@c,Ann,Open,,,", "a@c,Ann,Won,2,,2017-03-01") == []


def test_a_value_that_no_event_reads_cannot_fault_it(tmp_path: Path) -> None:
    assert deals(tmp_path, "a@b,Bob,Open,many,2016-10-20,never") == [
        ["mail_sent", "2016-10-20", "East", None],
        ["mail_opened", "2020-01-01", "East", None],
    ]


def test_a_row_in_error_makes_none_of_its_events(tmp_path: Path) -> None:
    (tmp_path / "teams.csv").write_text(TEAMS)
    done = imported(tmp_path, "who,agent,stage,size,opened,closed\na@b,Ann,Won,3,2016-10-20,soon\n", DEALS)
    assert done.events == []
    assert done.faults == ["given.csv:2: closed: 'soon' is no time of the form %Y-%m-%d"]


def test_what_a_second_file_does_not_have_is_in_error_unless_the_mapping_allows_it(tmp_path: Path) -> None:
    (tmp_path / "teams.csv").write_text(TEAMS)
    row = "who,agent,stage,size,opened,closed\na@b,Cid,Open,,2016-10-20,\n"
    assert imported(tmp_path, row, DEALS).faults == ["given.csv:2: agent: 'Cid' is not in teams.csv"]
    allowed = DEALS.replace('key = "name"', 'key = "name"\n    missing = "null"')
    (fault,) = imported(tmp_path, row, allowed).faults
    assert fault == "given.csv:2: mail_sent.campaign: Field required (it is None, from {teams.region})"


def test_an_event_without_an_id_gets_one_of_file_line_and_type(tmp_path: Path) -> None:
    done = imported(
        tmp_path, 'when,who,note\n2020-01-01T00:00:00Z,a@b,"two\nlines"\n2020-01-01T00:00:00Z,a@b,\n', MAILS
    )
    assert [event["id"] for event in done.events] == ["given.csv:2:mail_sent", "given.csv:4:mail_sent"]


def test_equal_lines_make_different_events(tmp_path: Path) -> None:
    done = imported(tmp_path, "when,who\n" + "2020-01-01T00:00:00Z,a@b\n" * 3, MAILS)
    assert len({event["id"] for event in done.events}) == 3


def test_the_same_file_makes_the_same_bytes(tmp_path: Path) -> None:
    content = "when,who\n" + "".join(f"2020-01-01T00:00:{n:02}Z,p{n}@b\n" for n in range(60))
    assert imported(tmp_path, content, MAILS) == imported(tmp_path, content, MAILS)


def test_two_events_of_a_row_with_one_id_are_told(tmp_path: Path) -> None:
    mapping = MAILS + MAILS[MAILS.index("[[event]]") :]
    done = imported(tmp_path, "when,who\n2020-01-01T00:00:00Z,a@b\n", mapping)
    assert done.faults == ["given.csv:2: id: two events of this row have the id 'given.csv:2:mail_sent'"]


def test_what_the_service_would_reject_is_in_error_with_its_value_and_where_that_comes_from(tmp_path: Path) -> None:
    done = imported(tmp_path, "when,who\n2020-01-01T00:00:00Z,nobody\n", MAILS)
    assert done.faults == [
        r"given.csv:2: mail_sent.recipient: String should match pattern '^[^@\s]+@[^@\s]+\z' "
        "(it is 'nobody', from {who})"
    ]


def test_what_has_not_come_yet_or_was_before_1970_or_is_too_long_is_in_error(tmp_path: Path) -> None:
    content = f"when,who\n2033-06-01T00:00:00Z,a@b\n1969-12-31T23:59:59Z,a@b\n2020-01-01T00:00:00Z,{'a' * 4_000}@b\n"
    assert imported(tmp_path, content, MAILS).faults == [
        "given.csv:2: mail_sent.time: '2033-06-01T00:00:00Z' has not come yet",
        "given.csv:3: mail_sent.time: '1969-12-31T23:59:59Z' is before 1970",
        "given.csv:4: mail_sent: an event of 4116 bytes; the limit is 4000",
    ]


def test_a_null_part_makes_a_template_null_and_doubled_braces_are_braces(tmp_path: Path) -> None:
    mapping = MAILS.replace('"spring"', '"{{{who}}} {note}"').replace("[[event]]", "[[event]]")
    done = imported(tmp_path, "when,who,note\n2020-01-01T00:00:00Z,a@b,n\n2020-01-01T00:00:00Z,a@b,\n", mapping)
    assert [event["campaign"] for event in done.events] == ["{a@b} n"]
    assert done.faults[0].startswith("given.csv:3: mail_sent.campaign: Field required")


def test_nested_json_is_read_by_its_path(tmp_path: Path) -> None:
    mapping = MAILS.replace('"csv"', '"ndjson"').replace("{who}", "{person.mail}").replace('"spring"', '"{n}-{b}"')
    done = imported(
        tmp_path, '{"when": "2020-01-01T00:00:00Z", "person": {"mail": "a@b"}, "n": 1.50, "b": true}\n', mapping
    )
    assert done.events[0]["recipient"] == "a@b" and done.events[0]["campaign"] == "1.50-true"
    (fault,) = imported(tmp_path, '{"person": 7, "when": {}, "n": 1, "b": [1]}\n', mapping).faults
    assert fault == "given.csv:1: {n}-{b}: [1] is not a text or a number"


EQUAL = """
    topic = "mail"
    source = { kind = "csv" }
    [[event]]
    type = "mail_sent"
    fields = { id = "{@row}:{@type}", time = "{when}", recipient = "{who}", campaign = "spring" }
"""
ROWS = ["2020-01-01T00:00:00Z,a@b", "2020-01-01T00:00:00Z,a@c", "2020-01-01T00:00:00Z,a@b"]


def ids(folder: Path, header: str, *lines: str, name: str = "given.csv") -> list[str]:
    done = imported(folder, "\n".join([header, *lines, ""]), EQUAL, name)
    assert not done.faults
    return [event["id"] for event in done.events]


def test_an_id_of_the_row_is_that_of_equal_rows_wherever_they_stand(tmp_path: Path) -> None:
    first, other, again = ids(tmp_path, "when,who", *ROWS)
    assert first == again != other and re.fullmatch("[0-9a-f]{32}:mail_sent", first)
    assert ids(tmp_path, "when,who", *reversed(ROWS), name="sorted.csv") == [first, other, first]


def test_an_id_of_the_row_tells_columns_apart_that_no_event_reads(tmp_path: Path) -> None:
    one, two = ids(tmp_path, "when,who,note", f"{ROWS[0]},x", f"{ROWS[0]},y")
    assert one != two


def test_an_id_of_the_row_of_objects_knows_no_order_of_names(tmp_path: Path) -> None:
    lines = [
        '{"when": "2020-01-01T00:00:00Z", "who": "a@b", "paid": 1.10}',
        '{"who": "a@b", "paid": 1.10, "when": "2020-01-01T00:00:00Z"}',
        '{"who": "a@b", "paid": "1.10", "when": "2020-01-01T00:00:00Z"}',
    ]
    done = imported(tmp_path, "\n".join(lines), EQUAL.replace('"csv"', '"ndjson"'), "given.ndjson")
    first, same, other = [event["id"] for event in done.events]
    assert first == same != other
