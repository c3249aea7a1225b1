"""What an explanation says, in English and French."""

from collections.abc import Mapping

from service.lang import Lang

TEXTS: dict[str, tuple[str, str]] = {
    "everywhere": ("over everything", "sur l’ensemble"),
    "window": ("window", "fenêtre"),
    "from_to": ("from {start} to {end}", "du {start} au {end}"),
    "no_end": ("without beginning or end", "sans début ni fin"),
    "formula": ("formula", "formule"),
    "inputs": ("inputs", "entrées"),
    "ratio": ("of which", "dont"),
    "value": ("value", "valeur"),
    "undefined": ("undefined", "indéfini"),
    "money": (
        "the formula is worked out in minor units of {currency}: {minor} is {value}",
        "la formule se calcule en unités mineures de {currency} : {minor} vaut {value}",
    ),
    "colon": (": ", " : "),
    "parts": ("made of", "composé de"),
    "attained": ("attained", "atteint à"),
    "nothing": ("nothing was counted there", "rien n’y a été compté"),
    "objective": ("objective", "objectif"),
    "pace": (
        "{elapsed} of the period have elapsed: {expected} are expected by now, {value} of that is reached",
        "{elapsed} de la période sont écoulés : {expected} attendus à ce jour, atteints à {value}",
    ),
    "sample": ("smallest sample", "échantillon minimal"),
    "evolution": ("evolution", "évolution"),
    "previous": ("the period before", "la période précédente"),
    "year_ago": ("a year ago", "il y a un an"),
    "running": (
        "this period still runs: earlier ones up to the same elapsed share",
        "cette période est en cours : les précédentes jusqu’à la même part écoulée",
    ),
    "published": ("published", "publié"),
    "publication": (
        "revision {revision}, {status}, as of {as_of}",
        "révision {revision}, {status}, au {as_of}",
    ),
    "final": ("final", "définitif"),
    "provisional": ("provisional", "provisoire"),
    "reproduced": (
        "reproduced: the published inputs give exactly the published value",
        "reproduit : les entrées publiées donnent exactement la valeur publiée",
    ),
    "differs": (
        "NOT reproduced: {field} was published as {published}, and the published inputs give {recomputed}",
        "NON reproduit : {field} publié {published}, alors que les entrées publiées donnent {recomputed}",
    ),
    "other_inputs": (
        "NOT reproduced: it was published by another formula, which reads {published}; the catalog at hand reads "
        "{wanted}. Use the catalog of the worker (VIGIE_CATALOG), or its generation (VIGIE_GENERATION)",
        "NON reproduit : publié selon une autre formule, qui lit {published} ; le catalogue présent lit {wanted}. "
        "Prenez le catalogue du worker (VIGIE_CATALOG), ou sa génération (VIGIE_GENERATION)",
    ),
    "no_kpi_near": (
        "{kpi}: there is no such KPI; did you mean {near}?",
        "{kpi} : il n’y a pas d’indicateur clé de ce nom ; vouliez-vous dire {near} ?",
    ),
    "no_kpi": (
        "{kpi}: there is no such KPI; `vigie check` says where the catalog is",
        "{kpi} : il n’y a pas d’indicateur clé de ce nom ; `vigie check` dit où est le catalogue",
    ),
    "bad_scope": (
        "--scope {given}: write it as dimension=value, such as {such}",
        "--scope {given} : écrivez dimension=valeur, par exemple {such}",
    ),
    "twice": ("--scope {given}: {dimension} is given twice", "--scope {given} : {dimension} est donné deux fois"),
    "no_scope": (
        "{kpi} has no scope of {given}; it has: {there}",
        "{kpi} n’a pas de périmètre {given} ; il a : {there}",
    ),
    "no_window": (
        "{kpi} has no window {given}; it has: {there}",
        "{kpi} n’a pas de fenêtre {given} ; il a : {there}",
    ),
    "unbucketed": (
        "--bucket {given}: the window {window} has no buckets",
        "--bucket {given} : la fenêtre {window} n’est pas découpée en périodes",
    ),
    "never": (
        "{kpi}: nothing of it was published in {topic} so far",
        "{kpi} : rien n’en a encore été publié dans {topic}",
    ),
    "other_scopes": (
        "{kpi}: nothing was published for {given}. Scopes that were, nearest first: {there}",
        "{kpi} : rien n’a été publié pour {given}. Périmètres publiés, les plus proches d’abord : {there}",
    ),
    "other_windows": (
        "{kpi} for {given}: nothing was published over {window}. Windows that were: {there}",
        "{kpi} pour {given} : rien n’a été publié sur {window}. Fenêtres publiées : {there}",
    ),
    "other_buckets": (
        "{kpi} for {given} over {window}: nothing was published for {bucket}. Nearest of {count}: {there}",
        "{kpi} pour {given} sur {window} : rien n’a été publié pour {bucket}. Les plus proches parmi {count} : {there}",
    ),
    "no_topic": (
        "{broker}: there is no topic {topic}; `vigie topics` creates it, a worker fills it",
        "{broker} : il n’y a pas de topic {topic} ; `vigie topics` le crée, un worker le remplit",
    ),
    "no_broker": (
        "no Kafka answers at {broker}: start one (`vigie broker`), or set VIGIE_BROKER",
        "aucun Kafka ne répond à {broker} : lancez-en un (`vigie broker`), ou donnez VIGIE_BROKER",
    ),
    "unreadable": (
        "{topic}: a record of {key} is no update: {error}",
        "{topic} : un enregistrement de {key} n’est pas une valeur publiée : {error}",
    ),
    "reading": ("reading {topic}", "lecture de {topic}"),
}


def say(lang: Lang, name: str, **parts: object) -> str:
    """The text of that name with its parts filled in.

    >>> say("fr", "publication", revision=3, status=say("fr", "final"), as_of="12:00")
    'révision 3, définitif, au 12:00'
    """
    english, french = TEXTS[name]
    return (english if lang == "en" else french).format(**parts)


class NotExplained(Exception):
    """There is nothing to explain; `name` says why. The person that asked must ask otherwise."""

    def __init__(self, name: str, parts: Mapping[str, object]) -> None:
        super().__init__(say("en", name, **parts))
        self.name, self.parts = name, parts

    @classmethod
    def because(cls, name: str, **parts: object) -> "NotExplained":
        """Made of the name of a text and what fills it."""
        return cls(name, parts)

    def text(self, lang: Lang) -> str:
        """What to say."""
        return say(lang, self.name, **self.parts)
