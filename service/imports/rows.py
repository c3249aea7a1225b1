"""Files → rows: CSV, NDJSON, access logs, lines of a pattern. What is no row is a fault, and the others stay."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import assert_never

import msgspec

from schemas.mapping import Combined, Csv, Lines, Ndjson, Source
from service.imports.faults import Fault, ImportFailed, Unfit
from service.imports.lines import TextLines
from service.imports.opened import Part, Told, parts, readable
from service.imports.row import Row

Rows = Iterator[Row | Fault]
Expect = Callable[[str, Sequence[str]], None]
"""Is given each file's name with the names of its columns; raises where one is missing that is needed."""

COMBINED = (
    r'(?P<address>\S+) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" '
    r'(?P<status>\d{3}) (?P<bytes>\S+) "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<user_agent>(?:[^"\\]|\\.)*)"'
)
"""Apache's LogFormat "combined"; quotes in it are escaped by a backslash."""

REQUEST = ("method", "target", "path", "query", "protocol")
"""What a request is taken apart into."""

_FIELD = 1 << 20  # characters of the longest CSV field; an unclosed quote swallows no more than that


def read(file: Path, source: Source, expect: Expect, told: Told = lambda read: None) -> Rows:
    """The rows of a file. Raises ImportFailed, and what `expect` raises."""
    with readable(file):
        for part in parts(file, source.members, told):
            try:
                yield from _rows(part, source, expect)
            except UnicodeError:
                raise ImportFailed("not_encoded", file=part.name, encoding=source.encoding) from None


def columns_of(source: Source) -> tuple[str, ...] | None:
    """The columns that the source says it has; None where only the file tells."""
    match source:
        case Csv():
            return source.columns
        case Ndjson():
            return None
        case Combined():
            return (*re.compile(COMBINED).groupindex, *REQUEST)
        case Lines():
            return tuple(re.compile(source.pattern).groupindex)
        case _:
            assert_never(source)


def _rows(part: Part, source: Source, expect: Expect) -> Rows:
    lines = TextLines(part.stream, source.encoding)
    match source:
        case Csv():
            return _csv(part.name, lines, source, expect)
        case Ndjson():
            return _ndjson(part.name, lines, source)
        case Combined():
            return map(_with_request, _matching(part.name, lines, source, "combined", COMBINED))
        case Lines():
            return _matching(part.name, lines, source, source.pattern, source.pattern)
        case _:
            assert_never(source)


def _csv(name: str, lines: TextLines, source: Csv, expect: Expect) -> Rows:
    csv.field_size_limit(_FIELD)
    reader = csv.reader(lines, delimiter=source.delimiter, quotechar=source.quote, strict=True)
    columns = source.columns or _header(name, reader)
    expect(name, columns)
    width = len(columns)
    while True:
        first = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(name, first, Unfit("not_csv", "", detail=error))
            continue
        if lines.undecoded():
            yield Fault(name, first, Unfit("not_decodable", "", encoding=source.encoding))
        elif len(fields) == width:
            yield Row(name, first, dict(zip(columns, fields, strict=True)))
        elif fields:
            yield Fault(name, first, Unfit("other_width", "", found=len(fields), expected=width))


def _header(name: str, reader: "Iterator[list[str]]") -> tuple[str, ...]:
    try:
        return tuple(next(reader, ()))
    except csv.Error as error:
        raise ImportFailed("no_header", file=name, error=error) from None


def _ndjson(name: str, lines: TextLines, source: Ndjson) -> Rows:
    # A float would not keep an amount of money as it is written.
    decode = msgspec.json.Decoder(float_hook=Decimal).decode
    for line in lines:
        if lines.undecoded():
            yield Fault(name, lines.number, Unfit("not_decodable", "", encoding=source.encoding))
            continue
        if not line.strip():
            continue
        try:
            given = decode(line)
        except (msgspec.DecodeError, RecursionError, ArithmeticError) as error:
            yield Fault(name, lines.number, Unfit("not_json", "", detail=error))
            continue
        yield (
            Row(name, lines.number, given)
            if isinstance(given, dict)
            else Fault(name, lines.number, Unfit("not_an_object", ""))
        )


def _matching(name: str, lines: TextLines, source: Source, named: str, pattern: str) -> Rows:
    match = re.compile(pattern).fullmatch
    for line in lines:
        text = line.rstrip("\r\n")
        if lines.undecoded():
            yield Fault(name, lines.number, Unfit("not_decodable", "", encoding=source.encoding))
        elif found := match(text):
            yield Row(name, lines.number, found.groupdict())
        elif text:
            yield Fault(name, lines.number, Unfit("no_match", "", format=named))


def _with_request(row: Row | Fault) -> Row | Fault:
    """`GET /a?b HTTP/1.1` taken apart; a part that is not there is null."""
    if isinstance(row, Row):
        method, _, rest = row.columns["request"].partition(" ")
        target, _, protocol = rest.partition(" ")
        path, mark, query = target.partition("?")
        made = (method, target, path, query if mark else None, protocol)
        row.columns = {**row.columns, **{name: text or None for name, text in zip(REQUEST, made, strict=True)}}
    return row
