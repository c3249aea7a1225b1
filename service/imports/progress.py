"""How far an import is, on a terminal: reading in bytes of the file, sending in events."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from service.imports.words import Lang, say

Told = Callable[[int], None]


@contextmanager
def progress(console: Console, lang: Lang, name: str, total: int) -> Iterator[Told]:
    """A bar while the block runs, told how much of `total` is done; `name` is the text before it.

    Nothing is shown where nobody looks: on what is not a terminal.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say(lang, name), total=total)
        yield lambda done: bar.update(task, completed=done)
