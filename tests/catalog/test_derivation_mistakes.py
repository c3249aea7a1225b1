"""Derivations, rule tables and site lists that say something impossible: each mistake is told at its place."""

from pathlib import Path

import pytest

from service.catalog import check
from tests.catalog.broken import Case, changed

WEB = """\
family = "web"
topic = "web"
title = { en = "Web", fr = "Web" }

[subject.visitor]
field = "visitor"
on = ["page_viewed"]

[derivation.host]
kind = "host"
of = "referrer"

[derivation.tag]
kind = "parameter"
of = "url"
names = "utm_source"

[derivation.led_by]
kind = "site"
of = "host"

[derivation.category]
kind = "category"
of = "led_by"

[derivation.robot]
kind = "bot"
of = "user_agent"

[derivation.channel]
kind = "rules"
rules = "channel.toml"
inputs = ["tag", "host", "category", "site", "robot"]

[indicator.views]
kind = "count"
on = "page_viewed"
where = { channel = "search", robot = false, category = "search" }
by = ["channel", "led_by", "category"]
unit = "count"
title = { en = "Views", fr = "Vues" }
description = { en = "Pages viewed.", fr = "Pages vues." }

[kpi.views]
formula = "views"
unit = "count"
by = ["channel"]
windows = ["5m", "day"]
owner = "web"
title = { en = "Views", fr = "Vues" }
description = { en = "Pages viewed.", fr = "Pages vues." }
source = "test"
example = { inputs = { views = 2 }, value = 2 }
"""

CHANNEL = """\
version = "1"
inputs = ["tag", "host", "category", "site", "robot"]
otherwise = "direct"

[[rule]]
name = "robots"
when = { robot = { equals = true } }
then = "none"
source = "test"

[[rule]]
name = "inside"
when = { host = { same = "site" } }
then = "internal"
source = "test"

[[rule]]
name = "tagged"
when = { tag = { matches = "^(ad|paid.*)$" } }
then = "paid"
source = "test"

[[rule]]
name = "found"
when = { category = { among = ["search"] }, host = { domain = ["google.com"] } }
then = "search"
source = "test"

[[rule]]
name = "odd"
when = { tag = { present = true }, host = { suffix = "example" } }
then = "referral"
source = "test"

[title]
direct = { en = "Direct", fr = "Direct" }
none = { en = "None", fr = "Aucun" }
internal = { en = "Internal", fr = "Interne" }
paid = { en = "Paid", fr = "Payant" }
search = { en = "Search", fr = "Recherche" }
referral = { en = "Referral", fr = "Référent" }
"""

SEARCH = """\
version = "1"
source = "test"
category = "search"

[sites]
google = ["google.*", "adwords"]
bing = ["bing.com"]
"""

FILES = {"web.toml": WEB, "rules/channel.toml": CHANNEL, "sites/search.toml": SEARCH}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_whole_catalog_is_right(tmp_path: Path) -> None:
    assert check(written(tmp_path, FILES)) == []


IN_WEB: dict[str, Case] = {
    "unknown kind": ('kind = "host"', 'kind = "hots"', "derivation.host.kind", "unknown kind hots", "host"),
    "host of an unknown field": (
        'of = "referrer"',
        'of = "referer"',
        "derivation.host.of",
        "unknown event field",
        "referrer",
    ),
    "host of a derivation": (
        'of = "referrer"',
        'of = "tag"',
        "derivation.host.of",
        "tag is a derivation: a host is read out of a field",
        None,
    ),
    "site of what nobody knows": (
        'of = "host"',
        'of = "hosts"',
        "derivation.led_by.of",
        "unknown event field hosts",
        "host",
    ),
    "site of itself": ('of = "host"', 'of = "led_by"', "derivation.led_by.of", "reads itself, and no event has", None),
    "no parameter": ('names = "utm_source"', "names = []", "derivation.tag.names", "at least 1 item", None),
    "unknown field of a derivation": (
        'of = "led_by"',
        'off = "led_by"',
        "derivation.category.off",
        "unknown field",
        "of",
    ),
    "unknown rule file": (
        '"channel.toml"',
        '"chanel.toml"',
        "derivation.channel.rules",
        "unknown rule file",
        "channel.toml",
    ),
    "other inputs": ('"host", "category",', '"host",', "derivation.channel.inputs", "has other inputs", None),
    "made of who visits": (
        'of = "user_agent"',
        'of = "visitor"',
        "derivation.robot.of",
        "visitor identifies people",
        None,
    ),
    "fields of no one event type": (
        'of = "user_agent"',
        'of = "campaign"',
        "indicator.views.where.robot",
        "unknown dimension of page_viewed robot",
        None,
    ),
    "value that no row gives": (
        'channel = "search"',
        'channel = "serach"',
        "indicator.views.where.channel",
        'channel never is "serach"',
        "search",
    ),
    "category that no list has": (
        'category = "search" }',
        'category = "social" }',
        "indicator.views.where.category",
        'category never is "social"',
        None,
    ),
    "bot as a text": ("robot = false", 'robot = "no"', "indicator.views.where.robot", 'robot never is "no"', None),
    "derivation called like a label": (
        "[derivation.host]",
        "[derivation.window]",
        "derivation.window",
        "is a label",
        None,
    ),
}

IN_RULES: dict[str, Case] = {
    "same as what is no input": ('same = "site"', 'same = "sites"', "rule[1].when.host", "unknown input sites", "site"),
    "pattern in capitals": ('"^(ad|', '"^(Ad|', "rule[2].when.tag", "write small letters", None),
    "pattern that may run away": (
        "paid.*)$",
        "(paid.*)*)$",
        "rule[2].when.tag",
        "repetition inside a repetition",
        None,
    ),
    "pattern that is none": ('"^(ad|', '"^((ad|', "rule[2].when.tag", "is no regular expression", None),
    "category that no list has": (
        '["search"]',
        '["search", "serach"]',
        "rule[3].when.category",
        'never is "serach"',
        None,
    ),
    "empty text": ('suffix = "example"', 'suffix = ""', "rule[4].when.host", "an empty text is an absent one", None),
    "empty list": ('domain = ["google.com"]', "domain = []", "rule[3].when.host.domain", "at least 1 item", None),
    "text of a truth value": (
        "robot = { equals = true }",
        'robot = { contains = "x" }',
        "rule[0].when.robot",
        "robot is no text",
        None,
    ),
    "takes what is no input": ('then = "referral"', 'take = "hots"', "rule[4].take", "unknown input hots", "host"),
    "says nothing": ('then = "none"\n', "", "rule[0]", "exactly one of then and take", None),
    "title of no value": ("referral = {", "referal = {", "title.referal", "unknown value referal", "referral"),
    "title that is missing": (
        'paid = { en = "Paid", fr = "Payant" }\n',
        "",
        "title",
        "lacks paid",
        None,
    ),
}

IN_SITES: dict[str, Case] = {
    "host twice": ('["bing.com"]', '["bing.com", "adwords"]', "sites.bing", "adwords is known already as google", None),
    "name that is a tag": ("bing = [", "adwords = [", "sites.adwords", "adwords is known already as google", None),
    "host in capitals": ('"bing.com"', '"Bing.com"', "sites.bing[0]", "", None),
    "URL for a host": ('"bing.com"', '"https://bing.com"', "sites.bing[0]", "", None),
    "no category": ('category = "search"', "", "category", "is missing", None),
}


def _told(folder: Path, file: str, case: Case) -> list[tuple[str, int, str | None]]:
    """Where the mistakes are told that have the case's field and message, in a catalog with the change."""
    old, new, field, message, _ = case
    files = FILES | {file: changed(FILES[file], old, new)[0]}
    found = check(written(folder, files))
    return [(m.file, m.line, m.nearest) for m in found if m.field == field and message in m.message]


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in IN_WEB.items()])
def test_a_mistake_in_a_derivation_is_told(tmp_path: Path, case: Case) -> None:
    ((file, _, near),) = _told(tmp_path, "web.toml", case)
    assert (file, near) == ("web.toml", case[4])


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in IN_RULES.items()])
def test_a_mistake_in_a_rule_table_is_told(tmp_path: Path, case: Case) -> None:
    ((file, _, near),) = _told(tmp_path, "rules/channel.toml", case)
    assert (file, near) == ("rules/channel.toml", case[4])


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in IN_SITES.items()])
def test_a_mistake_in_a_list_of_sites_is_told(tmp_path: Path, case: Case) -> None:
    ((file, _, near),) = _told(tmp_path, "sites/search.toml", case)
    assert (file, near) == ("sites/search.toml", case[4])


def test_derivations_that_rest_on_each_other_are_told_with_the_way(tmp_path: Path) -> None:
    text = WEB.replace('of = "host"', 'of = "category"')
    told = [
        str(mistake)
        for mistake in check(written(tmp_path, FILES | {"web.toml": text}))
        if "reads itself" in str(mistake)
    ]
    assert told == [
        "web.toml:18: derivation.led_by: reads itself: led_by → category → led_by",
        "web.toml:22: derivation.category: reads itself: category → led_by → category",
    ]


def test_a_site_needs_a_list(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if not name.startswith("sites/")}
    told = {mistake.field for mistake in check(written(tmp_path, files)) if "no list of sites" in mistake.message}
    assert told == {"derivation.led_by.kind", "derivation.category.kind"}


def test_a_site_known_in_two_lists_is_told(tmp_path: Path) -> None:
    social = (
        SEARCH.replace('"search"', '"social"')
        .replace("bing", "bong")
        .replace("google =", "goggle =")
        .replace('"google.*", ', "")
    )
    (mistake,) = check(written(tmp_path, FILES | {"sites/social.toml": social}))
    assert mistake.message == "adwords is known already as google (sites/search.toml)"
    assert (mistake.file, mistake.field) == ("sites/social.toml", "sites.goggle")
