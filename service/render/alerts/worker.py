"""Alerts about the workers themselves: whether KPIs move at all, and what comes in.

That nothing moves is no breach and no recovery: it is a state of its own, of the kind `blind`, during which
Alertmanager keeps the alerts about KPIs to itself.
"""

from datetime import timedelta

from service import names
from service.render.alerts.alert import BLIND, WORK, Alert, Said, group
from service.render.alerts.text import Number, Text, parts
from service.render.yaml_text import Data

STALE = timedelta(minutes=15)
"""How old the newest event may be."""
BACKLOG = timedelta(minutes=1)
"""How long a backlog may take to be worked off."""
SMALL_BACKLOG = 1_000
"""Records that are no backlog, whatever the rate."""
SHARE, FEW = 0.05, 20
"""Rejected records of all, and how many are too few to speak of."""
SLOW = timedelta(minutes=1)
"""How long a partition may take to open."""

_JOB = '{job="vigie"}'


def worker_groups() -> list[Data]:
    """The rule groups of the workers."""
    return [group("worker", ALERTS)]


def ending(text: str, behind: str) -> Text:
    """A text that ends in the alert's value, a whole number."""
    return (*parts(text), Number(0, "en", behind))


DOWN = Alert(
    name="VigieDown",
    expr=f"up{_JOB} == 0",
    severity="critical",
    kind=WORK,
    hold=timedelta(seconds=30),
    en=Said(
        parts("Vigie worker <instance> does not answer"),
        parts(
            "Its partitions move to other workers, if there are any; nothing is lost meanwhile, the events wait in "
            "Kafka. Its last log line says why it stopped."
        ),
    ),
    fr=Said(
        parts("Le worker Vigie <instance> ne répond pas"),
        parts(
            "Ses partitions passent à d’autres workers, s’il y en a ; rien n’est perdu, les événements attendent "
            "dans Kafka. La dernière ligne de son journal dit pourquoi il s’est arrêté."
        ),
    ),
)

ABSENT = Alert(
    name="VigieAbsent",
    expr=f"absent(up{_JOB} == 1)",
    severity="critical",
    kind=BLIND,
    hold=timedelta(seconds=30),
    en=Said(
        parts("No Vigie worker answers"),
        parts(
            "No KPI moves. Either all workers are down, or Prometheus does not find them (job vigie). "
            "The alerts about KPIs stay as they were and are not sent until a worker answers."
        ),
    ),
    fr=Said(
        parts("Aucun worker Vigie ne répond"),
        parts(
            "Aucun indicateur ne bouge. Soit tous les workers sont arrêtés, soit Prometheus ne les trouve pas "
            "(job vigie). Les alertes sur les indicateurs restent en l’état et ne partent plus jusqu’à ce qu’un worker "
            "réponde."
        ),
    ),
)

UNCOUNTED = Alert(
    name="VigieUncounted",
    expr=f"{names.LANES_MISSING} > 0",
    severity="critical",
    kind=BLIND,
    hold=timedelta(seconds=30),
    en=Said(
        (Number(0, "en", " partitions of KPIs are not shown by any worker"),),
        parts(
            "A worker is missing, or one that came back still reads its journals. The KPIs of those partitions stand "
            "still; the alerts about KPIs stay as they were and are not sent."
        ),
    ),
    fr=Said(
        (Number(0, "fr", " partitions d’indicateurs ne sont montrées par aucun worker"),),
        parts(
            "Un worker manque, ou celui qui est revenu lit encore ses journaux. Les indicateurs de ces partitions ne "
            "bougent pas ; les alertes sur les indicateurs restent en l’état et ne partent plus."
        ),
    ),
)

STALE_DATA = Alert(
    name="VigieStale",
    expr=f"time() - max({names.NEWEST_EVENT}) > {STALE.total_seconds():.0f}",
    severity="warning",
    kind=BLIND,
    hold=timedelta(minutes=1),
    en=Said(
        ending("The newest event is old: ", " s"),
        parts(
            "The workers answer, but no event has come for a while: what sends them may have stopped. The KPIs stand "
            "still; the alerts about them stay as they were and are not sent."
        ),
    ),
    fr=Said(
        ending("L’événement le plus récent date : ", " s"),
        parts(
            "Les workers répondent, mais aucun événement n’arrive depuis un moment : ce qui les envoie s’est peut-être "
            "arrêté. Les indicateurs ne bougent pas ; leurs alertes restent en l’état et ne partent plus."
        ),
    ),
)

_LAG = f"sum by ({names.AGENT}, {names.TOPIC}) ({names.LANE_LAG})"
_RATE = f"sum by ({names.AGENT}, {names.TOPIC}) (rate({names.LANE_RECORDS}_total[1m]))"

# A lane that stands divides by 0: +Inf is more than any time. The offsets that a lane has left are no exact number of
# records where a fetch has not told yet what lies between, hence the least that counts.
LAG = Alert(
    name="VigieLag",
    expr=f"{_LAG} > {SMALL_BACKLOG}\nand {_LAG} / {_RATE} > {BACKLOG.total_seconds():.0f}",
    severity="warning",
    kind=WORK,
    hold=timedelta(minutes=2),
    en=Said(
        ending("The agent <agent> is behind on <topic> by more than a minute’s work; records: ", ""),
        parts(
            "Events arrive faster than they are counted, or one partition stands still. Add workers, up to the number "
            "of partitions; one that stands says why in its log."
        ),
    ),
    fr=Said(
        ending("L’agent <agent> a plus d’une minute de retard sur <topic> ; enregistrements : ", ""),
        parts(
            "Les événements arrivent plus vite qu’ils ne sont comptés, ou une partition est arrêtée. Ajoutez des "
            "workers, jusqu’au nombre de partitions ; une partition arrêtée dit pourquoi dans le journal."
        ),
    ),
)

_REJECTED = f"sum by ({names.TOPIC}) (increase({names.REJECTS}_total[5m]))"
_READ = f"sum by ({names.TOPIC}) (increase({names.EVENTS_READ}_total[5m]))"

REJECTS = Alert(
    name="VigieRejects",
    expr=f"{_REJECTED} / {_READ} > {SHARE}\nand {_REJECTED} >= {FEW}",
    severity="warning",
    kind=WORK,
    hold=timedelta(minutes=1),
    en=Said(
        parts("Many records of the topic <topic> are rejected"),
        parts(
            "More than one in twenty over five minutes. They are not counted. The topic kpi.rejects has each with its "
            "reason and place; a worker stops by itself when it gets much worse."
        ),
    ),
    fr=Said(
        parts("Beaucoup d’enregistrements du topic <topic> sont rejetés"),
        parts(
            "Plus d’un sur vingt en cinq minutes. Ils ne sont pas comptés. Le topic kpi.rejects les montre avec leur "
            "raison et leur place ; un worker s’arrête de lui-même si la situation empire nettement."
        ),
    ),
)

RECOVERY = Alert(
    name="VigieSlowRecovery",
    expr=f"max by ({names.AGENT}) ({names.LANE_RECOVERY}) > {SLOW.total_seconds():.0f}",
    severity="info",
    kind=WORK,
    en=Said(
        ending("Opening the partitions of the agent <agent> last took ", " s"),
        parts(
            "The journals have grown long. Each restart lasts that long; a lower VIGIE_SNAPSHOT_BYTES or more workers "
            "shorten it."
        ),
    ),
    fr=Said(
        ending("La dernière ouverture des partitions de l’agent <agent> a pris ", " s"),
        parts(
            "Les journaux sont devenus longs. Chaque redémarrage dure autant ; un VIGIE_SNAPSHOT_BYTES plus bas ou "
            "plus de workers le raccourcissent."
        ),
    ),
)

ALERTS = (DOWN, ABSENT, UNCOUNTED, STALE_DATA, LAG, REJECTS, RECOVERY)
