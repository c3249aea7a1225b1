"""Reads the README's `console` blocks: commands after `$ ` (continued after `> `), then what they print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A command and the output that the README shows; `…` in it stands for anything on the line, alone for lines."""

    text: str
    shown: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the real output must match, white space folded."""
        lines = [".*" if line.strip() == "…" else _line(line) for line in self.shown]
        # White space once between two lines: twice in a row, and what does not match takes for ever to say so.
        return re.compile(r"\s*" + r"\s*".join(lines) + r"\s*", re.DOTALL)


def _line(shown: str) -> str:
    parts = [r"\s+".join(map(re.escape, part.split())) for part in re.split("…", shown)]
    return r"[^\n]*?".join(parts)


_PROGRAM = re.compile(r"^```python\n# (\S+\.py)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def programs(text: str) -> dict[str, str]:
    """Every `python` block whose first line names a file: file name → content."""
    return dict(_PROGRAM.findall(text))


def commands(text: str) -> Iterator[Command]:
    """Every command of every block, in order."""
    for block in _BLOCK.findall(text):
        yield from _of_block(block.splitlines())


def _of_block(lines: list[str]) -> Iterator[Command]:
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")] + [len(lines)]
    for start, end in pairwise(starts):
        continued = [line[2:] for line in lines[start + 1 : end] if line.startswith("> ")]
        shown = [line for line in lines[start + 1 : end] if not line.startswith("> ")]
        yield Command("\n".join([lines[start][2:], *continued]), tuple(shown))
