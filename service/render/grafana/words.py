"""What the dashboards say, in English and French; numbers and windows as everywhere (`service.demo.words`)."""

from collections.abc import Mapping

from schemas.definitions import Wording
from service.demo.words import Words

UNDEFINED = "–"
"""Stands where there is no sample: undefined, and never 0."""

_TEXTS: Mapping[str, tuple[str, str]] = {
    "overview": ("Overview", "Tableau de bord"),
    "operators": ("Operators", "Exploitation"),
    "all dashboards": ("Dashboards", "Tableaux"),
    "other language": ("Français", "English"),
    "generated": (
        "Made by `vigie render` from the catalog: edit that.",
        "Produit par `vigie render` à partir du catalogue : c’est lui qu’il faut modifier.",
    ),
    "about overview": (
        "Every KPI that has an objective, against it; what is breached now; how fresh it is.",
        "Chaque KPI qui a un objectif, face à lui ; ce qui est manqué maintenant ; la fraîcheur des données.",
    ),
    "about operators": (
        "What the workers do: events, rejects, lag, journals, recovery.",
        "Ce que font les workers : événements, rejets, retard, journaux, reprise.",
    ),
    "about family": ("Every KPI of the family: {family}.", "Chaque KPI de la famille : {family}."),
    "now": ("What is breached now", "Ce qui est manqué maintenant"),
    "judged": ("Against their objectives", "Face à leurs objectifs"),
    "ratios": ("Rates and averages", "Taux et moyennes"),
    "amounts": ("Amounts", "Montants"),
    "volumes": ("Numbers", "Nombres"),
    "count breached": ("Objectives breached", "Objectifs manqués"),
    "count met": ("Objectives met", "Objectifs tenus"),
    "count unknown": ("Objectives not judged", "Objectifs non jugés"),
    "count breached help": (
        "How many pairs of KPI and window are in breach; what is money, in the currency chosen.",
        "Combien de couples KPI et fenêtre sont manqués ; ce qui est de l’argent, dans la devise choisie.",
    ),
    "count met help": (
        "How many values meet their objective now.",
        "Combien de valeurs tiennent leur objectif maintenant.",
    ),
    "count unknown help": (
        "How many values are undefined, or stand on a sample that is too small.",
        "Combien de valeurs sont indéfinies, ou reposent sur un échantillon trop petit.",
    ),
    "here": ("Objectives breached", "Objectifs manqués"),
    "here help": (
        "One line for each KPI and window that misses its objective, the critical ones first.",
        "Une ligne par KPI et fenêtre qui manque son objectif, les critiques d’abord.",
    ),
    "elsewhere": ("Breached in a part", "Manqués dans une partie"),
    "elsewhere help": (
        "One line for each campaign, site, team … in which a KPI misses its objective, the critical ones first.",
        "Une ligne par campagne, site, équipe… où un KPI manque son objectif, les critiques d’abord.",
    ),
    "age": ("Newest event counted", "Événement compté le plus récent"),
    "age help": (
        "How long ago the newest event counted happened. It is told by the minute: up to a minute is no delay.",
        "Âge du dernier événement compté. Il se lit à la minute : jusqu’à une minute n’est pas un retard.",
    ),
    "ends": ("The running windows end", "Fin des fenêtres en cours"),
    "ends help": (
        "A calendar window ends with its period, a rolling one with the newest event.",
        "Une fenêtre de calendrier finit avec sa période, une fenêtre glissante avec l’événement le plus récent.",
    ),
    "parts": ("Of which", "Dont"),
    "value": ("now", "maintenant"),
    "course": ("Course", "Évolution"),
    "numerator": ("Numerator", "Numérateur"),
    "denominator": ("Denominator", "Dénominateur"),
    "attainment": ("value ÷ target", "valeur ÷ objectif"),
    "expected": ("expected by now", "attendu à ce jour"),
    "pace": ("value ÷ expected", "valeur ÷ attendu"),
    "previous": ("period before", "période précédente"),
    "year ago": ("a year ago", "il y a un an"),
    "kpi": ("KPI", "KPI"),
    "window": ("Window", "Fenêtre"),
    "severity": ("Severity", "Gravité"),
    "critical": ("critical", "critique"),
    "warning": ("warning", "alerte"),
    "info": ("info", "information"),
    "formula": ("Formula", "Formule"),
    "objective": ("Objective", "Objectif"),
    "sample": ("judged from a sample of {least} on", "jugé à partir d’un échantillon de {least}"),
    "over": ("over", "sur"),
    "windows": ("Windows", "Fenêtres"),
    "owner": ("Owner", "Responsable"),
    "window help": (
        "A KPI that has no such window shows a dash; one with its window in its title keeps it.",
        "Un KPI sans cette fenêtre montre un tiret ; celui dont le titre porte une fenêtre la garde.",
    ),
    "dimension help": (
        "All: over all. Choose one dimension at a time: a KPI that is not broken down so shows a dash.",
        "All : sur l’ensemble. Choisir une dimension à la fois : un KPI sans ce détail montre un tiret.",
    ),
    "currency help": (
        "Amounts of different currencies are never added.",
        "Les montants de devises différentes ne sont jamais additionnés.",
    ),
    "annotation": ("Breaches", "Objectifs manqués"),
    "worker": ("Worker", "Worker"),
    "alive": ("Is it running", "Est-ce que cela tourne"),
    "up": ("Workers that answer", "Workers qui répondent"),
    "up help": ("Workers that Prometheus could read.", "Workers que Prometheus a pu lire."),
    "lag now": ("Records not yet folded", "Enregistrements pas encore traités"),
    "lag now help": (
        "Offsets between what the lanes have folded and the end of their inputs; transaction markers count too.",
        "Écart entre ce que les files ont traité et la fin de leurs entrées, marqueurs de transaction compris.",
    ),
    "rejected share": ("Share rejected", "Part rejetée"),
    "rejected share help": (
        "Rejected ÷ read, of the time that is shown at one point.",
        "Rejetés ÷ lus, sur le temps que montre un point.",
    ),
    "waiting": ("Corrections without their event", "Corrections sans leur événement"),
    "waiting help": (
        "Retractions and corrections that wait for the event they name.",
        "Rétractations et corrections qui attendent l’événement qu’elles nomment.",
    ),
    "rest breached": ("Breaches not shown", "Manquements non montrés"),
    "rest breached help": (
        "Of the scopes shown as “other”, those in breach, by KPI and window: kpi.breaches and the board have each.",
        "Parmi les périmètres sous « other », ceux en manquement, par indicateur et fenêtre : kpi.breaches les a tous.",
    ),
    "rest": ("Scopes shown as “other”", "Périmètres sous « other »"),
    "rest help": (
        "Scopes for which /metrics has no room (VIGIE_SERIES_PER_KPI): they are added up under `other`.",
        "Périmètres sans place dans /metrics (VIGIE_SERIES_PER_KPI) : ils sont additionnés sous `other`.",
    ),
    "events row": ("Events", "Événements"),
    "read": ("Read per second, by raw topic", "Lus par seconde, par topic brut"),
    "read help": (
        "Raw records read, whatever became of them.",
        "Enregistrements bruts lus, quoi qu’ils soient devenus.",
    ),
    "outcomes": ("What became of them, per second", "Ce qu’ils sont devenus, par seconde"),
    "outcomes help": (
        "Counted, duplicate, rejected, ignored (no indicator reads the type).",
        "Comptés, doublons, rejetés, ignorés (aucun indicateur ne lit le type).",
    ),
    "rejects": ("Rejected, by reason", "Rejetés, par motif"),
    "rejects help": (
        "Since the raw topics began; each is a record of kpi.rejects.",
        "Depuis le début des topics bruts ; chacun est un enregistrement de kpi.rejects.",
    ),
    "lanes row": ("Lanes", "Files"),
    "lag": ("Records not yet folded, by agent", "Enregistrements pas encore traités, par agent"),
    "lag help": (
        "A line that only grows is an agent that does not keep up, or a lane that is stuck.",
        "Une ligne qui ne fait que monter est un agent qui ne suit pas, ou une file bloquée.",
    ),
    "folded": ("Records folded per second, by agent", "Enregistrements traités par seconde, par agent"),
    "folded help": (
        "Records that the lanes of each agent have folded.",
        "Enregistrements que les files de chaque agent ont traités.",
    ),
    "steps": ("Transactions per second, by agent", "Transactions par seconde, par agent"),
    "steps help": (
        "Steps committed; each is one Kafka transaction.",
        "Pas validés ; chacun est une transaction Kafka.",
    ),
    "journal row": ("Journals and recovery", "Journaux et reprise"),
    "journal bytes": ("Journals, by agent", "Journaux, par agent"),
    "journal bytes help": (
        "Bytes since and with the newest snapshot: what a recovery reads.",
        "Octets depuis le dernier instantané, lui compris : ce qu’une reprise relit.",
    ),
    "journal records": ("Journal records, by agent", "Enregistrements des journaux, par agent"),
    "journal records help": (
        "Records since and with the newest snapshot.",
        "Enregistrements depuis le dernier instantané, lui compris.",
    ),
    "snapshots": ("Snapshots written, by agent", "Instantanés écrits, par agent"),
    "snapshots help": ("Since the lanes were opened.", "Depuis l’ouverture des files."),
    "recovery": ("Last recovery, by agent", "Dernière reprise, par agent"),
    "recovery help": (
        "The longest that the last opening of a lane took: reading its journal and folding it.",
        "La plus longue des dernières ouvertures d’une file : lire son journal et le rejouer.",
    ),
    "process row": ("Process and scrape", "Processus et collecte"),
    "memory": ("Memory", "Mémoire"),
    "memory help": ("Resident memory of each worker.", "Mémoire résidente de chaque worker."),
    "cpu": ("Cores used", "Cœurs utilisés"),
    "cpu help": (
        "Processor seconds per second of each worker.",
        "Secondes de processeur par seconde de chaque worker.",
    ),
    "scrape": ("Duration of a scrape", "Durée d’une collecte"),
    "scrape help": ("How long reading /metrics took.", "Temps qu’a pris la lecture de /metrics."),
    "samples": ("Samples in a scrape", "Échantillons par collecte"),
    "samples help": ("How many samples /metrics had.", "Combien d’échantillons avait /metrics."),
}

_DIMENSIONS: Mapping[str, tuple[str, str]] = {
    "activity": ("Activity", "Action"),
    "campaign": ("Campaign", "Campagne"),
    "channel": ("Channel", "Canal"),
    "city": ("City", "Ville"),
    "complaint_reason": ("Reason of complaint", "Motif de réclamation"),
    "contract": ("Contract", "Contrat"),
    "country": ("Country", "Pays"),
    "currency": ("Currency", "Devise"),
    "dispute_reason": ("Reason of dispute", "Motif de litige"),
    "goal": ("Goal", "Objectif du site"),
    "http_status": ("HTTP status", "Statut HTTP"),
    "loss_reason": ("Cause of loss", "Cause de perte"),
    "method": ("HTTP method", "Méthode HTTP"),
    "owner": ("Seller", "Vendeur"),
    "payment": ("Means of payment", "Moyen de paiement"),
    "product": ("Product", "Produit"),
    "region": ("Region", "Région"),
    "request_reason": ("Reason of request", "Motif de sollicitation"),
    "segment": ("Segment", "Segment"),
    "service": ("Service", "Service"),
    "site": ("Site", "Site"),
    "source": ("Source", "Source"),
    "spam_kind": ("Kind of spam report", "Type de signalement"),
    "stage": ("Stage", "Étape"),
    "team": ("Team", "Équipe"),
    "tenure_year": ("Year of tenure", "Année d’ancienneté"),
    "undelivered_reason": ("Reason of non-delivery", "Motif de non-distribution"),
}


class Texts(Words):
    """The words of one language, those of the dashboards among them."""

    def __call__(self, name: str) -> str:
        """The text of that name; a name without a text stands for itself."""
        return self._either(*_TEXTS[name]) if name in _TEXTS else super().__call__(name)

    def dimension(self, name: str) -> str:
        """What a dimension is called; one that we do not know is called by its name."""
        return self._either(*_DIMENSIONS.get(name, (name, name)))

    def title(self, wording: Wording, *more: str) -> str:
        """A title, and what else belongs to it."""
        return " · ".join((self.of(wording), *more))

    def listed(self, names: tuple[str, ...]) -> str:
        """Several names, each by its text."""
        return ", ".join(map(self, names))

    def _either(self, english: str, french: str) -> str:
        return english if self.lang == "en" else french
