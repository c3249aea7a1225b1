"""What an alert says: parts that are a Go template to Prometheus, and the text that it makes of them to a test."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from schemas.definitions import Unit

Labels = Mapping[str, str]
Lang = Literal["en", "fr"]

_FRENCH_COMMA = r' | reReplaceAll "\\." ","'


class Part(Protocol):
    """A piece of a text."""

    @property
    def template(self) -> str:
        """As Prometheus is given it."""

    def said(self, labels: Labels, value: float) -> str:
        """As Prometheus says it of an alert with these labels and this value."""


@dataclass(frozen=True)
class Fixed:
    """The same for every alert."""

    text: str

    @property
    def template(self) -> str:
        """Two braces would begin an action."""
        return self.text.replace("{{", '{{ "{{" }}')

    def said(self, labels: Labels, value: float) -> str:
        """As it stands."""
        return self.text


@dataclass(frozen=True)
class Label:
    """The value of a label."""

    name: str

    @property
    def template(self) -> str:
        """An action of Go's templates."""
        return f"{{{{ $labels.{self.name} }}}}"

    def said(self, labels: Labels, value: float) -> str:
        """Prometheus says nothing of a label that is absent."""
        return labels.get(self.name, "")


@dataclass(frozen=True)
class Worded:
    """A label's value in words: one of a few that are known."""

    name: str
    words: Mapping[str, str]

    @property
    def template(self) -> str:
        """A chain of ifs."""
        cases = [f'if eq $labels.{self.name} "{given}" }}}}{word}{{{{ ' for given, word in self.words.items()]
        return "{{ " + "else ".join(cases) + "end }}"

    def said(self, labels: Labels, value: float) -> str:
        """The word."""
        return self.words.get(labels.get(self.name, ""), "")


@dataclass(frozen=True)
class Scope:
    """The dimensions that an alert has, each as `, name: value`."""

    dimensions: tuple[str, ...]

    @property
    def template(self) -> str:
        """`with` leaves out what is absent."""
        return "".join(f"{{{{ with $labels.{name} }}}}, {name}: {{{{ . }}}}{{{{ end }}}}" for name in self.dimensions)

    def said(self, labels: Labels, value: float) -> str:
        """In the order of the dimensions."""
        return "".join(f", {name}: {labels[name]}" for name in self.dimensions if labels.get(name))


@dataclass(frozen=True)
class Number:
    """The alert's value, with so many decimals, and what is written behind."""

    decimals: int
    lang: Lang
    behind: str = ""

    @property
    def template(self) -> str:
        """French has a decimal comma."""
        comma = _FRENCH_COMMA if self.lang == "fr" and self.decimals else ""
        return f'{{{{ printf "%.{self.decimals}f" $value{comma} }}}}{self.behind}'

    def said(self, labels: Labels, value: float) -> str:
        """As Go's printf."""
        number = f"{value:.{self.decimals}f}"
        return (number.replace(".", ",") if self.lang == "fr" else number) + self.behind


@dataclass(frozen=True)
class Percentage:
    """The alert's value, a share of 1, as a percentage of four digits."""

    lang: Lang

    @property
    def template(self) -> str:
        """French leaves a space before the sign."""
        french = _FRENCH_COMMA + ' | reReplaceAll "%" "\u202f%"' if self.lang == "fr" else ""
        return f"{{{{ $value | humanizePercentage{french} }}}}"

    def said(self, labels: Labels, value: float) -> str:
        """As Prometheus' humanizePercentage."""
        number = f"{value * 100:.4g}"
        return number.replace(".", ",") + "\u202f%" if self.lang == "fr" else f"{number}%"


Text = tuple[Part, ...]


def template(text: Text) -> str:
    """The text as Prometheus is given it.

    >>> template((Fixed("only "), Percentage("en"), Scope(("shop",))))
    'only {{ $value | humanizePercentage }}{{ with $labels.shop }}, shop: {{ . }}{{ end }}'
    """
    return "".join(part.template for part in text)


def said(text: Text, labels: Labels, value: float) -> str:
    """The text as Prometheus says it.

    >>> said((Fixed("only "), Percentage("fr"), Scope(("shop",))), {"shop": "north"}, 0.125)
    'only 12,5\\u202f%, shop: north'
    """
    return "".join(part.said(labels, value) for part in text)


def measured(unit: Unit, lang: Lang, decimals: int | None = None) -> Text:
    """The alert's value in its unit. Money with that many decimals; None: in minor units of what the label says."""
    match unit:
        case "ratio":
            return (Percentage(lang),)
        case "average" | "score":
            return (Number(3, lang),)
        case "per_1000" | "points":
            return (Number(1, lang),)
        case "money" if decimals is not None:
            return (Number(decimals, lang, "\u00a0"), Label("currency"))
        case "money":
            minor = "minor units of " if lang == "en" else "unités mineures de "
            return (Number(0, lang, f" {minor}"), Label("currency"))
        case _:
            return (Number(0, lang),)


def parts(*pieces: str | Text) -> Text:
    """A text of strings, in which `<label>` is the value of a label, and parts.

    >>> template(parts("worker <instance> is down"))
    'worker {{ $labels.instance }} is down'
    """
    return tuple(part for piece in pieces for part in (_read(piece) if isinstance(piece, str) else piece))


def _read(text: str) -> Iterator[Part]:
    for number, piece in enumerate(re.split(r"<([a-z_]+)>", text)):
        if piece:
            yield Label(piece) if number % 2 else Fixed(piece)
