"""Every word that the page says exists in English and in French, and none is left over."""

import json
import re

from service.web.pages import FOLDER
from tests.web.served import CATALOG

WORDS = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.js")))
PAGE = (FOLDER / "index.html").read_text(encoding="utf-8")

WINDOWS = {window for kpi in CATALOG.kpis.values() for window in kpi.windows}
DIMENSIONS = {name for kpi in CATALOG.kpis.values() for by in kpi.by for name in by.split("+")}
MADE = {
    "theme_": {"auto", "light", "dark"},
    "status_": {"met", "breached", "unknown"},
    "severity_": {"info", "warning", "critical"},
    "window_": WINDOWS | {"24h"},
    "now_": WINDOWS | {"24h"},
    "dimension_": DIMENSIONS,
}
"""Words whose names are put together."""
COUNTED = {f"{name}_{form}" for name in ("met", "breached", "unknown") for form in ("one", "other")}
READ = {
    "at_least",
    "at_most",
    "between",
    "of_pace",
    "of_limit",
    "of_target",
    "vs_previous",
    "vs_year",
    "provisional",
    "final",
}
"""Words that are chosen by a value."""


def used() -> set[str]:
    """The names of words in the page's code."""
    named = set(re.findall(r'\bword\("(\w+)"', CODE)) | set(re.findall(r'data-word="(\w+)"', PAGE))
    either = {name for pair in re.findall(r'\bword\([^()"]*\? "(\w+)" : "(\w+)"', CODE) for name in pair}
    columns = set(re.findall(r'"(read|counted|duplicate|rejected|ignored|previous|year_ago)"', CODE))
    made = {prefix + name for prefix, names in MADE.items() for name in names}
    return named | either | columns | made | COUNTED | READ


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()


def test_every_word_that_is_used_is_there_and_every_other_is_not() -> None:
    assert used() == WORDS["en"].keys()


def test_a_word_has_the_same_gaps_in_both_languages() -> None:
    gaps = {
        lang: {name: sorted(re.findall(r"\{(\w+)\}", text)) for name, text in WORDS[lang].items()} for lang in WORDS
    }
    assert gaps["en"] == gaps["fr"]


def test_french_is_not_english() -> None:
    same = {name for name, text in WORDS["fr"].items() if text == WORDS["en"][name]}
    alike = {"minutes", "hours", "seconds", "topic", "severity_info"}
    assert {name for name in same if not name.startswith("dimension_")} <= alike


def test_nothing_is_asked_of_another_place() -> None:
    assert not re.findall(
        r"https?://(?!www\.w3\.org/)", CODE + PAGE + (FOLDER / "board.css").read_text(encoding="utf-8")
    )
