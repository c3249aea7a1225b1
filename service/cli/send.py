"""`vigie send`: events from a file, from a pipe or from a seed to a raw topic."""

import asyncio
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from schemas.events import MODELS
from schemas.topics import topics_of
from service.cli.failure import LANG, fail, told
from service.cli.words import say
from service.demo.feed import SendError, as_it_happens, feed, hush, paced
from service.demo.ndjson import Sent, send_lines
from service.demo.traffic import Arrival, Traffic, TrafficPolicy
from service.lang import Lang
from service.settings import Settings

_BULK_SPAN = timedelta(days=3)


def send(
    file: Annotated[Path | None, typer.Argument(help="NDJSON, one event a line; without it, standard input.")] = None,
    topic: Annotated[str, typer.Option(help="Raw topic, by the name of its family.")] = "mail",
    generate: Annotated[int, typer.Option(min=0, help="Send so many generated mail events instead.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed generates the same events.")] = 1,
    rate: Annotated[
        float, typer.Option(min=0, help="Generated events a second, happening now; 0: days of them at once.")
    ] = 0,
    lang: Annotated[Lang, typer.Option(help="Language of what is said.")] = LANG,
) -> None:
    """Send events to a raw topic, from a file, from standard input or generated."""
    settings = Settings()
    hush()
    name = _raw_topic(settings, topic, lang)
    try:
        if generate:
            sent = asyncio.run(_send_generated(settings.broker, name, generate, seed, rate))
        else:
            sent = _send_file(settings.broker, name, file)
    except SendError as error:
        fail("send", error, lang)
    except OSError as error:
        fail("send", f"{file}: {error.strerror}", lang)
    _tell(sent, name, str(file or say(lang, "standard input")), lang)


def _raw_topic(settings: Settings, family: str, lang: Lang) -> str:
    if family not in MODELS:
        fail("send", f"--topic {family}: there is no such raw topic; there is: {', '.join(MODELS)}", lang)
    raw = topics_of(settings.app, settings.generation, settings.namespace).raw
    return raw[list(MODELS).index(family)].name


def _send_file(bootstrap: str, topic: str, file: Path | None) -> Sent:
    opened: nullcontext[BinaryIO] | BinaryIO = file.open("rb") if file else nullcontext(sys.stdin.buffer)
    with opened as lines:
        return asyncio.run(_send_lines(bootstrap, topic, lines))


async def _send_lines(bootstrap: str, topic: str, lines: Iterable[bytes]) -> Sent:
    async with feed(bootstrap, topic) as to:
        return await send_lines(to, lines)


async def _send_generated(bootstrap: str, topic: str, events: int, seed: int, rate: float) -> Sent:
    now = datetime.now(UTC)
    async with feed(bootstrap, topic) as to:
        if rate:
            await as_it_happens(to, Traffic(TrafficPolicy.live(seed, now, rate)).first(events))
        else:
            bulk: Iterable[Arrival] = Traffic(TrafficPolicy.bulk(seed, now, _BULK_SPAN, events)).first(events)
            await paced(to, bulk, float("inf"))
    return Sent(to.sent)


def _tell(sent: Sent, topic: str, source: str, lang: Lang) -> None:
    for number, reason in sent.refused:
        print(say(lang, "not sent", source=source, line=str(number), reason=told(reason, lang)), file=sys.stderr)
    print(say(lang, "sent", topic=topic, count=sent.sent))
    if sent.refused:
        raise typer.Exit(1)
