"""What the doctor says, in English and French. What a check finds and what it advises have a name each."""

from schemas.definitions import Wording
from service.lang import Lang, of

LEVELS: dict[str, tuple[str, str]] = {
    "fine": ("fine", "bien"),
    "warning": ("warning", "attention"),
    "broken": ("broken", "en panne"),
}

ABOUT: dict[str, tuple[str, str]] = {
    "python": ("python", "python"),
    "settings": ("settings", "réglages"),
    "cache": ("cache", "cache"),
    "kafka": ("kafka", "kafka"),
    "key": ("key", "clé"),
    "zone": ("zone", "fuseau"),
    "catalog": ("catalog", "catalogue"),
    "broker": ("broker", "broker"),
    "topics": ("topics", "topics"),
    "clock": ("clock", "horloge"),
    "definitions": ("definitions", "définitions"),
    "lag": ("lag", "retard"),
    "rejects": ("rejects", "rejets"),
    "waiting": ("waiting", "en attente"),
}

TEXTS: dict[str, tuple[str, str]] = {
    "python": ("Python {version}", "Python {version}"),
    "python_old": (
        "install Python {oldest} or newer and make .venv again",
        "installez Python {oldest} ou plus récent et refaites .venv",
    ),
    "no_setting": ("{given} is no setting", "{given} n’est pas un réglage"),
    "did_you_mean": ("did you mean {near}?", "vouliez-vous dire {near} ?"),
    "remove": ("remove it", "retirez-le"),
    "cache": ("{place}", "{place}"),
    "cache_closed": (
        "{place} cannot be written to ({error})",
        "impossible d’écrire dans {place} ({error})",
    ),
    "cache_open": (
        "make it writable, or set VIGIE_CACHE to another folder",
        "rendez-le accessible en écriture, ou donnez un autre dossier à VIGIE_CACHE",
    ),
    "jars": ("the embedded broker’s jars are in the cache", "les jars du broker embarqué sont dans le cache"),
    "jars_missing": (
        "{count} of the embedded broker’s jars are not in the cache",
        "{count} jars du broker embarqué ne sont pas dans le cache",
    ),
    "jars_fetch": (
        "only `vigie broker` and the demo need them; `vigie broker --fetch` brings them",
        "seuls `vigie broker` et la démo en ont besoin ; `vigie broker --fetch` les apporte",
    ),
    "key": ("pseudonyms are made with a key of your own", "les pseudonymes sont faits avec une clé à vous"),
    "key_public": (
        "pseudonyms are made with the demo’s key, which everybody knows",
        "les pseudonymes sont faits avec la clé de la démo, que tout le monde connaît",
    ),
    "key_set": (
        "set VIGIE_PSEUDONYM_KEY before real people’s data comes in; changing it later recounts everybody",
        "donnez VIGIE_PSEUDONYM_KEY avant que des données de vraies personnes n’arrivent ; la changer plus tard "
        "recompte tout le monde",
    ),
    "zone": ("days begin in {zone}", "les jours commencent à l’heure de {zone}"),
    "catalog": ("no mistake in {place}", "aucune faute dans {place}"),
    "shipped": ("the one shipped", "celui qui est fourni"),
    "catalog_broken": ("mistakes: {count}; the first: {first}", "fautes : {count} ; la première : {first}"),
    "catalog_check": ("see `vigie check`", "voyez `vigie check`"),
    "broker": ("Kafka answers at {broker}", "Kafka répond à {broker}"),
    "broker_silent": ("no Kafka answers at {broker}", "aucun Kafka ne répond à {broker}"),
    "broker_start": (
        "start one (`vigie broker`), or set VIGIE_BROKER",
        "lancez-en un (`vigie broker`), ou donnez VIGIE_BROKER",
    ),
    "topics": ("all {count} topics are there", "les {count} topics sont là"),
    "unanswered": (
        "the broker did not answer what was asked of it: {error}",
        "le broker n’a pas répondu à ce qui lui était demandé : {error}",
    ),
    "unanswered_do": (
        "see the broker’s log, and whether this user may describe topics and groups, make a topic and read",
        "voyez le journal du broker, et si cet utilisateur peut décrire topics et groupes, créer un topic et lire",
    ),
    "clock": (
        "this clock and the broker’s differ by at most {most} s",
        "cette horloge et celle du broker diffèrent d’au plus {most} s",
    ),
    "clock_ahead": (
        "this clock is {skew} s ahead of the broker’s (± {unsure} s)",
        "cette horloge avance de {skew} s sur celle du broker (± {unsure} s)",
    ),
    "clock_behind": (
        "this clock is {skew} s behind the broker’s (± {unsure} s)",
        "cette horloge retarde de {skew} s sur celle du broker (± {unsure} s)",
    ),
    "clock_set": (
        "let NTP or chrony set both: windows are called final too early or too late, and freshness is off by as much",
        "faites régler les deux par NTP ou chrony : sinon des fenêtres sont dites définitives trop tôt ou trop tard, "
        "et la fraîcheur est fausse d’autant",
    ),
    "clock_wild": (
        "let NTP or chrony set both: events stamped by one and timed by the other are rejected (time_in_future, beyond "
        "VIGIE_FUTURE_TOLERANCE={tolerance})",
        "faites régler les deux par NTP ou chrony : un événement daté par l’une et enregistré par l’autre est rejeté "
        "(time_in_future, au-delà de VIGIE_FUTURE_TOLERANCE={tolerance})",
    ),
    "definitions": (
        "generation {generation} is counted with this catalog and these settings ({fingerprint})",
        "la génération {generation} est comptée avec ce catalogue et ces réglages ({fingerprint})",
    ),
    "definitions_none": (
        "generation {generation} has not counted anything yet",
        "la génération {generation} n’a encore rien compté",
    ),
    "definitions_stale": (
        "generation {generation} was counted under definitions {theirs}, and the catalog and settings at hand are "
        "{ours}: a worker refuses to go on",
        "la génération {generation} a été comptée selon les définitions {theirs}, et le catalogue et les réglages "
        "présents sont {ours} : un worker refuse de continuer",
    ),
    "definitions_rebuild": (
        "set VIGIE_GENERATION={free} to count history again beside it, or take back what was changed: the catalog, the "
        "pseudonym key, or {settings}",
        "donnez VIGIE_GENERATION={free} pour recompter l’histoire à côté, ou revenez sur ce qui a changé : le "
        "catalogue, la clé des pseudonymes, ou {settings}",
    ),
    "definitions_there": (
        "generation {there} was counted with them: set VIGIE_GENERATION={there}",
        "la génération {there} a été comptée avec eux : donnez VIGIE_GENERATION={there}",
    ),
    "lag_none": (
        "everything sent is counted (workers: {workers})",
        "tout ce qui a été envoyé est compté (workers : {workers})",
    ),
    "lag_little": (
        "raw records that wait: {raw}; further steps behind: {inner} (workers: {workers})",
        "enregistrements bruts en attente : {raw} ; étapes suivantes en retard : {inner} (workers : {workers})",
    ),
    "lag_nobody": (
        "raw records that wait: {raw}, steps further on: {inner}, and no worker is in the group {group}",
        "enregistrements bruts en attente : {raw}, plus loin : {inner}, et aucun worker dans le groupe {group}",
    ),
    "lag_start": ("start one: `vigie worker`", "lancez-en un : `vigie worker`"),
    "lag_falling": (
        "raw records that wait: {raw}; {rate} a second are counted, {minutes} min are left at that rate",
        "enregistrements bruts en attente : {raw} ; {rate} comptés par seconde, encore {minutes} min à ce rythme",
    ),
    "lag_wait": (
        "wait, or start more workers (up to one a partition)",
        "attendez, ou lancez d’autres workers (au plus un par partition)",
    ),
    "lag_stuck": (
        "raw records that wait: {raw}, steps further on: {inner}; nothing was counted in {seconds} s (workers: "
        "{workers})",
        "enregistrements bruts en attente : {raw}, plus loin : {inner} ; rien n’a été compté en {seconds} s "
        "(workers : {workers})",
    ),
    "lag_look": (
        "see the workers’ logs, and whether /health/ready answers: one may be recovering, frozen, or of "
        "another version",
        "voyez les journaux des workers, et si /health/ready répond : l’un se rétablit peut-être, est figé, ou d’une "
        "autre version",
    ),
    "rejects_none": ("nothing was rejected of the last {over} records", "aucun rejet sur les {over} derniers"),
    "rejects": (
        "of the last {over} raw records {share} were rejected: {reasons}",
        "sur les {over} derniers enregistrements bruts, {share} rejetés : {reasons}",
    ),
    "rejects_limit": (
        "a worker stops at {limit} (VIGIE_REJECT_SHARE). {advice}",
        "un worker s’arrête à {limit} (VIGIE_REJECT_SHARE). {advice}",
    ),
    "waiting_none": (
        "no retraction or correction waits for its event",
        "aucune annulation ni correction n’attend son événement",
    ),
    "waiting": (
        "retractions and corrections that wait for their event: {count}",
        "annulations et corrections qui attendent leur événement : {count}",
    ),
    "waiting_do": (
        "their field `event` must be the id of an event: see what sends them. Those about events of a type that "
        "nothing counts wait until VIGIE_RETENTION has passed",
        "leur champ `event` doit être l’identifiant d’un événement : voyez ce qui les envoie. Celles d’événements d’un "
        "type que rien ne compte attendent jusqu’au bout de VIGIE_RETENTION",
    ),
    "waiting_unknown": (
        "not known: no worker answers at {address}",
        "inconnu : aucun worker ne répond à {address}",
    ),
}

REASONS: dict[str, tuple[str, str]] = {
    "empty": ("see what sends records without a value", "voyez ce qui envoie des enregistrements sans valeur"),
    "too_large": (
        "raise VIGIE_MAX_EVENT_BYTES in a new generation, or send less",
        "augmentez VIGIE_MAX_EVENT_BYTES dans une nouvelle génération, ou envoyez moins",
    ),
    "invalid_utf8": ("make the producer write UTF-8", "faites écrire le producteur en UTF-8"),
    "invalid_json": (
        "make the producer write one JSON object a record",
        "faites écrire un objet JSON par enregistrement",
    ),
    "unknown_type": (
        "see whether these events belong on another raw topic, and `schemas/json/` for the types there are",
        "voyez si ces événements vont sur un autre topic brut, et les types connus dans `schemas/json/`",
    ),
    "missing_id": ("give every event an id of its own", "donnez à chaque événement un identifiant à lui"),
    "invalid_field": (
        "`detail` in kpi.rejects names the field; `schemas/json/` says what it must be",
        "`detail` dans kpi.rejects nomme le champ ; `schemas/json/` dit ce qu’il doit être",
    ),
    "time_in_future": ("set the producers’ clocks", "réglez l’horloge des producteurs"),
    "before_horizon": (
        "raise VIGIE_RETENTION in a new generation, or bring history by `vigie import`",
        "augmentez VIGIE_RETENTION dans une nouvelle génération, ou apportez l’histoire par `vigie import`",
    ),
    "conflict": (
        "an id came again with other content: send `event_corrected`, or give each event an id of its own",
        "un identifiant est revenu avec un autre contenu : envoyez `event_corrected`, ou un identifiant par événement",
    ),
}


def said(name: str, **parts: object) -> Wording:
    """The text of that name in both languages, with its parts filled in; a part may be worded itself.

    >>> said("topics", count=18).fr
    'les 18 topics sont là'
    """
    english, french = TEXTS[name]
    return Wording(
        en=english.format(**{key: _shown(part, "en") for key, part in parts.items()}),
        fr=french.format(**{key: _shown(part, "fr") for key, part in parts.items()}),
    )


def reason(code: str) -> Wording:
    """What to do about records that are rejected for a reason."""
    english, french = REASONS[code]
    return Wording(en=english, fr=french)


def _shown(part: object, lang: Lang) -> str:
    match part:
        case Wording():
            return of(part, lang)
        case int() | float():
            text = f"{part:,}" if isinstance(part, int) else f"{part:,.2f}"
            return text if lang == "en" else text.replace(",", "\u202f").replace(".", ",")
    return str(part)
