"""What the demo says, in English and French, and how each writes numbers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, assert_never

from schemas.currencies import CODES, decimals_of
from schemas.definitions import Unit, Wording
from schemas.updates import ObjectiveState, ObjectiveStatus, Scope

Lang = Literal["en", "fr"]

_TEXTS: dict[str, tuple[str, str]] = {
    "kpi": ("KPI", "Indicateur clé"),
    "over": ("over", "sur"),
    "value": ("value", "valeur"),
    "parts": ("of which", "dont"),
    "objective": ("objective", "objectif"),
    "attainment": ("attained", "atteint à"),
    "state": ("state", "état"),
    "since_start": ("all time", "depuis toujours"),
    "busiest": ("where most goes on", "là où il se passe le plus"),
    "met": ("met", "tenu"),
    "breached": ("breached", "manqué"),
    "unknown": ("unknown", "inconnu"),
    "sent": ("sent", "envoyés"),
    "counted": ("counted", "comptés"),
    "duplicate": ("duplicates", "doublons"),
    "rejected": ("rejected", "rejetés"),
    "ignored": ("ignored", "ignorés"),
    "fresh": ("behind by", "en retard de"),
    "board": ("the live board, in a browser", "le tableau de bord, dans un navigateur"),
    "metrics": ("metrics", "métriques"),
    "topic": ("values", "valeurs"),
    "events": ("events", "événements"),
    "stop": ("Ctrl-C ends everything", "Ctrl-C arrête tout"),
    "5m": ("5 min", "5 min"),
    "1h": ("1 h", "1 h"),
    "day": ("day", "jour"),
    "week": ("week", "semaine"),
    "month": ("month", "mois"),
    "quarter": ("quarter", "trimestre"),
    "year": ("year", "année"),
    "all": ("all", "tout"),
    "fiscal_quarter": ("fiscal quarter", "trimestre fiscal"),
    "fiscal_year": ("fiscal year", "exercice"),
    "kafka_starts": ("Kafka is starting ...", "Kafka démarre…"),
    "kafka_up": ("Kafka is up at {at} ({seconds} s)", "Kafka est prêt à l’adresse {at} ({seconds} s)"),
    "worker_starts": ("The worker is starting ...", "Le worker démarre…"),
    "worker_ready": ("The worker is ready ({seconds} s)", "Le worker est prêt ({seconds} s)"),
    "recount": (
        "sent {sent} events; counting them again from the raw topics ...",
        "{sent} événements envoyés ; nouveau comptage depuis les topics bruts…",
    ),
    "kept": ("kept: {at}", "conservé : {at}"),
    "stopped": ("stopped", "arrêté"),
    "waiting": ("waiting for the first values", "en attente des premières valeurs"),
}

UNDEFINED = "–"


@dataclass(frozen=True)
class Words:
    """The words and number formats of one language."""

    lang: Lang

    def __call__(self, name: str) -> str:
        """The text of that name; a name without a text stands for itself."""
        english, french = _TEXTS.get(name, (name, name))
        return english if self.lang == "en" else french

    def said(self, name: str, **parts: str) -> str:
        """The text of that name with its parts filled in.

        >>> Words("fr").said("worker_ready", seconds=Words("fr").number(2.5, 1))
        'Le worker est prêt (2,5 s)'
        """
        return self(name).format(**parts)

    def labelled(self, name: str, text: str) -> str:
        """A text behind its name; French leaves a space before the colon.

        >>> Words("en").labelled("metrics", "here"), Words("fr").labelled("metrics", "ici")
        ('metrics: here', 'métriques\u202f: ici')
        """
        return f"{self(name)}{':' if self.lang == 'en' else chr(0x202F) + ':'} {text}"

    def of(self, wording: Wording) -> str:
        """The catalog's text in this language."""
        return wording.en if self.lang == "en" else wording.fr

    def number(self, number: float | Decimal, decimals: int = 0) -> str:
        """A number with thousands apart.

        >>> Words("en").number(1234.5, 1), Words("fr").number(1234.5, 1)
        ('1,234.5', '1\\u202f234,5')
        """
        text = f"{number:,.{decimals}f}"
        return text if self.lang == "en" else text.replace(",", "\u202f").replace(".", ",")

    def value(self, value: float | None, unit: Unit, scope: Scope | None = None) -> str:
        """A KPI's value in its unit, money in its scope's currency; undefined is a dash, never 0.

        >>> Words("en").value(0.1234, "ratio"), Words("fr").value(None, "ratio")
        ('12.34%', '–')
        """
        if value is None:
            return UNDEFINED
        match unit:
            case "ratio":
                return self.percent(value, 2)
            case "average":
                return self.number(value, 2)
            case "per_1000" | "points":
                return self.number(value, 1)
            case "score":
                return self.number(value, 3)
            case "money":
                return self.money(value, (scope or {}).get("currency", ""))
            case "count" | "recipients" | "accounts" | "people" | "seconds" | "bytes":
                return self.number(value)
            case _:
                assert_never(unit)

    def money(self, minor: float, currency: str) -> str:
        """Minor units in the currency, rounded once, half even; as they are where it is no currency.

        >>> Words("en").money(1299050.5, "EUR"), Words("fr").money(1299050.5, "EUR"), Words("en").money(12800, "JPY")
        ('12,990.50 EUR', '12\\u202f990,50\\u202fEUR', '12,800 JPY')
        """
        if currency not in CODES:
            return self.number(minor)
        decimals = decimals_of(currency)
        amount = self.number(Decimal(round(minor)).scaleb(-decimals), decimals)
        return f"{amount}{' ' if self.lang == 'en' else chr(0x202F)}{currency}"

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share of 1 as a percentage; French leaves a space before the sign."""
        return self.number(100 * share, decimals) + ("%" if self.lang == "en" else "\u202f%")

    def target(self, objective: ObjectiveState | None, unit: Unit, scope: Scope | None = None) -> str:
        """The objective as a bound, empty where there is none."""
        if objective is None:
            return ""
        if objective.between is not None:
            return " – ".join(self.value(bound, unit, scope) for bound in objective.between)
        sign = "≥" if objective.direction == "at_least" else "≤"
        return f"{sign} {self.value(objective.target, unit, scope)}"


COLOURS: dict[ObjectiveStatus, str] = {"met": "green", "breached": "bold red", "unknown": "yellow"}
