"""Files that cannot be read, and how a broken catalog is refused."""

import json
from pathlib import Path

import pytest

from service.catalog import CatalogError, check, load
from tests.catalog.broken import MAIL, changed, written


def test_the_catalog_that_the_tests_break_is_right(tmp_path: Path) -> None:
    assert check(written(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\nb = = 2\n", 2, "is not TOML"),
        ("a = 1\na = 2\n", 2, "is not TOML"),
        ('a = "open\n', 1, "is not TOML"),
        ('a = """open\n\n', 3, "is not TOML"),
    ],
)
def test_a_file_that_is_not_toml_is_told_where_it_stops_being_that(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    first = check(written(tmp_path, post=text))[0]
    assert (first.file, first.line) == ("post.toml", line)
    assert message in first.message


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "mail.toml").write_bytes('family = "mail"\n# Délivrés\n'.encode("latin-1"))
    assert [str(mistake) for mistake in check(tmp_path)] == ["mail.toml:2: is not UTF-8"]


def test_a_folder_without_files_or_no_folder_is_a_mistake(tmp_path: Path) -> None:
    assert [mistake.message for mistake in check(tmp_path)] == ["holds no .toml file"]
    assert [mistake.message for mistake in check(tmp_path / "nowhere")] == ["is not a folder"]


def test_loading_a_broken_catalog_raises_every_mistake_at_once(tmp_path: Path) -> None:
    text, _ = changed(MAIL, "value = 0.25", "value = 0.5")
    text, _ = changed(text, 'on = "mail_opened"', 'on = "mail_opend"')
    with pytest.raises(CatalogError) as caught:
        load(written(tmp_path, text))
    assert list(caught.value.mistakes) == check(tmp_path)
    assert str(caught.value).startswith("2 mistakes in the catalog:\nmail.toml:")
    assert "(did you mean mail_opened?)" in str(caught.value)


@pytest.mark.parametrize(
    ("windows", "seconds"),
    [
        (["day", "all"], 60),
        (["5m", "1h"], 60),
        (["90s"], 30),
        (["5m", "each_10s"], 10),
        (["each_7s"], 1),
        (["each_1h"], 60),
    ],
)
def test_a_tick_divides_every_window_and_the_minute(tmp_path: Path, windows: list[str], seconds: int) -> None:
    text, _ = changed(MAIL, '["5m", "day", "all"]', json.dumps(windows))
    assert load(written(tmp_path, text)).resolution == seconds
