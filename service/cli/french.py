"""What commands say in French: their help, and the one-line errors that end them."""

from collections.abc import Mapping

from service.catalog.french import MISTAKES
from service.phrases import Phrases
from service.system_french import SYSTEM

PURPOSES: Mapping[str, str] = {
    "demo": "Tout lancer ici, envoyer un trafic généré de toutes les familles et suivre les indicateurs en direct.",
    "worker": "Faire tourner le service : lire les événements bruts, les compter, publier les indicateurs.",
    "board": "Montrer le tableau de bord et l’API seuls, à côté des workers.",
    "broker": "Faire tourner un vrai Kafka au premier plan ; ni Java ni Docker à installer.",
    "topics": "Créer les topics, ou lister ce qui passe par chacun.",
    "send": "Envoyer des événements.",
    "import": "Tirer des événements des lignes d’un fichier, selon un mapping, et les envoyer.",
    "read": "Montrer ce qu’il y a sur un topic, enregistrement par enregistrement.",
    "verify": "Tout recompter depuis les topics bruts et comparer.",
    "explain": "Dire pourquoi une valeur publiée est ce qu’elle est.",
    "check": "Vérifier le catalogue ; nommer chaque faute avec sa place.",
    "openslo": "Écrire les objectifs en OpenSLO, ou les lire.",
    "doctor": "Chercher ce qui ne va pas dans l’installation et dire quoi faire.",
    "render": "Réécrire les fichiers générés.",
}
"""By command, as in the list of all."""

ROOF = "Des indicateurs clés en direct, depuis des événements bruts sur Kafka, chacun compté exactement une fois."

_LANG = "Langue de ce qui est dit."

HELP: Mapping[str, Mapping[str, str]] = {
    "demo": {
        "": "Lancer Kafka et un worker, envoyer un trafic généré de toutes les familles, et suivre les indicateurs "
        "face à leurs objectifs.",
        "seconds": "S’arrêter après tant de secondes et vérifier ; sinon à Ctrl-C.",
        "seed": "La même graine génère les mêmes événements.",
        "rate": "Événements par seconde.",
        "partitions": "Partitions de chaque topic.",
        "scenario": "Ce qui se passe.",
        "lang": "Langue de ce qui est montré.",
        "keep": "Garder les données du broker et les journaux.",
    },
    "worker": {
        "": "Faire tourner le service : lire les événements bruts, les compter, publier les indicateurs. SIGTERM ou "
        "Ctrl-C l’arrête.",
        "lang": _LANG,
    },
    "board": {
        "": "Servir le tableau de bord et l’API sans compter ; lit kpi.updates dans Kafka. SIGTERM ou Ctrl-C l’arrête.",
        "lang": _LANG,
    },
    "broker": {
        "": "Faire tourner un vrai broker Kafka au premier plan ; ni Java ni Docker à installer. Ctrl-C l’arrête, ses "
        "données restent.",
        "lang": _LANG,
        "fetch": "Seulement apporter dans le cache ce qu’il lui faut, puis finir.",
    },
    "topics": {
        "": "Créer les topics qui manquent, ou lister ce qui passe par chacun.",
        "lang": _LANG,
        "listing": "Montrer ce qui passe par chaque topic ; sans broker.",
    },
    "send": {
        "": "Envoyer des événements à un topic brut, d’un fichier, de l’entrée standard ou générés.",
        "file": "NDJSON, un événement par ligne ; sans lui, l’entrée standard.",
        "topic": "Topic brut, par le nom de sa famille.",
        "generate": "Envoyer plutôt tant d’événements de mail générés.",
        "seed": "La même graine génère les mêmes événements.",
        "lang": _LANG,
        "rate": "Événements générés par seconde, au présent ; 0 : des jours entiers d’un coup.",
    },
    "import": {
        "": "Tirer des événements des lignes d’un fichier, selon un mapping, et les envoyer. Relancez-la pour "
        "continuer après une interruption.",
        "file": "CSV, NDJSON ou journal d’accès ; gzip, xz, bzip2 et tar sont décompressés.",
        "mapping": "Fichier TOML qui dit ce que devient une ligne ; voir docs/mappings.md.",
        "dry_run": "Lire toutes les lignes, montrer les premiers événements, et ne rien envoyer.",
        "rejects": "Écrire toutes les lignes en erreur dans ce fichier, un objet JSON chacune.",
        "again": "Tout envoyer, même ce qui l’a déjà été (compté une fois).",
        "lang": "Langue de ce qui est montré.",
    },
    "read": {
        "": "Montrer ce qu’il y a sur un topic ; les personnes restent des pseudonymes. Code de sortie 1 si un "
        "enregistrement ne répond pas à son modèle.",
        "topic": "Une famille (événements bruts), facts, admitted, changes, updates, breaches, rejects, accounting, "
        "accounting, journal-count, etc. ; ou le nom entier d’un topic.",
        "partition": "Seulement cette partition. Défaut : toutes.",
        "start": "Première position ; au-dessous de 0 : tant avant la fin. Défaut : la première qui y est.",
        "limit": "Au plus tant d’enregistrements de chaque partition.",
        "as_data": "Écrire du JSON, un enregistrement par ligne.",
        "lang": _LANG,
    },
    "verify": {
        "": "Tout recompter depuis les topics bruts, en SQL, et comparer à ce qui a été publié.",
        "wait": "Secondes données à un service encore au travail pour se poser.",
        "metrics": "Adresse de /metrics d’un worker ; à répéter pour plusieurs. Défaut : VIGIE_WEB_HOST et _PORT.",
        "allow_empty": "Accepter qu’il n’y ait rien à comparer.",
        "lang": _LANG,
    },
    "explain": {
        "": "Pourquoi une valeur publiée est ce qu’elle est ; code de sortie 1 si ses entrées ne la redonnent pas, ou "
        "s’il n’y en a pas.",
        "kpi": "Nom d’un indicateur clé, comme dans le catalogue.",
        "scope": "dimension=valeur ; à répéter pour plusieurs. Défaut : l’ensemble.",
        "window": "day, month, 1h, all… Défaut : day, s’il l’a.",
        "bucket": "Laquelle, par exemple 2026-11-24. Défaut : la plus récente.",
        "as_data": "Écrire du JSON.",
        "lang": _LANG,
    },
    "check": {
        "": "Vérifier le catalogue : chaque faute avec fichier, ligne, champ et ce qui était sans doute voulu.",
        "folder": "Dossier de fichiers TOML ; défaut : VIGIE_CATALOG, sinon celui qui est fourni.",
        "lang": _LANG,
    },
    "openslo": {
        "": "Écrire les objectifs en OpenSLO v1, ou écrire ce qu’un fichier OpenSLO veut dire dans le catalogue ; ce "
        "qui se perd est nommé.",
        "action": "Ce qu’il faut faire.",
        "given": "export : des indicateurs clés, aucun pour tous ceux qui ont un objectif. import : le fichier YAML, - "
        "pour un tube.",
        "lang": _LANG,
    },
    "doctor": {
        "": "Chercher ce qui ne va pas dans l’installation et dire quoi faire. Code de sortie 1 si quelque chose "
        "est en panne.",
        "lang": _LANG,
    },
    "render": {
        "": "Réécrire les fichiers générés : ceux qui ne sont plus à jour, dont les noms sont affichés.",
        "check": "Ne rien écrire ; code 1 et le nom de chaque fichier qui n’est plus à jour.",
        "lang": _LANG,
        "into": "Le dossier qui contient deploy/, docs/ et schemas/.",
    },
}
"""By command and parameter; the command itself under no name."""

COMMON: Mapping[str, str] = {"help": "Afficher cette aide et finir."}
"""Of parameters that all commands have."""

TOPICS = Phrases(
    {
        "raw events of the {family} family (JSON)": "événements bruts de la famille {family} (JSON)",
        "packed facts": "faits, en colonnes",
        "facts seen for the first time": "faits vus pour la première fois",
        "packed changes of cells": "changements des cellules, en colonnes",
        "KPI values (JSON)": "valeurs des indicateurs clés (JSON)",
        "breaches and recoveries (JSON)": "manquements et rétablissements (JSON)",
        "what became of the raw records (JSON)": "ce que sont devenus les enregistrements bruts (JSON)",
        "lane": "voie",
        "boards": "des tableaux de bord",
        "rejected records (JSON)": "enregistrements rejetés (JSON)",
        "steps and snapshots of {agent}": "étapes et instantanés de {agent}",
        "free": "libre",
        "by event id": "par identifiant d’événement",
        "by subject": "par sujet",
        "by scope": "par périmètre",
        "KPI, scope, window": "indicateur, périmètre, fenêtre",
        "none": "aucune",
        "services": "des services",
        "operators": "des opérateurs",
    }
)
"""What `schemas.topics` says of each topic."""

_TOML = (
    "cannot overwrite a value",
    "cannot declare {table} twice",
    "expected newline or end of document after a statement",
    "expected {sign} after a key",
    "illegal character {sign}",
    "invalid statement",
    "invalid value",
    "unterminated string",
)

_LIBRARIES: Mapping[str, str] = {
    "{path}: {why} (at line {line}, column {column})": "{path}:{line}\u202f: {why} (colonne {column})",
    **{english: MISTAKES.table[english] for english in _TOML},
    "<urlopen error {why}>": "{why}",
    "HTTP Error {code}: {why}": "réponse HTTP {code} ({why})",
    "KafkaConnectionError: {why}": "{why}",
    "Unable to bootstrap from {servers}": "aucun broker ne répond à {servers}",
}
"""What libraries say, where it comes through in a message of ours."""

_FORMULAS: Mapping[str, str] = {
    "formula {formula}: {what} (word {number})": "formule {formula}\u202f: {what} (mot {number})",
    "formula {formula}: cannot read it from {place}": "formule {formula}\u202f: illisible à partir de {place}",
    "unexpected {found}": "{found} n’est pas attendu ici",
    "expected {wanted}, found {found}": "il fallait {wanted}, il y a {found}",
    "a value": "une valeur",
    "'its end'": "sa fin",
    "{name} is not defined": "{name} n’est pas défini",
    "kpi {name}: reads its own attainment ({way})": "indicateur clé {name}\u202f: lit sa propre atteinte ({way})",
    "kpi {name}: reads the attainment of {part}, which has no objective": (
        "indicateur clé {name}\u202f: lit l’atteinte de {part}, qui n’a pas d’objectif"
    ),
    "kpi {name}: reads the attainment of {part}, which is to lie between two bounds": (
        "indicateur clé {name}\u202f: lit l’atteinte de {part}, qui doit être entre deux bornes"
    ),
    "kpi {name}: window {window} cannot count different people ({part})": (
        "indicateur clé {name}\u202f: la fenêtre {window} ne peut compter des personnes distinctes ({part})"
    ),
    "kpi {name}: window {window} has no level ({part})": (
        "indicateur clé {name}\u202f: la fenêtre {window} n’a pas de niveau ({part})"
    ),
    "kpi {name}: window {window} has no rate of a day ({part})": (
        "indicateur clé {name}\u202f: la fenêtre {window} n’a pas de cours du jour ({part})"
    ),
}
"""What the recount says of a catalog that it cannot count."""

ERRORS = Phrases(
    {
        **SYSTEM,
        **_LIBRARIES,
        **_FORMULAS,
        "{size} bytes; a record holds at most {most}": "{size} octets\u202f; un enregistrement en tient au plus {most}",
        "{file}:{line}: not one http or https address: {given}": (
            "{file}:{line}\u202f: pas une seule adresse http ou https\u202f: {given}"
        ),
        "metrics of {url}: set VIGIE_WEB_TOKEN to the worker's token": (
            "métriques de {url}\u202f: donnez à VIGIE_WEB_TOKEN le jeton du worker"
        ),
        "no Kafka answers at {broker}: start one (`vigie broker`), or set VIGIE_BROKER": (
            "aucun Kafka ne répond à {broker} : lancez-en un (`vigie broker`), ou donnez VIGIE_BROKER"
        ),
        "topic {name} was not created: {why}": "le topic {name} n’a pas été créé : {why}",
        "topics were created but did not appear within {seconds} s": (
            "des topics ont été créés mais ne sont pas apparus en {seconds} s"
        ),
        "{broker}: there is no topic {topic}; `vigie topics` creates it": (
            "{broker} : il n’y a pas de topic {topic} ; `vigie topics` le crée"
        ),
        "there is no topic {asked}; did you mean {near}? There is: {there}": (
            "il n’y a pas de topic {asked} ; vouliez-vous dire {near} ? Il y a : {there}"
        ),
        "there is no topic {asked}; there is: {there}": "il n’y a pas de topic {asked} ; il y a : {there}",
        "{topic} has no partition {only}: it has {count}, from 0 on": (
            "{topic} n’a pas de partition {only} : il en a {count}, à partir de 0"
        ),
        "--topic {family}: there is no such raw topic; there is: {there}": (
            "--topic {family} : il n’y a pas de tel topic brut ; il y a : {there}"
        ),
        "VIGIE_BROKER is {given}, but the embedded broker listens on {loopback} only; set {setting}, or start the "
        "broker of that address yourself": (
            "VIGIE_BROKER vaut {given}, mais le broker embarqué n’écoute que sur {loopback} ; donnez {setting}, ou "
            "lancez vous-même le broker de cette adresse"
        ),
        "port {port} is taken by another program: stop it, or choose another with VIGIE_BROKER": (
            "le port {port} est pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec VIGIE_BROKER"
        ),
        "Kafka could not format {logs}; {tail}": "Kafka n’a pas pu préparer {logs} ; {tail}",
        "Kafka ended at start, exit code {code}; {tail}": "Kafka s’est arrêté au démarrage, code {code} ; {tail}",
        "Kafka is silent after {seconds} s; {tail}": "Kafka ne répond pas après {seconds} s ; {tail}",
        "the Kafka broker ended with exit code {code}; {tail}": "le broker Kafka s’est arrêté, code {code} ; {tail}",
        "cannot fetch Kafka's {file}: {error}": "impossible d’apporter {file} de Kafka : {error}",
        "what was fetched as Kafka's {file} is not the file that {lock} names": (
            "ce qui a été apporté comme {file} de Kafka n’est pas le fichier que nomme {lock}"
        ),
        "the {name} ended with exit code {code}\n{tail}": "{name} : arrêté, code de sortie {code}\n{tail}",
        "the {name} is not ready\n{tail}": "{name} : pas prêt à temps\n{tail}",
        "the end of {output}:\n{lines}": "la fin de {output} :\n{lines}",
        "Kafka on {broker}: no topic {names}; `vigie topics` makes them": (
            "Kafka à {broker} : pas de topic {names} ; `vigie topics` les crée"
        ),
        "Kafka on {broker}: {error}": "Kafka à {broker} : {error}",
        "metrics of {url}: these are not a worker's ({error})": (
            "métriques de {url} : ce ne sont pas celles d’un worker ({error})"
        ),
        "metrics of {url}: {error}": "métriques de {url} : {error}",
        "{folder}: holds no catalog (no .toml file)": "{folder} : sans catalogue (aucun fichier .toml)",
        "VIGIE_WEB_HOST is {host}, which others can reach: set VIGIE_WEB_TOKEN to a long random text that readers of "
        "the board, the API and /metrics must have, or listen on 127.0.0.1": (
            "VIGIE_WEB_HOST vaut {host}, que d’autres peuvent atteindre : donnez à VIGIE_WEB_TOKEN un long texte au "
            "hasard, que doivent avoir les lecteurs du tableau de bord, de l’API et de /metrics, ou écoutez "
            "sur 127.0.0.1"
        ),
        "there is no such time zone; did you mean {near}?": "il n’y a pas de tel fuseau ; vouliez-vous dire {near} ?",
        "there is no such time zone, such as {such}": "il n’y a pas de tel fuseau, par exemple {such}",
    }
)
"""What is raised, in English, by what does not know who reads it."""
