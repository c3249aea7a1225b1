"""Dimensions made of raw fields: worked out from each event, and remembered by what they were made of."""

from collections.abc import Iterator
from functools import lru_cache

from crawlerdetect import CrawlerDetect

from schemas.definitions import Band, Bot, Coded, Given, Host, Parameter, Ruled, SiteCategory, SiteName, UrlPath, Value
from schemas.events.base import Event
from service.verify.codes import code
from service.verify.definitions import Definitions
from service.verify.reads import dimensions, inputs_of, raw_fields_of
from service.verify.rules import decide
from service.verify.sites import KnownSites
from service.verify.urls import host, parameter, path

Inputs = tuple[tuple[str, Value | None], ...]
"""Inputs by name."""

_MANY = 1 << 16


class Deriver:
    """Gives the dimensions of events."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._wanted = sorted(dimensions(definitions))
        self._sites = KnownSites.of(definitions.sites)
        self._is_bot = CrawlerDetect().is_crawler
        self._of_kind: dict[type[Event], tuple[str, ...]] = {}
        self._derived = lru_cache(_MANY)(self._derive)
        self._is_made = lru_cache(_MANY)(self._has_what_it_is_made_of)

    def dimensions(self, event: Event) -> Iterator[tuple[str, Value]]:
        """Those that the event has and that anything asks for."""
        model = type(event)
        if model not in self._of_kind:
            self._of_kind[model] = tuple(name for name in self._wanted if self._exists(name, model))
        for name in self._of_kind[model]:
            value = self._value(event, name)
            if value is not None:
                yield name, value

    def _exists(self, name: str, model: type[Event]) -> bool:
        return name in model.model_fields or self._is_made(name, model)

    def _has_what_it_is_made_of(self, name: str, model: type[Event]) -> bool:
        return raw_fields_of(self._definitions, name) <= model.model_fields.keys()

    def _value(self, event: Event, name: str) -> Value | None:
        derivation = self._definitions.derivations.get(name)
        # Where the event lacks what a derivation is made of, a field of its name stands for itself.
        if derivation is None or not self._is_made(name, type(event)):
            value: Value | None = getattr(event, name)
            return value
        return self._derived(name, tuple((part, self._input(event, part, name)) for part in inputs_of(derivation)))

    def _input(self, event: Event, part: str, name: str) -> Value | None:
        # What a derivation calls by its own name is the raw field.
        value: Value | None = getattr(event, part) if part == name else self._value(event, part)
        return value

    def _derive(self, name: str, given: Inputs) -> Value | None:
        derivation, inputs = self._definitions.derivations[name], dict(given)
        if isinstance(derivation, Ruled):
            return decide(self._definitions.tables[derivation.rules], inputs)
        value = inputs[derivation.of]
        if isinstance(derivation, Band):
            return band_at(derivation, value)
        if isinstance(derivation, Given):
            return None if value in (None, "") else True
        return self._of_text(derivation, value if isinstance(value, str) else None)

    def _of_text(
        self, derivation: Host | Parameter | UrlPath | SiteName | SiteCategory | Bot | Coded, text: str | None
    ) -> Value | None:
        match derivation:
            case Host():
                return host(text)
            case UrlPath():
                return path(text)
            case Parameter(names=names):
                return parameter(text, *names)
            case Coded(list=name):
                return code(self._definitions.lists[name], text)
            case SiteName():
                return self._sites.name(text)
            case SiteCategory():
                return self._sites.category(text)
            case Bot():
                return text is not None and bool(self._is_bot(text))


def band_at(band: Band, number: object) -> str | None:
    """The last that begins at or below the number."""
    reached = [name for name, start in band.starts.items() if isinstance(number, int) and number >= start]
    return reached[-1] if reached else None
