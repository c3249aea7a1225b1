"""Regular expressions that a rule table may hold: a subset that means the same everywhere and cannot run away.

Literals, `.`, classes of single characters and ranges, groups, `|`, `^`, `$`, `?`, `*`, `+` and `{2,5}`; of escapes
only those of signs (`\\.`). Nothing that repeats without end stands inside something repeated, and at most two such
stand one after the other, so that no text takes long. Patterns see text in small letters.
"""

import importlib
import re
from typing import Any

_parse: Any = importlib.import_module("re._parser").parse  # the parser of `re` itself; it has no public name
_ENDLESS = 2
_TIMES = 32
_PLAIN = {"LITERAL", "NOT_LITERAL", "ANY", "AT"}
_CLASS = {"LITERAL", "RANGE", "NEGATE"}


def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, to be searched for in small letters. Raises ValueError with the reason if it is not allowed."""
    if pattern != pattern.lower():
        raise ValueError("write small letters: text is compared in them")
    if found := re.search(r"\\[a-z0-9]", pattern):
        raise ValueError(f"{found[0]} is not allowed: only signs are escaped")
    if re.search(r"(?<!\\)\(\?", pattern):
        raise ValueError("(? is not allowed: groups are plain ones")
    try:
        endless, ready = _endless(_parse(pattern)), re.compile(_ended(pattern))
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    if endless > _ENDLESS:
        raise ValueError("more than two of * and + one after the other: it could take too long")
    return ready


def _ended(pattern: str) -> str:
    r"""`$` of Python holds before a line break at the end too, which that of other dialects does not.

    >>> _ended(r"a\$|b$")
    'a\\$|b\\Z'
    """
    return re.sub(r"(\\.)|\$", lambda found: found[1] or r"\Z", pattern)


def _endless(parsed: Any) -> int:
    """How many endless repetitions a text may meet one after the other."""
    return sum(_of_part(str(part), held) for part, held in parsed)


def _of_part(part: str, held: Any) -> int:
    match part:
        case "IN" if all(str(kind) in _CLASS for kind, _ in held):
            return 0
        case "BRANCH":
            return max(map(_endless, held[1]))
        case "SUBPATTERN":
            return _endless(held[3])
        case "MAX_REPEAT":
            return _repeated(*held)
        case _ if part in _PLAIN:
            return 0
    raise ValueError(f"{part.lower().replace('_', ' ')} is not allowed in a regular expression")


def _repeated(least: int, most: int, parsed: Any) -> int:
    inside = _endless(parsed)
    if most == 1:
        return inside
    if inside:
        raise ValueError("a repetition inside a repetition could take too long")
    if least > _TIMES or (most > _TIMES and str(most) != "MAXREPEAT"):
        raise ValueError(f"more than {_TIMES} times")
    return str(most) == "MAXREPEAT"
