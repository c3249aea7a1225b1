"""What commands that have no room of their own print, in English and French."""

from collections.abc import Mapping

from service.lang import LANGS, Lang

TEXTS: Mapping[str, tuple[str, str]] = {
    # broker
    "starting": ("Starting Kafka", "Lancement de Kafka"),
    "stopping": ("Stopping Kafka", "Arrêt de Kafka"),
    "stopped": ("Kafka stopped; its data stays.", "Kafka est arrêté\u202f; ses données restent."),
    "listens": ("Kafka listens on {address}; Ctrl-C stops it.", "Kafka écoute sur {address}\u202f; Ctrl-C l’arrête."),
    "data": ("  data  {path}", "  données  {path}"),
    "log": ("  log   {path}", "  journal  {path}"),
    # topics
    "needed": ("Topics, {count} partitions each", "Topics, {count} partitions chacun"),
    "there": ("Topics on {broker}", "Topics sur {broker}"),
    "topic": ("topic", "topic"),
    "key": ("key", "clé"),
    "cleanup": ("cleanup", "nettoyage"),
    "read by": ("read by", "lu par"),
    "partitions": ("partitions", "partitions"),
    "condition": ("condition", "état"),
    "created": ("created", "créé"),
    "existing": ("existing", "en place"),
    "missing": ("missing", "manquant"),
    "wrong": ("wrong", "fautif"),
    # send
    "standard input": ("standard input", "entrée standard"),
    "sent": ("events sent to {topic}: {count}", "événements envoyés à {topic}\u202f: {count}"),
    "not sent": ("{source}:{line}: not sent: {reason}", "{source}:{line}\u202f: pas envoyé\u202f: {reason}"),
    # render
    "out of date": ("out of date: {path}", "plus à jour\u202f: {path}"),
    "written": ("written {path}", "écrit\u202f: {path}"),
    "up to date": ("everything generated was up to date", "tout ce qui est généré était à jour"),
}


def say(lang: Lang, name: str, **parts: object) -> str:
    """The text of a name in a language; whole numbers get their thousands apart.

    >>> say("fr", "sent", topic="mail", count=1200)
    'événements envoyés à mail\\u202f: 1\\u202f200'
    """
    shown = {key: _number(part, lang) if type(part) is int else part for key, part in parts.items()}
    return TEXTS[name][LANGS.index(lang)].format(**shown)


def _number(number: int, lang: Lang) -> str:
    text = f"{number:,}"
    return text if lang == "en" else text.replace(",", "\u202f")
