"""Texts with names in braces: `"{@file}:{@line}"`; braces themselves are doubled."""

import re
from dataclasses import dataclass

_PART = re.compile(r"\{\{|\}\}|\{([^{}]+)\}|([{}])|[^{}]+")


class NotATemplate(ValueError):
    """A brace stands alone; the text says at which column (from 1)."""


@dataclass(frozen=True)
class Named:
    """A part that is the value of a name."""

    name: str


Parts = tuple[str | Named, ...]


def parse(template: str) -> Parts:
    """The parts of a template, texts and names. Raises NotATemplate.

    >>> parse("{@file}:7 {{}}")
    (Named(name='@file'), ':7 {}')
    """
    parts: list[str | Named] = []
    for found in _PART.finditer(template):
        if found[2]:
            raise NotATemplate(f"column {found.start() + 1}: a brace alone; write two for a brace, or {{name}}")
        part = Named(found[1]) if found[1] else found[0].replace("{{", "{").replace("}}", "}")
        if parts and isinstance(parts[-1], str) and isinstance(part, str):
            parts[-1] += part
        else:
            parts.append(part)
    return tuple(parts)


def names(template: str) -> tuple[str, ...]:
    """The names in a template, none where it is not one."""
    try:
        return tuple(part.name for part in parse(template) if isinstance(part, Named))
    except NotATemplate:
        return ()
