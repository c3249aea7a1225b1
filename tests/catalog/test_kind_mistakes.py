"""Subjects in several roles, entities, visits, and each kind of indicator: what of them cannot be."""

from pathlib import Path

import pytest

from service.catalog import check, load
from tests.catalog.broken import Case, cases, changed
from tests.catalog.lives import LIVES, living, shop

__all__ = ["shop"]

pytestmark = pytest.mark.usefixtures("shop")

SUBJECTS: dict[str, Case] = {
    "main subject that may be missing": (
        "[subject.thing]",
        '[subject.holder]\nfield = "owner"\non = ["made"]\n\n[subject.thing]',
        "subject.holder.field",
        "owner is no text that every made has",
        None,
    ),
    "further subject that is no text": (
        'field = "owner"\non = ["made", "seen"]',
        'field = "fresh"\non = ["made"]',
        "subject.owner.field",
        "fresh of made is no free text",
        None,
    ),
    "direct identifier leaked": (
        "[entity.thing]",
        '[subject.buyer]\nfield = "owner"\ndirect = false\non = "made"\n\n[entity.thing]',
        "subject.buyer.direct",
        "owner is a direct identifier at lives.toml:10",
        None,
    ),
    "type twice": (
        'on = ["made", "seen"]',
        'on = ["seen", "seen"]',
        "subject.owner.on[1]",
        "seen is listed twice",
        None,
    ),
}

ENTITIES: dict[str, Case] = {
    "unknown subject": (
        'subject = "thing"',
        'subject = "thin"',
        "entity.thing.subject",
        "unknown subject thin",
        "thing",
    ),
    "state told by an unknown type": (
        'broken = "gone" }',
        'brokn = "gone" }',
        "entity.thing.states.brokn",
        "unknown event type brokn",
        "broken",
    ),
    "state told by events about another": (
        'broken = "gone" }',
        'seen = "gone" }',
        "entity.thing.states.seen",
        "seen is not about subject thing",
        None,
    ),
    "unknown measure": (
        'set = ["weight", "chance"]',
        'set = ["weight", "chanc"]',
        "entity.thing.set[1]",
        "unknown number of any event of subject thing chanc",
        "chance",
    ),
    "measure that is text": (
        'add = ["parts"]',
        'add = ["colour"]',
        "entity.thing.add[0]",
        "unknown number of any event of subject thing colour; there is chance, parts, weight",
        None,
    ),
    "latest and added up": (
        'add = ["parts"]',
        'add = ["weight"]',
        "entity.thing.add[0]",
        "weight stands in set already",
        None,
    ),
    "measure twice": (
        'add = ["parts"]',
        'add = ["parts", "parts"]',
        "entity.thing.add[1]",
        "parts is listed twice",
        None,
    ),
}

VISITS: dict[str, Case] = {
    "unknown subject": (
        'subject = "owner"',
        'subject = "ownr"',
        "visit.room.subject",
        "unknown subject ownr",
        "owner",
    ),
    "events about another": (
        'on = ["seen"]\ngap',
        'on = ["seen", "mended"]\ngap',
        "visit.room.on[1]",
        "mended is not about subject owner",
        None,
    ),
    "unknown event": (
        'on = ["seen"]\ngap',
        'on = ["seen", "sean"]\ngap',
        "visit.room.on[1]",
        "unknown event type sean",
        "seen",
    ),
    "counts another event": (
        'counts = "seen"',
        'counts = "seem"',
        "visit.room.counts",
        "seem is none of the events of the visit: seen",
        "seen",
    ),
    "key of another event": (
        'key = ["seen"]',
        'key = ["made"]',
        "visit.room.key[0]",
        "made is none of the events of the visit: seen",
        None,
    ),
    "cut by what is not there": (
        'cut = ["room", "day"]',
        'cut = ["rom", "day"]',
        "visit.room.cut[0]",
        "unknown dimension of seen rom",
        "room",
    ),
    "cut by people": (
        'cut = ["room", "day"]',
        'cut = ["owner", "day"]',
        "visit.room.cut[0]",
        "owner identifies people",
        None,
    ),
    "no gap": ('gap = "30m"', 'gap = "half"', "visit.room.gap", "'half' is not a length of time", None),
}

INDICATORS: dict[str, Case] = {
    "sum of a number misspelt": (
        'measure = "weight"\nby',
        'measure = "weigt"\nby',
        "indicator.mass.measure",
        "unknown number of made weigt",
        "weight",
    ),
    "sum without a measure": (
        'measure = "weight"\nby',
        "by",
        "indicator.mass.measure",
        "is missing",
        None,
    ),
    "sum of a truth value": (
        'measure = "weight"\nby',
        'measure = "fresh"\nby',
        "indicator.mass.measure",
        "unknown number of made fresh",
        None,
    ),
    "count with a measure": (
        'kind = "count"\non = "broken"',
        'kind = "count"\non = "broken"\nmeasure = "parts"',
        "indicator.breaks.measure",
        "unknown field",
        None,
    ),
    "distinct of nobody known": (
        'of = "owner"',
        'of = "ownre"',
        "indicator.owners.of",
        "unknown subject ownre",
        "owner",
    ),
    "distinct of whom an event is not about": (
        'on = "made"\nof = "owner"',
        'on = ["made", "mended"]\nof = "owner"',
        "indicator.owners.of",
        "mended is not about subject owner",
        None,
    ),
    "distinct of different subjects": (
        'on = "made"\nof = "owner"',
        'on = ["made", "seen"]',
        "indicator.owners.on",
        "these events are about thing, owner: say of whom with `of`",
        None,
    ),
    "part of a scope unknown": (
        '"colour", "colour+fresh"]',
        '"colour", "colour+frech"]',
        "indicator.mass.by[1]",
        "unknown dimension of made frech",
        "fresh",
    ),
    "part of a scope twice": (
        '"colour", "colour+fresh"]',
        '"colour", "colour+colour"]',
        "indicator.mass.by[1]",
        "colour+colour names a dimension twice",
        None,
    ),
    "scope once more in another order": (
        '"colour", "colour+fresh"]',
        '"fresh+colour", "colour+fresh"]',
        "indicator.mass.by[1]",
        "colour+fresh is fresh+colour once more",
        None,
    ),
    "nowhere": (
        'by = ["how"]',
        "overall = false",
        "indicator.breaks.overall",
        "it would be nowhere",
        None,
    ),
    "unknown entity": (
        'entity = "thing"\nstate = "whole"',
        'entity = "things"\nstate = "whole"',
        "indicator.whole.entity",
        "unknown entity things",
        "thing",
    ),
    "unknown state": (
        'state = "whole"',
        'state = "hole"',
        "indicator.whole.state",
        "unknown state of thing hole",
        "whole",
    ),
    "one of several states unknown": (
        'state = ["whole", "gone"]',
        'state = ["whole", "gon"]',
        "indicator.there.state[1]",
        "unknown state of thing gon",
        "gone",
    ),
    "state twice": (
        'state = ["whole", "gone"]',
        'state = ["gone", "gone"]',
        "indicator.there.state[1]",
        "gone is listed twice",
        None,
    ),
    "moment that does not exist": (
        'state = "whole"',
        'state = "whole"\nat = "begin"',
        "indicator.whole.at",
        "'first', 'entry' or 'latest'",
        None,
    ),
    "measure that lives have not": (
        'measure = "weight"\nweight = "chance"',
        'measure = "wieght"\nweight = "chance"',
        "indicator.whole.measure",
        "unknown measure of thing wieght",
        "weight",
    ),
    "weight that lives have not": (
        'weight = "chance"',
        'weight = "chanse"',
        "indicator.whole.weight",
        "unknown measure of thing chanse",
        "chance",
    ),
    "weight of nothing": (
        'measure = "weight"\nweight = "chance"',
        'weight = "chance"',
        "indicator.whole.weight",
        "there is no measure to be weighted",
        None,
    ),
    "attribute that lives have not": (
        'by = ["colour", "place"]',
        'by = ["colour", "plaice"]',
        "indicator.whole.by[1]",
        "unknown dimension of entity thing plaice",
        "place",
    ),
    "attribute that identifies people": (
        'by = ["colour", "place"]',
        'by = ["colour", "owner"]',
        "indicator.whole.by[1]",
        "owner identifies people",
        None,
    ),
    "life never told so": (
        "where = { fresh = true }",
        'where = { how = "loud" }',
        "indicator.whole.where.how",
        'how never is "loud": it is "hard" or "soft"',
        None,
    ),
    "moments of another subject": (
        'on = ["mended"]\nstate',
        'on = ["mended", "seen"]\nstate',
        "indicator.repairs.on[1]",
        "seen is not about subject thing",
        None,
    ),
    "moments of an unknown type": (
        'on = ["mended"]\nstate',
        'on = ["mended", "mendd"]\nstate',
        "indicator.repairs.on[1]",
        "unknown event type mendd",
        "mended",
    ),
    "moments without that number": (
        'on = ["mended"]\nstate',
        'on = ["mended", "broken"]\nstate',
        "indicator.repairs.measure",
        "unknown number of broken parts",
        None,
    ),
    "cap that lives have not": (
        'cap = "weight"',
        'cap = "price"',
        "indicator.repairs.cap",
        "unknown measure of thing price",
        None,
    ),
    "cap of nothing": (
        'measure = "parts"\ncap = "weight"',
        'cap = "weight"',
        "indicator.repairs.cap",
        "there is no measure to be capped",
        None,
    ),
    "unknown visit": ('visit = "room"', 'visit = "rooms"', "indicator.looks.visit", "unknown visit rooms", "room"),
    "visits by what their events have not": (
        'by = ["room"]',
        'by = ["colour"]',
        "indicator.looks.by[0]",
        "unknown dimension of seen colour",
        None,
    ),
    "no limit": ("short = { views = 1, keys = 0 }", "short = {}", "indicator.looks.short", "names no limit", None),
    "limit below 0": (
        "short = { views = 1, keys = 0 }",
        "short = { views = -1 }",
        "indicator.looks.short.views",
        "at most less than 0 is never",
        None,
    ),
    "key events where there are none": (
        'key = ["seen"]',
        "",
        "indicator.looks.short.keys",
        "the visit names no key event",
        None,
    ),
    "stock of what is held": (
        'minus = "mends"',
        'minus = "there"',
        "indicator.left.minus",
        "there is of kind holding, of which buckets do not add up",
        None,
    ),
    "stock at no time": (
        'at = "end"',
        'at = "noon"',
        "indicator.left.at",
        "'start' or 'end'",
        None,
    ),
    "to date of what does not add up": (
        'of = "mass"',
        'of = "owners"',
        "indicator.massed.of",
        "owners is of kind distinct, of which buckets do not add up",
        None,
    ),
    "to date of what there is not": (
        'of = "mass"',
        'of = "mas"',
        "indicator.massed.of",
        "unknown indicator mas",
        "mass",
    ),
    "to date since what is no period": (
        'since = "year"',
        'since = "yera"',
        "indicator.massed.since",
        "'week', 'month', 'quarter', 'year', 'fiscal_quarter' or 'fiscal_year'",
        "year",
    ),
    "money that is none": (
        'kind = "sum"\non = "mended"\nmeasure = "parts"\nunit = "count"',
        'kind = "sum"\non = "mended"\nmeasure = "parts"\nunit = "money"',
        "indicator.mends.unit",
        "what is added up is no money",
        None,
    ),
}

KPIS: dict[str, Case] = {
    "scope that an input has not": (
        'by = ["fresh+colour"]',
        'by = ["fresh"]',
        "kpi.mass.by[0]",
        "mass is not broken down by fresh",
        None,
    ),
    "over all where an input is not": (
        'overall = false\nby = ["colour"]\nwindows',
        'by = ["colour"]\nwindows',
        "kpi.there.overall",
        "there is not counted over all: say overall = false",
        None,
    ),
    "nowhere": (
        'overall = false\nby = ["colour"]\nwindows',
        "overall = false\nwindows",
        "kpi.there.overall",
        "it would be nowhere",
        None,
    ),
    "stock broken down by what one of its parts is not": (
        'formula = "left / looks"',
        'formula = "left / looks"\nby = ["colour"]',
        "kpi.left.by[0]",
        "looks, left is not broken down by colour",
        None,
    ),
    "to date broken down by what is not": (
        'by = ["colour"]\nwindows = ["day", "month"]',
        'by = ["how"]\nwindows = ["day", "month"]',
        "kpi.massed.by[0]",
        "massed is not broken down by how",
        None,
    ),
    "to date over a window that lies in two years": (
        '["day", "month"]',
        '["day", "week"]',
        "kpi.massed.windows[1]",
        "no window week for massed: a sum to date is told by windows that lie whole in one year",
        None,
    ),
    "to date over all time": (
        '["day", "month"]',
        '["day", "all"]',
        "kpi.massed.windows[1]",
        "no window all for massed: a sum to date",
        None,
    ),
    "to date of a year over a fiscal one": (
        '["day", "month"]',
        '["fiscal_quarter"]',
        "kpi.massed.windows[0]",
        "no window fiscal_quarter for massed: a sum to date",
        None,
    ),
    "to date that rolls": (
        '["day", "month"]',
        '["1h"]',
        "kpi.massed.windows[0]",
        "no window 1h for massed: a sum to date",
        None,
    ),
    "what is held rolls": (
        '["day", "all"]',
        '["day", "1h"]',
        "kpi.there.windows[1]",
        "no window 1h for there: what is held",
        None,
    ),
    "what is held in fixed windows": (
        '["day", "all"]',
        '["day", "each_10m"]',
        "kpi.there.windows[1]",
        "no window each_10m for there: what is held",
        None,
    ),
}


ALL = {
    f"{part}: {name}": case
    for part, held in (
        ("subject", SUBJECTS),
        ("entity", ENTITIES),
        ("visit", VISITS),
        ("indicator", INDICATORS),
        ("kpi", KPIS),
    )
    for name, case in held.items()
}


def line_of(text: str, field: str) -> int:
    """Where a reader looks for a field: its line below the table's header, else the header's."""
    section, name, *rest = field.split(".")
    lines = text.splitlines()
    start = lines.index(f"[{section}.{name}]")
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("[")), len(lines))
    key = rest[0].partition("[")[0] if rest else ""
    return next((n + 1 for n in range(start, end) if lines[n].startswith(f"{key} =")), start + 1)


def test_the_catalog_of_lives_is_right(tmp_path: Path) -> None:
    assert check(living(tmp_path)) == []


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(ALL))
def test_a_mistake_in_a_new_kind_is_told_with_its_line_and_the_nearest_name(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, _ = changed(LIVES, old, new)
    told = [m for m in check(living(tmp_path, text)) if message in m.message]
    assert [(m.file, m.line, m.field, m.nearest) for m in told] == [("lives.toml", line_of(text, field), field, near)]


def test_a_stock_at_the_end_is_there_now_and_rolls_not(tmp_path: Path) -> None:
    text, _ = changed(LIVES, '["day", "all"]', '["5m", "all"]', nth=1)
    (mistake,) = check(living(tmp_path, text))
    assert mistake.message.startswith("no window 5m for left: such a stock")


def test_an_event_has_at_most_four_subjects(tmp_path: Path) -> None:
    more = "".join(f'[subject.s{n}]\nfield = "thing"\ndirect = false\non = "made"\n\n' for n in range(3))
    text, line = changed(LIVES, "[entity.thing]", more + "[entity.thing]")
    (mistake,) = check(living(tmp_path, text))
    assert (mistake.field, mistake.line) == ("subject.s2.on", line + 13)
    assert mistake.message == "made has 4 subjects already, and that is the limit"


def test_one_subject_may_be_about_all_types_of_a_distinct(tmp_path: Path) -> None:
    text, _ = changed(LIVES, 'on = "made"\nof = "owner"', 'on = ["made", "seen"]\nof = "owner"')
    assert check(living(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('by = ["fresh+colour"]', 'by = ["colour+fresh"]', True),
        ('overall = false\nby = ["colour"]\nwindows', 'overall = false\nby = ["colour+how"]\nwindows', False),
        ('at = "end"', 'at = "end"\n# a remark', True),
        ('since = "year"', 'since = "quarter"', False),
        ('weight = "chance"', "", False),
        ('cap = "weight"', "", False),
        ('gap = "30m"', 'gap = "29m"', False),
        ('broken = "gone" }', 'broken = "gone", mended = "whole" }', False),
    ],
)
def test_the_fingerprint_knows_the_new_kinds(tmp_path: Path, old: str, new: str, same: bool) -> None:
    text, _ = changed(LIVES, old, new)
    before, after = load(living(tmp_path / "a")), load(living(tmp_path / "b", text))
    assert (before.fingerprint == after.fingerprint) == same


def test_a_family_that_only_reads_others_needs_no_topic(tmp_path: Path) -> None:
    general = 'family = "general"\ntitle = { en = "General", fr = "Général" }\n'
    (tmp_path / "general.toml").write_text(general)
    assert check(living(tmp_path)) == []
