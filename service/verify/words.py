"""What a verification says, in English and French."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "fr"]

_TEXTS: dict[str, tuple[str, str]] = {
    "topic": ("topic", "topic"),
    "partition": ("partition", "partition"),
    "read": ("read", "lus"),
    "counted": ("counted", "comptés"),
    "duplicate": ("duplicate", "doublons"),
    "rejected": ("rejected", "rejetés"),
    "ignored": ("ignored", "ignorés"),
    "updates": ("updates", "valeurs"),
    "breaches": ("breaches", "manquements"),
    "rejects": ("rejects", "rejets"),
    "accounting": ("accounting", "comptes"),
    "counters": ("counters", "compteurs"),
    "series": ("series", "séries"),
    "metrics": ("metrics", "métriques"),
    "differing": ("differing", "différents"),
    "missing": ("missing", "manquants"),
    "extra": ("extra", "en trop"),
    "counts": (
        "differing {differing} missing {missing} extra {extra}",
        "différents {differing} manquants {missing} en trop {extra}",
    ),
    "compared": ("compared", "comparés"),
    "more": ("and {count} more", "et {count} de plus"),
    "is": (
        "{where}: {field} is {found}, must be {expected}",
        "{where}\u202f: {field} vaut {found}, devrait valoir {expected}",
    ),
    "shared": (
        "ids that came through several partitions: {count}; each stands as counted in the lowest of them",
        "identifiants venus par plusieurs partitions\u202f: {count}\u202f; chacun est compté dans la plus basse",
    ),
    "nothing": ("no event was counted", "aucun événement compté"),
    "head": (
        "newest event counted: in the {tick} s from {time}",
        "dernier événement compté\u202f: dans les {tick} s à partir de {time}",
    ),
    "no_part": (
        "{path}: is no part of a catalog; `vigie check` gives the lines",
        "{path}\u202f: n’est pas un morceau de catalogue\u202f; `vigie check` donne les lignes",
    ),
    "note": ("note: {note}", "note\u202f: {note}"),
    "contract": (
        "a raw event is held to the models of schemas/, as by ingest's slow path: one contract, no shared code",
        "un événement brut est jugé d’après les modèles de schemas/, comme par la voie lente d’ingest\u202f: "
        "un seul contrat, aucun code partagé",
    ),
    "records": ("{count} raw records", "{count} enregistrements bruts"),
    "unequal": (
        "FAILED: what was published is not what {records} say",
        "ÉCHEC\u202f: ce qui a été publié n’est pas ce que disent {records}",
    ),
    "empty": (
        "FAILED: there was nothing to compare ({records}, no KPI); --allow-empty accepts that",
        "ÉCHEC\u202f: il n’y avait rien à comparer ({records}, aucun indicateur clé)\u202f; --allow-empty l’accepte",
    ),
    "verified": (
        "verified: what was published is what {records} say, counted again in SQL",
        "vérifié\u202f: ce qui a été publié est ce que disent {records}, recomptés en SQL",
    ),
    "waiting": (
        "waiting for the service, {left} s left: {updates} updates so far, {state}",
        "en attente du service, encore {left} s\u202f: {updates} valeurs jusqu’ici, {state}",
    ),
    "coming": ("more are coming", "d’autres arrivent"),
    "progress": ("read {count} raw records", "{count} enregistrements bruts lus"),
}


@dataclass(frozen=True)
class Words:
    """The texts of one language."""

    lang: Lang = "en"

    def __call__(self, name: str, **parts: object) -> str:
        """The text of that name with its parts filled in; whole numbers get their thousands apart.

        >>> Words("en")("more", count=1200), Words("fr")("more", count=1200)
        ('and 1,200 more', 'et 1\\u202f200 de plus')
        """
        english, french = _TEXTS[name]
        text = english if self.lang == "en" else french
        return text.format(**{key: self.number(part) if type(part) is int else part for key, part in parts.items()})

    def number(self, number: int) -> str:
        """Thousands apart, as the language has them."""
        text = f"{number:,}"
        return text if self.lang == "en" else text.replace(",", "\u202f")


ENGLISH = Words()
