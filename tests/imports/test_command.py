"""`vigie import` where it needs no broker: dry runs, rows in error, mistakes, in both languages, and the bar."""

import io
import json
from pathlib import Path

from rich.console import Console

from service.imports.position import Memory, Position
from service.imports.progress import progress
from tests.cli.test_main import vigie
from tests.imports.making import MAILS, put

GOOD, BAD = "2010-01-04T09:00:00Z,p{}@b\n", "2010-01-04T09:00:00Z,nobody\n"


def rows(*lines: str) -> str:
    return "when,who\n" + "".join(line.format(number) for number, line in enumerate(lines))


def test_a_dry_run_shows_the_first_events_and_counts_all_rows(tmp_path: Path) -> None:
    file, mapping = put(tmp_path, "a.csv", rows(*[GOOD] * 1_200, BAD)), put(tmp_path, "m.toml", MAILS)
    done = vigie("import", str(file), "--mapping", str(mapping), "--dry-run", VIGIE_BROKER="127.0.0.1:1")
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["recipient"] for event in shown] == [f"p{number}@b" for number in range(10)]
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "dry run: nothing was sent",
        "rows read: 1,201",
        "events made: 1,200",
        "  mail_sent: 1,200",
        "  from 2010-01-04T09:00:00Z to 2010-01-04T09:00:00Z",
        "rows in error, not sent: 1",
        r"  a.csv:1202: mail_sent.recipient: String should match pattern '^[^@\s]+@[^@\s]+\z' "
        "(it is 'nobody', from {who})",
    ]


def test_french_is_said_where_it_is_asked_for(tmp_path: Path) -> None:
    file, mapping = put(tmp_path, "a.csv", rows(*[GOOD] * 1_200)), put(tmp_path, "m.toml", MAILS)
    done = vigie("import", str(file), "--mapping", str(mapping), "--dry-run", "--lang", "fr")
    assert done.returncode == 0
    assert done.stderr.splitlines()[:2] == ["essai : rien n’a été envoyé", "lignes lues : 1\u202f200"]


def test_all_rows_in_error_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    file, mapping = put(tmp_path, "a.csv", rows(GOOD, *[BAD] * 50)), put(tmp_path, "m.toml", MAILS)
    told = vigie("import", str(file), "--mapping", str(mapping), "--dry-run")
    assert told.stderr.splitlines()[-1] == "  … and 30 more; --rejects FILE writes all"
    rejects = tmp_path / "rejects.ndjson"
    told = vigie("import", str(file), "--mapping", str(mapping), "--dry-run", "--rejects", str(rejects))
    assert told.stderr.splitlines()[-1] == f"all rows in error: {rejects}"
    written = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [row["line"] for row in written] == list(range(3, 53))
    assert {(row["file"], row["field"]) for row in written} == {("a.csv", "mail_sent.recipient")}


def test_a_mapping_that_does_not_fit_is_told_with_the_first_rows(tmp_path: Path) -> None:
    file, mapping = put(tmp_path, "a.csv", rows(*[BAD] * 500)), put(tmp_path, "m.toml", MAILS)
    done = vigie("import", str(file), "--mapping", str(mapping), "--dry-run")
    first, *others = done.stderr.splitlines()
    assert done.returncode == 1 and done.stdout == "" and len(others) == 3
    assert first == "vigie import: the mapping does not fit: none of the first 100 rows makes an event"


def test_mistakes_of_a_mapping_are_told_by_file_and_line(tmp_path: Path) -> None:
    file, mapping = put(tmp_path, "a.csv", rows(GOOD)), put(tmp_path, "m.toml", MAILS.replace("{who}", "{hwo}"))
    done = vigie("import", str(file), "--mapping", str(mapping))
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "m.toml:7: event[0].fields.recipient: unknown column or value hwo (did you mean who?)"
    ]


def test_files_that_are_not_there_are_one_line(tmp_path: Path) -> None:
    mapping = put(tmp_path, "m.toml", MAILS)
    absent = vigie("import", str(tmp_path / "no.csv"), "--mapping", str(mapping), "--lang", "fr")
    assert absent.stderr == f"vigie import\u202f: {tmp_path}/no.csv : No such file or directory\n"
    absent = vigie("import", str(mapping), "--mapping", str(tmp_path / "no.toml"))
    assert absent.stderr.splitlines()[-1] == "no.toml:1: cannot be read: No such file or directory"


def test_the_bar_is_shown_on_a_terminal_in_both_languages_and_nowhere_else() -> None:
    shown = {}
    for lang, terminal in (("en", True), ("fr", True), ("en", False)):
        out = io.StringIO()
        console = Console(file=out, force_terminal=terminal, width=80)
        with progress(console, lang, "sending", 200) as told:  # type: ignore[arg-type]
            told(50)
        shown[lang, terminal] = out.getvalue()
    assert "sending" in shown["en", True] and "25%" in shown["en", True]
    assert "envoi" in shown["fr", True]
    assert shown["en", False] == ""


def test_a_position_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    memory = Memory(tmp_path, "mail", "a.csv")
    assert memory.recall() is None
    memory.keep(position := Position(7, "d", 2, 5, "h"))
    assert memory.recall() == position
    (tmp_path / "imports" / "mail.a.csv.json").write_text('{"sent": 7')
    assert memory.recall() is None
