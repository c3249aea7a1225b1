"""Mistakes in French. A mistake is found and kept in English; who reads it says in which language."""

from service.phrases import Phrases
from service.system_french import SYSTEM

MISTAKES = Phrases(
    {
        **SYSTEM,
        # What is unknown, and of what
        "unknown {what} {word}; there is {there}": "{word} : {what} inconnu ; il y a {there}",
        "unknown {what} {word}": "{word} : {what} inconnu",
        "unknown event type {word}; there is {there}": "{word} : type d’événement inconnu ; il y a {there}",
        "unknown event type {word}": "{word} : type d’événement inconnu",
        "unknown event field {word}; there is {there}": "{word} : champ d’événement inconnu ; il y a {there}",
        "unknown event field {word}": "{word} : champ d’événement inconnu",
        "unknown rule file {word}; there is {there}": "{word} : fichier de règles inconnu ; il y a {there}",
        "unknown rule file {word}": "{word} : fichier de règles inconnu",
        "unknown reference list {word}; there is {there}": "{word} : liste de référence inconnue ; il y a {there}",
        "unknown reference list {word}": "{word} : liste de référence inconnue",
        "unknown dimension of {of} {word}; there is {there}": "{of} n’a pas de dimension {word} ; il y a {there}",
        "unknown dimension of {of} {word}": "{of} n’a pas de dimension {word}",
        "unknown dimension of entity {of} {word}; there is {there}": (
            "l’entité {of} n’a pas de dimension {word} ; il y a {there}"
        ),
        "unknown dimension of entity {of} {word}": "l’entité {of} n’a pas de dimension {word}",
        "unknown field of {of} {word}; there is {there}": "{of} n’a pas de champ {word} ; il y a {there}",
        "unknown field of {of} {word}": "{of} n’a pas de champ {word}",
        "unknown field of these events {word}; there is {there}": (
            "ces événements n’ont pas de champ {word} ; il y a {there}"
        ),
        "unknown field of these events {word}": "ces événements n’ont pas de champ {word}",
        "unknown measure of {of} {word}; there is {there}": "{of} n’a pas de mesure {word} ; il y a {there}",
        "unknown measure of {of} {word}": "{of} n’a pas de mesure {word}",
        "unknown number of {of} {word}; there is {there}": "{of} n’a pas de nombre {word} ; il y a {there}",
        "unknown number of {of} {word}": "{of} n’a pas de nombre {word}",
        "unknown number of any event of subject {of} {word}; there is {there}": (
            "aucun événement du sujet {of} n’a de nombre {word} ; il y a {there}"
        ),
        "unknown number of any event of subject {of} {word}": "aucun événement du sujet {of} n’a de nombre {word}",
        "unknown state of {of} {word}; there is {there}": "{of} n’a pas d’état {word} ; il y a {there}",
        "unknown state of {of} {word}": "{of} n’a pas d’état {word}",
        "unknown event type of {of} {word}; there is {there}": (
            "{of} n’a pas d’événement de type {word} ; il y a {there}"
        ),
        "unknown event type of {of} {word}": "{of} n’a pas d’événement de type {word}",
        "unknown column of {of} {word}; there is {there}": "{of} n’a pas de colonne {word} ; il y a {there}",
        "unknown column of {of} {word}": "{of} n’a pas de colonne {word}",
        "unknown column or value {word}; there is {there}": "{word} : ni colonne ni valeur ; il y a {there}",
        "unknown column or value {word}": "{word} : ni colonne ni valeur",
        "unknown kind {word}; there are {there}": "{word} : genre (kind) inconnu ; il y a {there}",
        "unknown field": "champ inconnu",
        "indicator": "indicateur",
        "KPI": "indicateur clé",
        "input": "nom d’entrée",
        "subject": "sujet",
        "entity": "nom d’entité",
        "visit": "nom de visite",
        "topic": "topic",
        "value": "nom de valeur",
        "number": "nombre",
        "dimension": "nom de dimension",
        # Files
        "is not TOML: {why}": "n’est pas du TOML : {why}",
        "{why} (column {column})": "{why} (colonne {column})",
        "{why} (at end of document)": "{why} (à la fin du document)",
        "cannot overwrite a value": "une valeur est donnée deux fois",
        "cannot declare {table} twice": "la table {table} est déclarée deux fois",
        "expected newline or end of document after a statement": "une fin de ligne est attendue",
        "expected {sign} after a key": "{sign} attendu après une clé",
        "illegal character {sign}": "caractère interdit {sign}",
        "invalid statement": "instruction invalide",
        "invalid value": "valeur invalide",
        "unterminated string": "texte non terminé",
        "is not UTF-8": "n’est pas en UTF-8",
        "is not a folder": "n’est pas un dossier",
        "holds no .toml file": "ne contient aucun fichier .toml",
        "cannot be read: {why}": "illisible : {why}",
        "{name} is defined already at {place}": "{name} est déjà défini : {place}",
        # Shapes
        "is missing": "manque",
        "is missing: {there}": "manque ; il y a : {there}",
        "input should be {expected}": "doit être {expected}",
        "a finite number": "un nombre fini",
        "a valid boolean": "true ou false",
        "a valid dictionary": "une table",
        "a valid dictionary or instance of {model}": "une table",
        "a valid number": "un nombre",
        "a valid integer": "un nombre entier",
        "a valid string": "un texte",
        "a valid string or input should be a valid boolean": "un texte, true ou false",
        "a valid tuple": "une liste",
        "{one}' or '{other}": "{one}' ou '{other}",
        '{one}" or "{other}': '{one}" ou "{other}',
        "true or false": "true ou false",
        "string should have at least 1 character": "un texte d’au moins un caractère est attendu",
        "{kind} should have at least 1 item after validation, not 0": "au moins un élément est attendu",
        "{name} is not a name: small letters, digits and _, a letter first": (
            "{name} n’est pas un nom : minuscules, chiffres et _, une lettre d’abord"
        ),
        "{given} is not a window; there are rolling such as 5m or 1h, fixed such as each_10s, {calendar}": (
            "{given} n’est pas une fenêtre ; il y a les glissantes comme 5m ou 1h, les fixes comme each_10s, {calendar}"
        ),
        "{given} is not a length of time, such as {such}": "{given} n’est pas une durée, comme {such}",
        "30s, 30m or 2h": "30s, 30m ou 2h",
        # Names
        "{name} is listed twice": "{name} y est deux fois",
        "{name} is a label of /metrics or of alerts already: a dimension has to be called otherwise": (
            "{name} est déjà une étiquette de /metrics ou des alertes : nommez autrement la dimension"
        ),
        "{name} identifies people and leaves ingest as a hash only": (
            "{name} identifie des personnes et ne sort d’ingest que haché"
        ),
        # Scopes
        "{scope} names a dimension twice": "{scope} nomme deux fois une dimension",
        "{scope} is {again} once more": "{scope} redit {again}",
        "neither overall nor broken down by anything: it would be nowhere": (
            "ni sur l’ensemble ni selon rien : il ne serait nulle part"
        ),
        "{names} is not broken down by {scope}": "{names} n’est pas détaillé selon {scope}",
        "{names} is not broken down by {scope}: there is nothing to put together": (
            "{names} n’est pas détaillé selon {scope} : il n’y a rien à réunir"
        ),
        "{names} is not counted over all: say overall = false": (
            "{names} n’est pas compté sur l’ensemble : dites overall = false"
        ),
        "{name} is text, never {value}": "{name} est un texte, jamais {value}",
        "{name} never is {value}: it is {there}": "{name} ne vaut jamais {value} : il vaut {there}",
        "{name} never is {value}": "{name} ne vaut jamais {value}",
        "money of different currencies would be added: say {advice}": (
            "des montants de devises différentes seraient ajoutés : dites {advice}"
        ),
        "overall = false and break down by currency": "overall = false et détaillez selon currency",
        "reads money of different currencies: {which}": "lit des montants de devises différentes : {which}",
        "it is money, so the unit is money and not {unit}": "c’est de l’argent : l’unité est money et non {unit}",
        "what is added up is money, so the unit is money and not {unit}": (
            "ce qui est ajouté est de l’argent : l’unité est money et non {unit}"
        ),
        "what is added up is no money": "ce qui est ajouté n’est pas de l’argent",
        "{one} is money and {other} is not: they are neither added nor compared": (
            "{one} est de l’argent et {other} n’en est pas : on ne les additionne ni ne les compare"
        ),
        "{one} is money to the power of {power} and {other} to that of {less}: they are neither added nor compared": (
            "{one} est de l’argent à la puissance {power} et {other} à la puissance {less} : "
            "on ne les additionne ni ne les compare"
        ),
        "the formula gives money, so the unit is money and not {unit}": (
            "la formule donne de l’argent : l’unité est money et non {unit}"
        ),
        "the formula gives no money": "la formule ne donne pas d’argent",
        "the unit of {name} is {unit}: money is made of money alone": (
            "l’unité de {name} est {unit} : l’argent n’est fait que d’argent"
        ),
        "{name} is of kind {kind} and unit money: only sums of money are put together": (
            "{name} est de genre {kind} et d’unité money : seules des sommes d’argent se réunissent"
        ),
        "{name} is of kind {kind}, of which buckets do not add up": (
            "{name} est de genre {kind}, dont les périodes ne s’ajoutent pas"
        ),
        # Subjects and events
        "{name} needs {field}": "{name} a besoin de {field}",
        "no [subject] says whom {name} is about": "aucun [subject] ne dit de qui parle {name}",
        "{name} is no text": "{name} n’est pas un texte",
        "{name} is no text that every {event} has, so it cannot say whom one is about": (
            "{name} n’est pas un texte que tout {event} porte : il ne peut dire de qui l’un parle"
        ),
        "{name} of {event} is no free text, so it cannot say whom one is about": (
            "{name} de {event} n’est pas un texte libre : il ne peut dire de qui l’un parle"
        ),
        "{name} has {count} subjects already, and that is the limit": (
            "{name} a déjà {count} sujets, et c’est la limite"
        ),
        "{name} is not about subject {subject}": "{name} ne parle pas du sujet {subject}",
        "{name} is none of the events of the visit: {there}": "{name} n’est pas un événement de la visite : {there}",
        "{name} is a direct identifier at {place}, so it is one here too": (
            "{name} est un identifiant direct ({place}), donc ici aussi"
        ),
        "these events are about {names}: say of whom with `of`": (
            "ces événements parlent de {names} : dites de qui avec `of`"
        ),
        "no event type has all of these fields": "aucun type d’événement n’a tous ces champs",
        "reads itself, and no event has a field of that name": (
            "se lit lui-même, et aucun événement n’a de champ de ce nom"
        ),
        "reads itself: {way}": "se lit lui-même : {way}",
        "{name} is a derivation: a host is read out of a field of the event": (
            "{name} est une dérivation : un hôte se lit dans un champ de l’événement"
        ),
        # Entities and visits
        "{name} is money in some events and a plain number in others": (
            "{name} est de l’argent dans certains événements et un simple nombre dans d’autres"
        ),
        "{name} stands in set already: its latest value, or the sum of all?": (
            "{name} est déjà dans set : sa dernière valeur, ou la somme ?"
        ),
        "there is no measure to be {what}": "il n’y a pas de mesure à {what}",
        "capped": "plafonner",
        "weighted": "pondérer",
        "{name} is money, and a weight is a percentage": "{name} est de l’argent, et un poids est un pourcentage",
        "of {one} and {other} only one is money": "de {one} et {other}, un seul est de l’argent",
        "names no limit: views, events, seconds or keys": "ne nomme aucune limite : views, events, seconds ou keys",
        "at most less than 0 is never": "au plus moins que 0, c’est jamais",
        "the visit names no key event": "la visite ne nomme aucun événement clé",
        # Windows
        "no window {window} for {names}: {why}": "pas de fenêtre {window} pour {names} : {why}",
        "different subjects are counted by calendar windows and all": (
            "les sujets différents se comptent par fenêtres calendaires et all"
        ),
        "what is held is known at the end of a calendar window, and now (all)": (
            "ce qui est détenu se sait à la fin d’une fenêtre calendaire, et maintenant (all)"
        ),
        "such a stock is what there is at the end of a calendar window, and now (all)": (
            "un tel stock est ce qu’il y a à la fin d’une fenêtre calendaire, et maintenant (all)"
        ),
        "a stock is what there is at the start of a calendar window": (
            "un stock est ce qu’il y a au début d’une fenêtre calendaire"
        ),
        "a sum to date is told by windows that lie whole in one {since}": (
            "une somme à ce jour se dit par des fenêtres qui tiennent tout entières dans une période {since}"
        ),
        "a rate is valid for whole days, so consolidated money has calendar windows and all": (
            "un cours vaut pour des jours entiers : l’argent consolidé a les fenêtres calendaires et all"
        ),
        "the KPI has no window {window}; it has {there}": (
            "l’indicateur clé n’a pas de fenêtre {window} ; il a {there}"
        ),
        "{input} has no window {window}": "{input} n’a pas de fenêtre {window}",
        # KPIs and objectives
        "{name} has no objective to attain": "{name} n’a pas d’objectif à atteindre",
        "{name} is a KPI: a formula reads indicators, or {input}": (
            "{name} est un indicateur clé : une formule lit des indicateurs, ou {input}"
        ),
        "reads no indicator, so there is nothing to measure": "ne lit aucun indicateur : il n’y a rien à mesurer",
        "lacks {names}": "il y manque {names}",
        "lacks {name}: what is not known and what is none of these stay apart": (
            "il y manque {name} : ce qu’on ignore et ce qui n’est rien de tout cela restent séparés"
        ),
        "the formula gives {found}, not {said}": "la formule donne {found}, et non {said}",
        "undefined": "indéfini",
        "the formula is not a division, so there is no sample to be large enough": (
            "la formule n’est pas une division : il n’y a pas d’échantillon qui puisse suffire"
        ),
        "says what is counted, and minimum_sample not how much is enough": (
            "dit ce qui est compté, et minimum_sample ne dit pas combien suffit"
        ),
        "{name} is money, and a sample is a number of cases": (
            "{name} est un montant, et un échantillon est un nombre de cas"
        ),
        "an objective has exactly one of at_least and at_most, above 0, and between": (
            "un objectif a exactement l’un de at_least, de at_most (au-dessus de 0) et de between"
        ),
        "between = [low, high] has its lower bound first": "between = [bas, haut] commence par la borne basse",
        "{name} is to lie between two bounds, and so has no attainment": (
            "{name} doit se tenir entre deux bornes, et n’a donc pas de taux d’atteinte"
        ),
        'is one scope, and scopes = "overall" another: choose': (
            'nomme un périmètre, et scopes = "overall" un autre : choisissez'
        ),
        "the KPI has no value over all (overall = false)": (
            "l’indicateur clé n’a pas de valeur d’ensemble (overall = false)"
        ),
        "the KPI is not broken down by {names}; it is by {there}": (
            "l’indicateur clé n’est pas détaillé selon {names} ; il l’est selon {there}"
        ),
        "goes with at_least or at_most; between has no one bad side": (
            "va avec at_least ou at_most ; between a deux mauvais côtés"
        ),
        "is worse than the target: below {target}": "est plus grave que la cible : sous {target}",
        "is worse than the target: above {target}": "est plus grave que la cible : au-dessus de {target}",
        "says how time elapses, which only pace = true reads": (
            "dit comment le temps s’écoule, ce que seul pace = true demande"
        ),
        "goes with at_least or at_most: between is no target to reach": (
            "va avec at_least ou at_most : between n’est pas une cible à atteindre"
        ),
        "{window} is no calendar period, so no share of it elapses": (
            "{window} n’est pas une période du calendrier : aucune part ne s’en écoule"
        ),
        "are no business days, which only business_days = true asks for": (
            "ne sont pas des jours ouvrés, que seul business_days = true demande"
        ),
        "country": "pays",
        "column {column}: {why}": "colonne {column} : {why}",
        "line {line}, column {column}: {why}": "ligne {line}, colonne {column} : {why}",
        "expected {wanted}, but found {found}": "{wanted} attendu, mais {found} trouvé",
        "expected {wanted}, but the formula ends": "{wanted} attendu, mais la formule s’arrête",
        "an operator": "un opérateur",
        "a number": "un nombre",
        "a number, a name or (": "un nombre, un nom ou (",
        "a KPI's name": "un nom d’indicateur clé",
        "{sign} has no meaning in a formula": "{sign} n’a pas de sens dans une formule",
        "no function {name}; there are {there}": "pas de fonction {name} ; il y a {there}",
        "{name} is a function: write {form}": "{name} est une fonction : écrivez {form}",
        "a weight is above 0": "un poids est au-dessus de 0",
        "a formula has at most {most} parts": "une formule a au plus {most} parties",
        "a number has at most {most} digits": "un nombre a au plus {most} chiffres",
        "nested more than {most} deep": "imbriqué sur plus de {most} niveaux",
        "is put together in different currencies: {which}": "est réuni dans des devises différentes : {which}",
        "{one}: of all currencies, but {other}: of the scope's alone": (
            "{one} : de toutes les devises, mais {other} : de celle du périmètre seule"
        ),
        # Rules, lists and sites
        "a condition has exactly one of {names} and {last}": "une condition a exactement l’un de {names} et {last}",
        "a row has exactly one of then and take": "une ligne a exactement l’un de then et take",
        "a row named {name} stands above": "une ligne nommée {name} est déjà plus haut",
        "a repetition inside a repetition could take too long": (
            "une répétition dans une répétition pourrait durer trop longtemps"
        ),
        "is no regular expression: {why}": "n’est pas une expression rationnelle : {why}",
        "an empty text is an absent one: ask for present = false": (
            "un texte vide est un texte absent : demandez present = false"
        ),
        "asks for nothing: give a value, a list of values, or a test such as { present = true }": (
            "ne demande rien : donnez une valeur, une liste, ou un test comme {{ present = true }}"
        ),
        "write small letters: text is compared in them": "écrivez en minuscules : les textes y sont comparés",
        "rules/{file} has other inputs: {inputs}": "rules/{file} a d’autres entrées : {inputs}",
        "there is no list of sites in sites/": "il n’y a pas de liste de sites dans sites/",
        "{host} is known already as {name} ({file})": "{host} est déjà connu comme {name} ({file})",
        "{text} means {code} already": "{text} veut déjà dire {code}",
        "nothing is left of this spelling": "il ne reste rien de cette graphie",
        "unlisted stands for what the list does not know yet": (
            "unlisted est pour ce que la liste ne connaît pas encore"
        ),
        "each band begins above the one before": "chaque tranche commence au-dessus de la précédente",
        "there is one label for each limit, and one for what is above": (
            "il y a une étiquette par limite, et une pour ce qui est au-dessus"
        ),
        # Mappings of an import
        "{format} has no offset from UTC: a zone must be given": "{format} est sans décalage UTC : il faut une zone",
        "a currency is a code of ISO 4217 in capitals, such as EUR": (
            "une devise est un code ISO 4217 en capitales, comme EUR"
        ),
        "{name} is no number: make a [value] of kind integer or decimal of it": (
            "{name} n’est pas un nombre : faites-en une [value] de genre integer ou decimal"
        ),
        "{name} is no value of kind time": "{name} n’est pas une valeur de genre time",
        "a brace alone; write two for a brace, or {name}": "une accolade seule ; écrivez-en deux, ou {name}",
        "{place}: {key}: {value} stands in a row above too": "{place} : {key} : {value} est déjà plus haut",
        "{name} is made further below: a value reads what stands above it": (
            "{name} est fait plus bas : une valeur lit ce qui est au-dessus d’elle"
        ),
        "there is no encoding {name}": "il n’y a pas d’encodage {name}",
        "there is no such time zone; did you mean {near}?": "il n’y a pas de tel fuseau ; vouliez-vous dire {near} ?",
    }
)
