"""What stands on a topic is told in words, in two languages, and names nobody."""

import json
from typing import Any

import pytest
from pydantic_core import ValidationError

from schemas.events import MODELS
from schemas.records.facts import FactsRecord
from schemas.topics import topics_of
from service.lang import LANGS
from service.read.found import Found
from service.read.kinds.kind import Held
from service.read.misfit import Misfit
from service.read.places import place
from service.read.stored import NotRead, Stored
from service.read.words import Words
from tests.read.written import CATALOG, SETTINGS, written
from tests.schemas import packing
from tests.schemas.examples import EXAMPLES, files, name

ENGLISH, FRENCH = Words("en"), Words("fr")
NAMES = (*MODELS, "facts", "admitted", "changes", "updates", "breaches", "rejects", "accounting", "journal-count")


def held(name: str) -> list[tuple[Stored, Held]]:
    """The records that fit their model."""
    kind, found = place(name, SETTINGS, CATALOG).kind, []
    for record in written()[name]:
        try:
            found.append((record, kind.held(record)))
        except ValidationError:
            assert name in MODELS, "only what others write may be wrong"
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_told_under_its_columns_in_both_languages(name: str) -> None:
    kind, records = place(name, SETTINGS, CATALOG).kind, held(name)
    assert records
    for lang in LANGS:
        words = Words(lang)
        rows = [row for _, each in records for row in kind.rows(each, words)]
        assert rows and {len(row) for row in rows} == {len([words(column) for column in kind.columns])}
        assert kind.single == (len(rows) == len(records) and not any(kind.about(each, words) for _, each in records))
    assert all(json.loads(json.dumps(kind.plain(each))) == kind.plain(each) for _, each in records)


@pytest.mark.parametrize("name", NAMES)
def test_columns_and_lines_are_not_the_same_in_both_languages(name: str) -> None:
    kind = place(name, SETTINGS, CATALOG).kind
    assert [ENGLISH(column) for column in kind.columns] != [FRENCH(column) for column in kind.columns]
    abouts = [[kind.about(each, words) for _, each in held(name)] for words in (ENGLISH, FRENCH)]
    assert kind.single or abouts[0] != abouts[1]


def test_a_person_is_shown_by_the_pseudonym_that_the_facts_have() -> None:
    kind, subjects = place("mail", SETTINGS, CATALOG).kind, {fact["subject"] for fact in facts("mail_delivered")}
    shown = [kind.plain(each) for _, each in held("mail")]
    people = {event["recipient"] for event in shown if event["type"] == "mail_delivered"}
    assert len(subjects) > 10 and subjects <= people  # the model alone takes an event that is out of time


def facts(kind: str) -> list[dict[str, Any]]:
    told = [place("facts", SETTINGS, CATALOG).kind.plain(each) for _, each in held("facts")]
    return [fact for record in told for fact in record["facts"] if fact["type"] == kind]


@pytest.mark.parametrize("family", MODELS)
def test_no_direct_identifier_and_no_free_text_of_an_event_is_shown(family: str) -> None:
    kind, hidden = place(family, SETTINGS, CATALOG).kind, set[str]()
    for record, each in held(family):
        event = json.loads(record.value or b"")
        people = {role.field for role in CATALOG.roles.get(event["type"], ()) if role.direct}
        texts = {event[field] for field in (*people, "user_agent", "url", "referrer") if event.get(field)}
        shown = json.dumps([kind.plain(each), kind.rows(each, ENGLISH)], ensure_ascii=False)
        assert [text for text in texts if text in shown] == []
        hidden |= texts
    assert len(hidden) > 10


INVALID = [(topic, path) for topic in MODELS for path in files(f"{topic}/invalid") if path.read_bytes()]
OUT_OF_TIME = (".time_in_future", ".before_horizon")


@pytest.mark.parametrize(("topic", "path"), INVALID, ids=lambda it: it if isinstance(it, str) else name(it))
def test_what_is_wrong_with_a_raw_record_is_told_in_both_languages(topic: str, path: Any) -> None:
    record = Stored(topic, 3, 17, 0, None, path.read_bytes())
    if path.stem.endswith(OUT_OF_TIME):
        assert place(topic, SETTINGS, CATALOG).kind.held(record).value
        return
    with pytest.raises(ValidationError) as refused:
        place(topic, SETTINGS, CATALOG).kind.held(record)
    told = [list(Misfit(record, refused.value).lines(words)) for words in (ENGLISH, FRENCH)]
    assert all(line.startswith(f"topic {topic}, partition 3, offset 17: ") for line in told[0])
    assert all(line.startswith(f"topic {topic}, partition 3, position 17\u202f: ") for line in told[1])
    reasons = [[line.rpartition(": ")[2] for line in lines] for lines in told]
    assert not set(reasons[0]) & set(reasons[1])


def test_a_key_that_names_another_value_is_no_update_of_ours() -> None:
    first, second, *_ = (record for record in written()["updates"] if record.value and b'"kpi":' in record.value)
    mixed = Stored("updates", 0, 5, 0, first.key, second.value)
    with pytest.raises(ValidationError) as refused:
        place("updates", SETTINGS, CATALOG).kind.held(mixed)
    (line,) = Misfit(mixed, refused.value).lines(FRENCH)
    assert line.endswith("\u202f: la clé nomme autre chose que la valeur")


def test_a_key_that_is_gone_is_told_so() -> None:
    key = (EXAMPLES / "update_keys" / "everything-ever.json").read_bytes()
    kind = place("updates", SETTINGS, CATALOG).kind
    gone = kind.held(Stored("updates", 0, 5, 0, key, None))
    assert kind.rows(gone, ENGLISH)[0][3] == "gone" and kind.plain(gone) is None


def test_every_topic_has_a_short_name_and_can_be_asked_for_by_its_own() -> None:
    for topic in topics_of(SETTINGS.app, SETTINGS.generation, SETTINGS.namespace):
        assert place(topic.name, SETTINGS, CATALOG).topic == topic.name
    assert place("journal-ingest-web", SETTINGS, CATALOG).topic == "here.vigie-g1-journal-ingest-web"
    assert place("updates", SETTINGS, CATALOG).topic == "here.kpi.updates"


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotRead, match="there is no topic fats; did you mean facts"):
        place("fats", SETTINGS, CATALOG)


def test_marks_alone_are_counted_and_shown_only_where_everything_is_asked_for() -> None:
    kind, facts = place("facts", SETTINGS, CATALOG).kind, written()["facts"][:2]
    marks = FactsRecord.model_validate_json((EXAMPLES / "facts" / "nothing-but-a-mark.json").read_bytes())
    idle = Stored("facts", 1, 9, 0, None, packing.packed(packing.facts(marks)))
    words, everything = Found(kind), Found(kind, everything=True)
    assert [words.take(record) for record in (*facts, idle)] == [True, True, False]
    assert (len(words.shown), words.empty) == (2, 1)
    assert all(everything.take(record) for record in (*facts, idle)) and not everything.empty
