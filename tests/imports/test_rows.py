"""Rows of every kind of file: nothing is lost, and what is no row is told by its line."""

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.mapping import Combined, Csv, Lines, Ndjson, Source
from service.imports.faults import Fault, ImportFailed
from service.imports.rows import columns_of, read
from tests.imports.making import put

CSV = Csv(kind="csv")
COMBINED = Combined(kind="combined")
LINE = (
    '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a/b.html?x=1&y HTTP/1.1" 200 12 '
    '"http://ex.org/\\"q\\"" "Mozilla/5.0 (X)"'
)


def rows(file: Path, source: Source = CSV) -> list[tuple[int, dict[str, object]] | str]:
    """Line and columns of each row, or the fault as it is told."""
    found = read(file, source, lambda name, columns: None)
    return [row.text("en") if isinstance(row, Fault) else (row.line, dict(row.columns)) for row in found]


def test_a_row_stands_on_its_first_line_and_blank_lines_count(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", 'x,y\r\n1,"two\r\nlines"\r\n\r\n3,"say ""so"""\r\n')
    assert rows(file) == [(2, {"x": "1", "y": "two\r\nlines"}), (5, {"x": "3", "y": 'say "so"'})]


def test_a_row_of_another_width_is_in_error_and_the_others_stay(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "x,y\n1,2\n3\n4,5,6\n7,8")
    assert rows(file) == [
        (2, {"x": "1", "y": "2"}),
        "a.csv:3: 1 values for 2 columns",
        "a.csv:4: 3 values for 2 columns",
        (5, {"x": "7", "y": "8"}),
    ]


def test_a_misplaced_quote_costs_its_row_alone(tmp_path: Path) -> None:
    first, second, third = rows(put(tmp_path, "a.csv", 'x,y\n"a"b,2\n3,4\n5,"never closed\n'))
    assert str(first).startswith("a.csv:2: not CSV: ") and second == (3, {"x": "3", "y": "4"})
    assert str(third).startswith("a.csv:4: not CSV: ")


def test_bytes_that_are_not_in_the_encoding_cost_their_row_alone(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", b"x\ncaf\xc3\xa9\ncaf\xe9\nend\n")
    assert rows(file) == [(2, {"x": "café"}), "a.csv:3: not utf-8", (4, {"x": "end"})]
    assert rows(file, Csv(kind="csv", encoding="cp1252"))[1] == (3, {"x": "café"})


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert rows(put(tmp_path, "a.csv", b"\xef\xbb\xbfx\n1\n")) == [(2, {"x": "1"})]
    wide = put(tmp_path, "b.csv", "x;y\n1;é\n".encode("utf-16"))
    assert rows(wide, Csv(kind="csv", encoding="utf-16", delimiter=";")) == [(2, {"x": "1", "y": "é"})]


def test_columns_can_be_named_by_the_mapping(tmp_path: Path) -> None:
    file = put(tmp_path, "a.tsv", "1\t2\n")
    assert rows(file, Csv(kind="csv", delimiter="\t", columns=("x", "y"))) == [(1, {"x": "1", "y": "2"})]


def test_numbers_of_json_stay_exact(tmp_path: Path) -> None:
    file = put(tmp_path, "a.ndjson", '{"x": 0.1, "y": {"z": 12345678901234567890}}\n\n[1]\n{"x": \n')
    first, second, third = rows(file, Ndjson(kind="ndjson"))
    assert isinstance(first, tuple) and str(first[1]["x"]) == "0.1"
    assert second == "a.ndjson:3: not a JSON object"
    assert str(third).startswith("a.ndjson:4: not JSON: ")


def test_a_combined_log_is_taken_apart_as_apache_writes_it(tmp_path: Path) -> None:
    cut = LINE[:-9]
    file = put(tmp_path, "access.log", f"{LINE}\n{cut}\n{LINE.replace('GET /a/b.html?x=1&y HTTP/1.1', '-')}\n")
    first, second, third = rows(file, COMBINED)
    assert isinstance(first, tuple) and isinstance(third, tuple)
    assert set(first[1]) == set(columns_of(COMBINED) or ())
    assert first[1] | {} == {
        "address": "1.2.3.4",
        "ident": "-",
        "user": "-",
        "time": "17/May/2015:10:05:03 +0000",
        "request": "GET /a/b.html?x=1&y HTTP/1.1",
        "method": "GET",
        "target": "/a/b.html?x=1&y",
        "path": "/a/b.html",
        "query": "x=1&y",
        "protocol": "HTTP/1.1",
        "status": "200",
        "bytes": "12",
        "referrer": 'http://ex.org/\\"q\\"',
        "user_agent": "Mozilla/5.0 (X)",
    }
    assert second == "access.log:2: not a line of the format combined"
    assert third[1]["target"] is None and third[1]["method"] == "-"


def test_lines_of_a_pattern_have_the_columns_that_it_names(tmp_path: Path) -> None:
    source = Lines(kind="lines", pattern=r"(?P<level>[A-Z]+): (?P<text>.*)")
    assert rows(put(tmp_path, "a.log", "INFO: up\nwhat\n"), source) == [
        (1, {"level": "INFO", "text": "up"}),
        f"a.log:2: not a line of the format {source.pattern}",
    ]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress, bytes])
def test_packed_files_are_unpacked_whatever_their_name(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = b"x\n" + b"".join(b"%d\n" % n for n in range(50_000))
    found = rows(put(tmp_path, "data", pack(content)))
    assert len(found) == 50_000 and found[-1] == (50_001, {"x": "49999"})


def test_the_members_of_an_archive_are_files_of_their_own(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        for name, text in (("./day/1.csv", "x\n1\n"), ("notes.txt", "no"), ("day/2.csv", "x\n2\n3\n")):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    file = put(tmp_path, "all.tar.xz", packed.getvalue())
    found = list(read(file, Csv(kind="csv", members="*.csv"), lambda name, columns: None))
    places = [(row.file, row.line) for row in found]
    assert places == [("day/1.csv", 2), ("day/2.csv", 2), ("day/2.csv", 3)]
    with pytest.raises(ImportFailed, match=r"no file of the archive fits \*\.json"):
        rows(file, Ndjson(kind="ndjson", members="*.json"))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_file_cut_short_is_no_file_that_ends_there(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = "x\n" + "".join(f"{n}\n" for n in range(50_000))
    file = put(tmp_path, "cut", pack(content.encode())[:-100])
    with pytest.raises(ImportFailed, match="damaged or cut short"):
        rows(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match=r"absent\.csv: No such file"):
        rows(tmp_path / "absent.csv")


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    file = put(tmp_path, "a.csv", "x\n" + "1234567\n" * 100_000)
    told: list[int] = []
    list(read(file, CSV, lambda name, columns: None, told.append))
    assert told == sorted(told) and told[-1] == file.stat().st_size and len(told) > 5


def test_every_line_of_a_damaged_file_is_a_row_or_a_fault(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print("seed", seed)
    source = random.Random(seed)
    lines = []
    for number in range(2_000):
        good = json.dumps({"n": number}).encode()
        lines.append(source.choice([good, good[:-1], b"\xff" + good, b"[]", good + b"}"]))
    file = put(tmp_path, "a.ndjson", b"\n".join(lines))
    found = list(read(file, Ndjson(kind="ndjson"), lambda name, columns: None))
    assert [row.line for row in found] == list(range(1, 2_001))
    fine = [number for number, line in enumerate(lines, 1) if line == json.dumps({"n": number - 1}).encode()]
    assert [row.line for row in found if not isinstance(row, Fault)] == fine
