"""Data → YAML. Only what the deployment files need of it: mappings, lists, texts, numbers, truth."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

Data = Mapping[str, "Data"] | Sequence["Data"] | str | float | bool

# What YAML would read as something else (null, yes, 1e3, dates) is quoted; what begins and goes on like a word is not.
_PLAIN = re.compile(r"[A-Za-z_/]([A-Za-z0-9_./:{}()\-]*[A-Za-z0-9_)])?|[0-9]+[smhd]")
_OTHER_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_BLOCK = re.compile(r"\S+( \S+)*(\n\S+( \S+)*)+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BREAKS = {character: f"\\u{ord(character):04x}" for character in "\x7f\x85\u2028\u2029\ufeff"}
"""What JSON lets stand in a string and YAML does not."""


def yaml_text(head: str, content: Data) -> str:
    """The document below a comment.

    >>> print(yaml_text("Made by hand.", {"groups": [{"name": "a", "rules": []}], "expr": "up\\n== 0"}), end="")
    # Made by hand.
    groups:
      - name: a
        rules: []
    expr: |-
      up
      == 0
    """
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + "".join(f"{line}\n" for line in _lines(content))


def _lines(data: Data) -> Iterator[str]:
    if isinstance(data, str) or not isinstance(data, Mapping | Sequence) or not data:
        yield _scalar(data)
    elif isinstance(data, Mapping):
        for name, part in data.items():
            yield from _entry(_text(name), part)
    else:
        for part in data:
            yield from _item(part)


def _entry(name: str, part: Data) -> Iterator[str]:
    if isinstance(part, str) and _BLOCK.fullmatch(part):
        yield f"{name}: |-"
        yield from (f"  {line}" for line in part.split("\n"))
    elif isinstance(part, str | float | int) or not part:
        yield f"{name}: {_scalar(part)}"
    else:
        yield f"{name}:"
        yield from (f"  {line}" for line in _lines(part))


def _item(part: Data) -> Iterator[str]:
    first, *rest = _lines(part)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)


def _scalar(data: Data) -> str:
    """A number with an exponent has a point too: without one YAML reads a text."""
    return _text(data) if isinstance(data, str) else re.sub(r"^(-?[0-9]+)e", r"\1.0e", json.dumps(data))


def _text(text: str) -> str:
    """Plain where YAML reads it so; else JSON's string, which is YAML's too, or with `"` in it a single-quoted one."""
    if _PLAIN.fullmatch(text) and text.lower() not in _OTHER_WORDS and ":" not in text[-1:]:
        return text
    if '"' in text and not _UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    return "".join(_BREAKS.get(character, character) for character in json.dumps(text, ensure_ascii=False))
