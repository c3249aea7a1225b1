"""What an import says, in English and French."""

from typing import Literal

Lang = Literal["en", "fr"]

Reason = Literal[
    "not_decodable",
    "not_csv",
    "not_json",
    "not_an_object",
    "no_match",
    "other_width",
    "no_number",
    "not_whole",
    "not_exact",
    "no_time",
    "no_offset",
    "not_mapped",
    "not_boolean",
    "not_joined",
    "not_text",
    "not_currency",
    "refused",
    "too_long",
    "in_future",
    "before_epoch",
    "same_id",
]

REASONS: dict[Reason, tuple[str, str]] = {
    "not_decodable": ("not {encoding}", "n’est pas en {encoding}"),
    "not_csv": ("not CSV: {detail}", "n’est pas du CSV : {detail}"),
    "not_json": ("not JSON: {detail}", "n’est pas du JSON : {detail}"),
    "not_an_object": ("not a JSON object", "n’est pas un objet JSON"),
    "no_match": ("not a line of the format {format}", "n’est pas une ligne au format {format}"),
    "other_width": ("{found} values for {expected} columns", "{found} valeurs pour {expected} colonnes"),
    "no_number": ("{value} is no number", "{value} n’est pas un nombre"),
    "not_whole": ("{value} is not a whole number", "{value} n’est pas un nombre entier"),
    "not_exact": ("{value} has more digits than can be kept", "{value} a plus de chiffres qu’on n’en peut garder"),
    "no_time": ("{value} is no time of the form {format}", "{value} n’est pas une date de la forme {format}"),
    "no_offset": (
        "{value} has no offset from UTC: give the value a zone",
        "{value} est sans décalage UTC : donnez une zone (zone) à la valeur",
    ),
    "not_mapped": ("{value} is not in the map", "{value} n’est pas dans la table (map)"),
    "not_boolean": ("{value} stands for neither true nor false", "{value} ne vaut ni vrai ni faux"),
    "not_joined": ("{value} is not in {file}", "{value} n’est pas dans {file}"),
    "not_text": ("{value} is not a text or a number", "{value} n’est ni un texte ni un nombre"),
    "not_currency": ("{value} is no ISO 4217 currency", "{value} n’est pas une devise ISO 4217"),
    "refused": ("{detail} (it is {value}, from {of})", "{detail} (valeur : {value}, tirée de {of})"),
    "too_long": ("an event of {bytes} bytes; the limit is {limit}", "événement de {bytes} octets ; limite : {limit}"),
    "in_future": ("{value} has not come yet", "{value} n’est pas encore arrivé"),
    "before_epoch": ("{value} is before 1970", "{value} est avant 1970"),
    "same_id": (
        "two events of this row have the id {value}",
        "deux événements de cette ligne ont l’identifiant {value}",
    ),
}

TEXTS: dict[str, tuple[str, str]] = {
    "unreadable": ("{file}: {error}", "{file} : {error}"),
    "damaged": ("{file}: damaged or cut short: {error}", "{file} : abîmé ou tronqué : {error}"),
    "no_member": (
        "{file}: no file of the archive fits {members}",
        "{file} : aucun fichier de l’archive ne correspond à {members}",
    ),
    "not_encoded": ("{file}: is not {encoding}", "{file} : n’est pas en {encoding}"),
    "no_header": (
        "{file}:1: the names of the columns are not CSV: {error}",
        "{file}:1 : les noms des colonnes ne sont pas du CSV : {error}",
    ),
    "other_columns": (
        "{file}:1: has no column {columns}, which the mapping reads",
        "{file}:1 : sans colonne {columns}, que le mapping lit",
    ),
    "column_twice": ("{file}:1: column {columns} stands twice", "{file}:1 : la colonne {columns} y est deux fois"),
    "key_twice": ("{place}: {key}: {value} stands in a row above too", "{place} : {key} : {value} est déjà plus haut"),
    "empty": ("{file}: is empty", "{file} : est vide"),
    "no_broker": (
        "no Kafka answers at {broker}: start one (`vigie broker`), or set VIGIE_BROKER",
        "aucun Kafka ne répond à {broker} : lancez-en un (`vigie broker`), ou donnez VIGIE_BROKER",
    ),
    "no_topic": (
        "{broker}: there is no topic {topic}; `vigie topics` creates it",
        "{broker} : il n’y a pas de topic {topic} ; `vigie topics` le crée",
    ),
    "stopped": (
        "{topic}: {error}; {count} events are there for certain: run the same command again to go on",
        "{topic} : {error} ; {count} événements y sont à coup sûr : relancez la même commande pour continuer",
    ),
    "checking": ("reading", "lecture"),
    "sending": ("sending", "envoi"),
    "rows": ("rows read: {count}", "lignes lues : {count}"),
    "without": (
        "rows that make no event, as the mapping says: {count}",
        "lignes sans événement, d’après le mapping : {count}",
    ),
    "rejected": ("rows in error, not sent: {count}", "lignes en erreur, non envoyées : {count}"),
    "made": ("events made: {count}", "événements produits : {count}"),
    "of_type": ("  {type}: {count}", "  {type} : {count}"),
    "spanning": ("  from {oldest} to {newest}", "  du {oldest} au {newest}"),
    "sent": ("events sent to {topic}: {count}", "événements envoyés à {topic} : {count}"),
    "resumed": ("sent before, not sent again: {count}", "déjà envoyés, non renvoyés : {count}"),
    "more": ("… and {count} more; --rejects FILE writes all", "… et {count} autres ; --rejects FICHIER les écrit tous"),
    "written": ("all rows in error: {file}", "toutes les lignes en erreur : {file}"),
    "nothing_sent": ("dry run: nothing was sent", "essai : rien n’a été envoyé"),
    "forgotten": (
        "the topic does not hold what was sent before: everything is sent again",
        "le topic ne contient plus ce qui avait été envoyé : tout est renvoyé",
    ),
    "unfit": (
        "the mapping does not fit: none of the first {count} rows makes an event",
        "le mapping ne convient pas : aucune des {count} premières lignes ne produit d’événement",
    ),
    "changed": (
        "the first {count} events are not those that were sent from a file of this name: the file or the mapping has "
        "changed since. An id that was sent before with other content would be rejected as a conflict. Give the "
        "events other ids (field id of the mapping, or another file name), or send all with --again: what is the "
        "same is dropped as a duplicate",
        "les {count} premiers événements ne sont pas ceux qui ont été envoyés d’un fichier de ce nom : le fichier ou "
        "le mapping a changé depuis. Un identifiant déjà envoyé avec un autre contenu serait rejeté (conflict). "
        "Donnez d’autres identifiants (champ id du mapping, ou autre nom de fichier), ou renvoyez tout avec --again : "
        "ce qui est identique est écarté comme doublon",
    ),
    "too_old": (
        "{topic} holds records of {newest} or later, and {oldest} is more than VIGIE_RETENTION={retention} before: "
        "events would be rejected as before_horizon. Set VIGIE_RETENTION={needed} for the worker and for this command, "
        "or import under a name of its own (VIGIE_NAMESPACE)",
        "{topic} contient des enregistrements du {newest} ou plus récents, et {oldest} les précède de plus de "
        "VIGIE_RETENTION={retention} : des événements seraient rejetés (before_horizon). Donnez "
        "VIGIE_RETENTION={needed} au worker et à cette commande, ou importez sous un nom à part (VIGIE_NAMESPACE)",
    ),
    "stamped": (
        "the broker stamps the records of {topic} with its own clock, and {oldest} is more than "
        "VIGIE_RETENTION={retention} ago: events would be rejected as before_horizon. Alter message.timestamp.type of "
        "the topic to CreateTime, or set VIGIE_RETENTION={needed} for the worker and for this command",
        "le broker date lui-même les enregistrements de {topic}, et {oldest} remonte à plus de "
        "VIGIE_RETENTION={retention} : des événements seraient rejetés (before_horizon). Passez message.timestamp.type "
        "du topic à CreateTime, ou donnez VIGIE_RETENTION={needed} au worker et à cette commande",
    ),
    "expires": (
        "{topic} keeps records for {line}={found} ms only: what happened on {oldest} would expire at once. "
        "Alter {line} of the topic to {wanted}",
        "{topic} ne garde les enregistrements que {line}={found} ms : ce qui date du {oldest} expirerait aussitôt. "
        "Passez {line} du topic à {wanted}",
    ),
}


def say(lang: Lang, name: str, **given: object) -> str:
    """The text of that name, with what is given; numbers as the language writes them.

    >>> say("fr", "rows", count=1234)
    'lignes lues : 1\\u202f234'
    """
    english, french = TEXTS[name]
    shown = {key: number(lang, value) if isinstance(value, int) else value for key, value in given.items()}
    return (english if lang == "en" else french).format(**shown)


def number(lang: Lang, value: int) -> str:
    """A whole number with thousands apart."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", "\u202f")
