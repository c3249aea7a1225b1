"""What export and import say of what is lost on the way, in English and French."""

from schemas.definitions import Wording
from service.lang import Lang

TEXTS: dict[str, tuple[str, str]] = {
    "left_out": ("left out", "laissé de côté"),
    "kept": ("kept in an annotation that only Vigie reads", "gardé dans une annotation que seul Vigie lit"),
    "dropped": ("not carried over", "non repris"),
    # export
    "between": (
        "an objective of OpenSLO has one bound, not two",
        "un objectif OpenSLO a une seule borne, pas deux",
    ),
    "pace": (
        "an objective of OpenSLO has a fixed target, not one that grows with the period",
        "un objectif OpenSLO a une cible fixe, et non une qui croît avec la période",
    ),
    "nowhere": (
        "it is judged in each scope of {by}, nowhere over everything, and an SLO is about one: say which with `where`",
        "il est jugé dans chaque périmètre de {by}, jamais sur l’ensemble, et un SLO n’en a qu’un : dites lequel "
        "avec `where`",
    ),
    "scopes": (
        "it is judged in every scope of {by} too; this SLO is about everything together",
        "il est jugé aussi dans chaque périmètre de {by} ; ce SLO porte sur l’ensemble",
    ),
    "window": (
        "OpenSLO has no window {window}",
        "OpenSLO n’a pas de fenêtre {window}",
    ),
    "name": (
        "a name in OpenSLO has at most 63 small letters, digits and hyphens, and ends with none: {given}",
        "un nom OpenSLO a au plus 63 minuscules, chiffres et tirets, et ne finit pas par un tiret : {given}",
    ),
    "sample": (
        "OpenSLO judges however small the sample",
        "OpenSLO juge sur un échantillon si petit soit-il",
    ),
    "hold": (
        "how long a breach must last is a matter of alert policies, which `vigie render` writes for Prometheus",
        "la durée d’un manquement relève des politiques d’alerte d’OpenSLO, que `vigie render` écrit pour Prometheus",
    ),
    "limit": (
        "a threshold of OpenSLO has one value",
        "un seuil OpenSLO a une seule valeur",
    ),
    "runbook": ("annotations of OpenSLO hold no address", "les annotations OpenSLO ne contiennent pas d’adresse"),
    "wording": ("texts of OpenSLO have one language", "les textes OpenSLO ont une seule langue"),
    "no_objective": ("{kpi} has no objective", "{kpi} n’a pas d’objectif"),
    "no_kpi_near": (
        "there is no KPI {kpi}; did you mean {near}?",
        "il n’y a pas d’indicateur clé {kpi} ; vouliez-vous dire {near} ?",
    ),
    "no_kpi": ("there is no KPI {kpi}", "il n’y a pas d’indicateur clé {kpi}"),
    # import: the file
    "unreadable": ("cannot be read: {error}", "illisible : {error}"),
    "not_yaml": ("is not YAML: {error}", "n’est pas du YAML : {error}"),
    "alias": ("anchors and aliases are not read", "les ancres et alias ne sont pas lus"),
    "deep": ("nested more than {most} deep", "imbriqué sur plus de {most} niveaux"),
    "tag": ("the tag {tag} is not read", "l’étiquette {tag} n’est pas lue"),
    "key_twice": ("{key} stands twice", "{key} y est deux fois"),
    "key_text": ("a key must be a text", "une clé doit être un texte"),
    "too_long": ("longer than {most} bytes", "plus de {most} octets"),
    "nothing": ("holds no document", "ne contient aucun document"),
    "other_version": (
        "apiVersion is {version}; openslo/v1 is read",
        "apiVersion vaut {version} ; openslo/v1 est lu",
    ),
    "other_kind": (
        "a {kind} says nothing of an objective",
        "un {kind} ne dit rien d’un objectif",
    ),
    # import: what it means
    "which_kpi": (
        "none of the annotation vigie.kpi, the query and the name says which KPI it is about",
        "ni l’annotation vigie.kpi, ni la requête, ni le nom ne disent de quel indicateur clé il s’agit",
    ),
    "no_sli": ("there is no SLI {given} in the file", "il n’y a pas de SLI {given} dans le fichier"),
    "indicator": (
        "exactly one of indicator and indicatorRef is needed",
        "il faut exactement l’un de indicator et indicatorRef",
    ),
    "metric": (
        "exactly one of ratioMetric and thresholdMetric is needed",
        "il faut exactement l’un de ratioMetric et thresholdMetric",
    ),
    "ratio": (
        "a ratioMetric has total with one of good and bad, or raw with rawType",
        "un ratioMetric a total avec l’un de good et bad, ou raw avec rawType",
    ),
    "no_ratio": (
        "{kpi} is no ratio of the unit ratio, so that no share of it is good",
        "{kpi} n’est pas un ratio d’unité ratio : aucune part n’en est bonne",
    ),
    "no_window": (
        "an objective is over a window, and there is none",
        "un objectif porte sur une fenêtre, et il n’y en a pas",
    ),
    "one_window": ("exactly one window is needed", "il faut exactement une fenêtre"),
    "rolling_unit": (
        "a window that rolls has minutes, hours, days or weeks, not {duration}",
        "une fenêtre glissante se compte en minutes, heures, jours ou semaines, pas {duration}",
    ),
    "calendar_needed": (
        "a window that does not roll has a calendar",
        "une fenêtre non glissante a un calendrier (calendar)",
    ),
    "calendar_excess": ("a window that rolls has no calendar", "une fenêtre glissante n’a pas de calendrier"),
    "calendar_unit": (
        "calendar windows are 1d, 1w, 1M, 1Q and 1Y, not {duration}",
        "les fenêtres calendaires sont 1d, 1w, 1M, 1Q et 1Y, pas {duration}",
    ),
    "calendar_start": (
        "{duration} from {start} on is none of Vigie’s periods: they begin at midnight, weeks on {week_start}, fiscal "
        "years in month {fiscal_start}",
        "{duration} à partir de {start} n’est aucune période de Vigie : elles commencent à minuit, les semaines le "
        "{week_start}, les exercices au mois {fiscal_start}",
    ),
    "start_form": (
        "{start} is no time of the form 2026-01-01 00:00:00",
        "{start} n’est pas une date de la forme 2026-01-01 00:00:00",
    ),
    "zone": (
        "periods are cut in {ours} (VIGIE_ZONE), not in {theirs}",
        "les périodes sont découpées à l’heure de {ours} (VIGIE_ZONE), pas de {theirs}",
    ),
    "kpi_window": (
        "{kpi} has no window {window}; it has {there}: add it to its `windows` first",
        "{kpi} n’a pas de fenêtre {window} ; il a {there} : ajoutez-la d’abord à ses `windows`",
    ),
    "slices": (
        "an objective judges the value of a window, and no share of time slices of {slice} in {window}",
        "un objectif juge la valeur d’une fenêtre, et non une part de tranches de {slice} dans {window}",
    ),
    "budgeting": (
        "{method} is none of OpenSLO’s budgeting methods",
        "{method} n’est pas une méthode de budget d’OpenSLO",
    ),
    "strict": (
        "equality is met: {op} would have it missed; gte and lte are read",
        "l’égalité tient l’objectif : {op} voudrait l’inverse ; gte et lte sont lus",
    ),
    "op": ("a thresholdMetric needs op and value", "un thresholdMetric demande op et value"),
    "op_excess": ("op and value belong to a thresholdMetric", "op et value vont avec un thresholdMetric"),
    "above_zero": ("a target is above 0, not {target}", "une cible est au-dessus de 0, pas {target}"),
    "both_targets": (
        "exactly one of target and targetPercent is needed",
        "il faut exactement l’un de target et targetPercent",
    ),
    "target_range": ("{target} is not from 0 to below {below}", "{target} n’est pas entre 0 et moins de {below}"),
    "budget": (
        "that {target} of what is measured must be good: one value of the window is judged, and it must",
        "que {target} des mesures soient bonnes : une seule valeur est jugée, celle de la fenêtre, et elle doit l’être",
    ),
    "thresholds": (
        "{count} thresholds: an objective has a target, and a limit beyond which it is critical",
        "{count} seuils : un objectif a une cible, et une limite au-delà de laquelle c’est critique",
    ),
    "one_threshold": (
        "a thresholdMetric has one objective, not {count}",
        "un thresholdMetric a un seul objectif, pas {count}",
    ),
    "composite": (
        "composite objectives are KPIs of their own: a formula with weighted(attainment(…): …)",
        "un objectif composé est un indicateur clé à part : une formule avec weighted(attainment(…): …)",
    ),
    "policies": (
        "alerts come of the objective itself: `vigie render` writes them",
        "les alertes viennent de l’objectif lui-même : `vigie render` les écrit",
    ),
    "severity": (
        "no label severity with info, warning or critical: it is taken for a warning",
        "pas d’étiquette severity avec info, warning ou critical : pris pour warning",
    ),
    "query": (
        "this query is not asked: the value is that of the KPI’s own formula",
        "cette requête n’est pas posée : la valeur est celle de la formule de l’indicateur clé",
    ),
    "other_objective": (
        "{kpi} has one objective for all its windows, and {first} says another",
        "{kpi} a un seul objectif pour toutes ses fenêtres, et {first} en dit un autre",
    ),
    "annotation": ("{value} is none", "{value} n’en est pas un"),
}


def said(name: str, **parts: object) -> Wording:
    """The text of that name in both languages, with its parts filled in."""
    english, french = TEXTS[name]
    return Wording(en=english.format(**parts), fr=french.format(**parts))


def word(name: str, lang: Lang) -> str:
    """A text without gaps."""
    english, french = TEXTS[name]
    return english if lang == "en" else french
