"""What `vigie read` says, in English and French, and how it writes times, scopes and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from service.lang import LANGS, Lang

TEXTS: Mapping[str, tuple[str, str]] = {
    # Columns
    "partition": ("partition", "partition"),
    "offset": ("offset", "position"),
    "written": ("written", "écrit"),
    "type": ("type", "type"),
    "id": ("event id", "identifiant"),
    "time": ("time", "moment"),
    "fields": ("fields", "champs"),
    "role": ("role", "rôle"),
    "subject": ("subject", "sujet"),
    "dimensions": ("dimensions", "dimensions"),
    "measures": ("measures", "mesures"),
    "raw offset": ("raw offset", "position brute"),
    "correction": ("correction", "correction"),
    "sign": ("counts", "compte"),
    "what": ("what", "quoi"),
    "scope": ("scope", "périmètre"),
    "indicator": ("indicator", "indicateur"),
    "when": ("when", "quand"),
    "added": ("added", "ajouté"),
    "kind": ("kind", "genre"),
    "positions": ("input positions", "positions lues"),
    "definitions": ("definitions", "définitions"),
    "size": ("bytes", "octets"),
    "kpi": ("KPI", "indicateur clé"),
    "window": ("window", "fenêtre"),
    "value": ("value", "valeur"),
    "objective": ("objective", "objectif"),
    "state": ("state", "état"),
    "revision": ("revision", "révision"),
    "since": ("since", "depuis"),
    "reason": ("reason", "raison"),
    "detail": ("what is wrong", "ce qui ne va pas"),
    "read": ("read", "lus"),
    "duplicates": ("duplicate", "doublons"),
    "rejected": ("rejected", "rejetés"),
    "ignored": ("ignored", "ignorés"),
    "lane": ("lane of {agent} on {topic} {partition}", "voie de {agent} sur {topic} {partition}"),
    "record": ("raw record", "enregistrement brut"),
    "shape": ("its shape", "sa forme"),
    # What stands in cells and lines
    "everything": ("everything", "l’ensemble"),
    "undefined": ("undefined", "indéfini"),
    "gone": ("gone", "disparue"),
    "met": ("met", "atteint"),
    "breached": ("breached", "manqué"),
    "unknown": ("unknown", "inconnu"),
    "breach": ("breach", "manquement"),
    "recovery": ("recovery", "rétablissement"),
    "provisional": ("provisional", "provisoire"),
    "final": ("final", "définitif"),
    "step": ("step", "étape"),
    "part": ("part of a snapshot", "partie d’un instantané"),
    "snapshot": ("snapshot", "instantané"),
    "parts": ("{count} parts", "{count} parties"),
    "counted": ("counted", "compté"),
    "different": ("different", "distincts"),
    "put together": ("put together", "réuni"),
    "rate": ("rate", "cours"),
    "taken back": ("taken back", "retiré"),
    "raw": ("of raw partition {topic} {partition}", "de la partition brute {topic} {partition}"),
    "source": ("of partition {source}", "de la partition {source}"),
    "mark": ("mark {time}", "promesse {time}"),
    "newest": ("newest {time}", "plus récent {time}"),
    "head": ("head {time}", "tête {time}"),
    "never": ("none yet", "aucune encore"),
    "rows": ("rows: {count}", "lignes : {count}"),
    # Around the records
    "empty": (
        "records of marks alone: {count}",
        "enregistrements de promesses seules\u202f: {count}",
    ),
    "nothing": ("nothing on {topic} there", "rien sur {topic} à cet endroit"),
    "misfit": (
        "topic {topic}, partition {partition}, offset {offset}: {field}: {reason}",
        "topic {topic}, partition {partition}, position {offset} : {field} : {reason}",
    ),
    "misfit whole": (
        "topic {topic}, partition {partition}, offset {offset}: {reason}",
        "topic {topic}, partition {partition}, position {offset} : {reason}",
    ),
    "key": ("key", "clé"),
    "unfit": ("records that do not fit their model: {count}", "enregistrements contraires à leur modèle : {count}"),
}


@dataclass(frozen=True)
class Words:
    """The texts of one language, with times in the reporting zone and ticks of a length."""

    lang: Lang = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    resolution: int = 60
    """Seconds in a tick."""

    def __call__(self, name: str, **parts: object) -> str:
        """The text of a name, with its parts filled in.

        >>> Words("fr")("parts", count=3)
        '3 parties'
        """
        return TEXTS[name][LANGS.index(self.lang)].format(**parts)

    def time(self, milliseconds: int) -> str:
        """An instant, as far as a calendar goes; 0 is none."""
        if not milliseconds:
            return self("never")
        try:
            return self.instant(datetime.fromtimestamp(milliseconds / 1000, UTC))
        except (ValueError, OverflowError, OSError):
            return f"{milliseconds} ms"

    def instant(self, when: datetime) -> str:
        """An instant to the second.

        >>> Words(zone=ZoneInfo("Europe/Paris")).instant(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
        '2026-11-24 10:30:00'
        """
        return when.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def tick(self, tick: int) -> str:
        """The start of a tick; -1 is none."""
        return self("never") if tick < 0 else self.time(tick * self.resolution * 1000)

    def scope(self, scope: Mapping[str, object]) -> str:
        """Dimensions and their values.

        >>> Words().scope({"campaign": "spring", "bot": False, "country": None}), Words().scope({})
        ('campaign=spring bot=false country=-', 'everything')
        """
        return self.named(scope) or self("everything")

    def named(self, values: Mapping[str, object]) -> str:
        """Names and values on one line."""
        return " ".join(f"{name}={_written(value)}" for name, value in values.items())

    def number(self, number: float | None) -> str:
        """As it stands in the record."""
        return self("undefined") if number is None else f"{number:.10g}"


def _written(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
    return str(value)
