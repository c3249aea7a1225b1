"""Every mistake of a mapping is told at once, with its line, and with what was probably meant."""

from pathlib import Path

import pytest

from service.imports.draft import MappingError
from service.imports.faults import ImportFailed
from tests.imports.making import MAILS, imported, put

MANY = """\
topic = "mial"
source = { kind = "csv", encoding = "utf-9" }

[join.teams]
file = "teams.csv"
on = "agnt"
key = "nam"

[value]
first = { of = "second" }
second = { of = "agent", mtach = "x" }
when = { kind = "time", of = "day", format = "%d/%m/%Y" }
there = { kind = "time", of = "day", zone = "Europe/Pris" }
cut = { of = "agent", match = "(" }
long = { kind = "days", of = "when", until = "agent" }
old = { kind = "band", of = "age", upto = [1, 2], labels = ["a"] }

[[event]]
type = "mail_sent"
when = { age = { above = 3 } }
fields = { time = "{when", recipient = "{teams.mail}" }
"""


def mistakes(folder: Path, mapping: str, content: str = "agent,day,age\n") -> list[str]:
    """All of them as they are told."""
    put(folder, "teams.csv", "name,region\n")
    with pytest.raises(MappingError) as told:
        imported(folder, content, mapping)
    return [str(mistake).removeprefix("mapping.toml:") for mistake in told.value.mistakes]


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    assert mistakes(tmp_path, MANY) == [
        "1: topic: unknown topic mial (did you mean mail?)",
        "2: source.encoding: there is no encoding utf-9",
        "6: join.teams.on: unknown column or value agnt (did you mean agent?)",
        "7: join.teams.key: unknown column of teams.csv nam (did you mean name?)",
        "10: value.first.of: second is made further below: a value reads what stands above it",
        "11: value.second.mtach: unknown field (did you mean match?)",
        "12: value.when.format: %d/%m/%Y has no offset from UTC: a zone must be given",
        "13: value.there.zone: there is no such time zone; did you mean Europe/Paris?",
        "14: value.cut.match: is no regular expression: missing ), unterminated subpattern at position 0",
        "15: value.long.until: agent is no value of kind time",
        "16: value.old.labels: there is one label for each limit, and one for what is above",
        "20: event[0].when.age: age is no number: make a [value] of kind integer or decimal of it",
        "21: event[0].fields.recipient: unknown column of teams.csv mail; there is name, region",
        "21: event[0].fields.time: column 1: a brace alone; write two for a brace, or {name}",
    ]


def test_events_must_be_of_the_topic_and_have_what_their_model_needs_and_nothing_else(tmp_path: Path) -> None:
    wrong = MAILS.replace('campaign = "spring"', 'campain = "spring"')
    assert mistakes(tmp_path, wrong, "when,who\n") == [
        "7: event[0].fields: mail_sent needs campaign",
        "7: event[0].fields.campain: unknown field of mail_sent campain (did you mean campaign?)",
    ]
    assert mistakes(tmp_path, MAILS.replace("mail_sent", "mail_snt"), "when,who\n") == [
        "6: event[0].type: unknown event type of mail mail_snt (did you mean mail_sent?)"
    ]


def test_a_shared_field_that_no_event_has_is_a_mistake(tmp_path: Path) -> None:
    wrong = MAILS.replace("[[event]]", '[fields]\nmesage = "x"\n[[event]]')
    assert mistakes(tmp_path, wrong, "when,who\n") == [
        "6: fields.mesage: unknown field of these events mesage (did you mean message?)"
    ]


def test_a_second_file_that_is_not_there_is_a_mistake_of_the_mapping(tmp_path: Path) -> None:
    wrong = MAILS.replace("[[event]]", '[join.t]\nfile = "absent.csv"\non = "who"\nkey = "k"\n[[event]]')
    (told,) = mistakes(tmp_path, wrong, "when,who\n")
    assert told.startswith("6: join.t.file: ") and "absent.csv: No such file" in told


def test_a_second_file_with_a_key_twice_is_a_mistake_of_the_mapping(tmp_path: Path) -> None:
    put(tmp_path, "t.csv", "k,v\na,1\na,2\n")
    wrong = MAILS.replace("[[event]]", '[join.t]\nfile = "t.csv"\non = "who"\nkey = "k"\n[[event]]')
    (told,) = mistakes(tmp_path, wrong, "when,who\n")
    assert told.endswith("t.csv:3: k: 'a' stands in a row above too")


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, 'topic = "mail"\nsource =\n')
    assert told.startswith("2: is not TOML: ")


def test_an_unknown_kind_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    assert mistakes(tmp_path, MAILS.replace('kind = "csv"', 'kind = "cvs"')) == [
        "3: source.kind: unknown kind cvs; there are csv, ndjson, combined, lines (did you mean csv?)"
    ]


def test_a_condition_without_a_test_is_a_mistake(tmp_path: Path) -> None:
    for nothing in ("{}", "[]"):
        wrong = MAILS.replace("fields =", f"when = {{ who = {nothing} }}\nfields =")
        (told,) = mistakes(tmp_path, wrong, "when,who\n")
        assert told.startswith("7: event[0].when.who: asks for nothing: give a value")


def test_a_mistyped_test_is_named_with_the_nearest(tmp_path: Path) -> None:
    wrong = MAILS.replace("fields =", 'when = { who = { mathces = "x" } }\nfields =')
    assert mistakes(tmp_path, wrong, "when,who\n") == [
        "7: event[0].when.who.mathces: unknown field (did you mean matches?)"
    ]


def test_each_file_of_an_archive_must_have_the_columns_that_are_read(tmp_path: Path) -> None:
    import io
    import tarfile

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, text in (("1.csv", "when,who\n"), ("2.csv", "whem,who\n")):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    with pytest.raises(ImportFailed, match=r"2\.csv:1: has no column when"):
        imported(tmp_path, packed.getvalue(), MAILS)


def test_a_column_that_stands_twice_is_refused_where_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"given\.csv:1: column who stands twice"):
        imported(tmp_path, "when,who,who\n", MAILS)
    assert imported(tmp_path, "when,who,,\n2020-01-01T00:00:00Z,a@b,,\n", MAILS).events
