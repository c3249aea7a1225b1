"""The alerts → the page that says what each means and what to do: what runbook links point to."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from schemas.definitions import Wording
from service.demo.words import Words
from service.durations import write_duration
from service.kpi.catalog import Catalog
from service.render.alerts import burn, hidden, objectives, worker
from service.render.alerts.alert import Alert
from service.render.alerts.burn import Budget
from service.render.alerts.goals import Goal
from service.render.alerts.text import template

_HEAD = """\
# Alerts

Made by `vigie render` from the catalog and `service/render/alerts`; edit those. Every alert of
`deploy/prometheus/rules/` is here: what it means, and what to do. The annotations `summary` and `description` are in
English, `summary_fr` and `description_fr` in French.

Alerts have the labels `severity` (`critical`, `warning`, `info`: it decides whom Alertmanager calls) and `kind`; those
about KPIs also `kpi`, `window`, the scope's dimensions, `family` and `owned_by`. While an alert of the kind `blind`
fires, nothing new is known of any KPI: Alertmanager then sends no `breach` and no `burn`.

Les textes français suivent les textes anglais.

"""

_BREACH = Wording(
    en="""\
A KPI misses its objective. The alert's value is the KPI's, judged by Vigie: target, direction, pace and minimum
sample are those of the catalog, and equality is met. It is told once that has lasted for the objective's `hold`,
and is over once the objective has held for its `recover`; a new day, week or month begins with too small a sample
and ends it. That a worker is silent neither begins nor ends it. With a `limit`, a second alert is `critical`
beyond it, and Alertmanager then leaves out the milder one.

What to do: look at the numerator and denominator of the same KPI, window and scope (`vigie_kpi_numerator`,
`vigie_kpi_denominator`, the dashboard of its family), then at its scopes: mostly one of them explains it.
`owned_by` says whose it is. Is the number wrong? `vigie verify` recounts it from the raw events.""",
    fr="""\
Un indicateur manque son objectif. La valeur de l’alerte est celle de l’indicateur, jugée par Vigie : cible, sens,
rythme et échantillon minimal sont ceux du catalogue ; l’égalité est tenue. L’alerte part après la durée `hold` de
l’objectif et cesse après sa durée `recover` de retour à l’objectif ; un nouveau jour, mois ou une nouvelle semaine
commence avec un échantillon trop petit et y met fin. Le silence d’un worker ne la fait ni naître ni cesser.
Au-delà de `limit`, une seconde alerte est `critical`, et Alertmanager tait la première.

Que faire : regarder numérateur et dénominateur du même indicateur, puis ses périmètres : souvent l’un d’eux
explique tout. `owned_by` dit à qui il revient. Le chiffre est-il faux ? `vigie verify` le recompte depuis les
événements bruts.""",
)

_HIDDEN = Wording(
    en="""\
A warning, told at once. Workers show at most `VIGIE_SERIES_PER_KPI` series of a KPI over one window and set of
dimensions; scopes in breach come first, and yet there are more of them. The alert's value is how many are not shown,
of all workers and sets of dimensions together (`vigie_rest_breached_scopes`). Those that are shown have alerts of
their own: mostly one cause is behind all of them.

What to do: look at the KPI over all scopes, and at its breaches on the board or on `kpi.breaches`, where each of
them is. Raise `VIGIE_SERIES_PER_KPI` if so many alerts are of use, or let the objective judge fewer scopes.""",
    fr="""\
Un avertissement, envoyé aussitôt. Les workers montrent au plus `VIGIE_SERIES_PER_KPI` séries d’un indicateur pour une
fenêtre et un jeu de dimensions ; les périmètres en manquement passent d’abord, et il y en a pourtant davantage. La
valeur de l’alerte dit combien ne sont pas montrés, tous workers et jeux de dimensions ensemble. Ceux qui le sont ont
leurs propres alertes : souvent une seule cause explique tout.

Que faire : regarder l’indicateur tous périmètres confondus, puis ses manquements sur le tableau ou dans
`kpi.breaches`, où chacun figure. Augmenter `VIGIE_SERIES_PER_KPI` si autant d’alertes servent, ou faire juger moins
de périmètres.""",
)

_BURN = Wording(
    en="""\
What may go wrong within 30 days is being used up too fast (SRE Workbook, chapter 5: multi-window,
multi-burn-rate). Where a breach says that the value of a day or month is bad, this says that the last hours are,
before the day is.

| rate | over | and still over the last | severity |
|---|---|---|---|
{rates}

It is there for ratios of events whose objective leaves less than a sixth to go wrong, over all scopes, and only
where as many events as the objective's minimum sample came within the longer window. It is computed from the
numerator and denominator over all time, less what they were when the window began: a correction that takes events
back then counts as what it is. After a replay into a new generation it looks at history until the longer window
has passed.

What to do: as for VigieBreach; look for what changed within `over`.""",
    fr="""\
Ce qui peut mal se passer en 30 jours est consommé trop vite (SRE Workbook, chapitre 5). Là où `VigieBreach` dit
que la valeur d’un jour ou d’un mois est mauvaise, cette alerte dit que les dernières heures le sont, avant que le
jour ne le soit. Elle existe pour les rapports d’événements dont l’objectif laisse moins d’un sixième d’échecs,
tous périmètres confondus, dès que la plus longue fenêtre compte assez d’événements.

Que faire : comme pour VigieBreach ; chercher ce qui a changé pendant `over`.""",
)

_TODO: dict[str, Wording] = {
    worker.DOWN.name: Wording(
        en="read the last lines of its log; start it again. Exit code and reason: deploy/README.md. `vigie "
        "doctor` looks at broker and topics.",
        fr="lire les dernières lignes de son journal ; le redémarrer. `vigie doctor` examine le broker et les topics.",
    ),
    worker.ABSENT.name: Wording(
        en="are the workers up (`/health/live`)? Then Prometheus does not find them: see Status → Targets, job "
        "`vigie`.",
        fr="les workers tournent-ils (`/health/live`) ? Alors Prometheus ne les trouve pas : Status → Targets, "
        "job `vigie`.",
    ),
    worker.UNCOUNTED.name: Wording(
        en="a worker that came back needs a moment: `/health/ready` says when. One that is gone for good: "
        "start another. After a new generation with fewer partitions this stays for a day: silence it.",
        fr="un worker revenu a besoin d’un moment : `/health/ready` dit quand il est prêt. S’il est parti pour "
        "de bon, en démarrer un autre. Après une nouvelle génération avec moins de partitions l’alerte dure "
        "un jour : la taire.",
    ),
    worker.STALE_DATA.name: Wording(
        en="do raw topics grow? If not, look at what sends to them. If they do, see VigieLag and VigieRejects. "
        "At night it may simply be quiet: then silence it for those hours.",
        fr="les topics bruts grandissent-ils ? Sinon, voir ce qui les alimente. Si oui, voir VigieLag et "
        "VigieRejects. La nuit, c’est peut-être simplement calme : la taire alors pour ces heures.",
    ),
    worker.LAG.name: Wording(
        en="add workers, up to the number of partitions; see docs/performance.md for what one core does. If "
        "only one partition lags (`vigie_lane_lag_records`), its lane may stand: the worker’s log says why.",
        fr="ajouter des workers, jusqu’au nombre de partitions. Si une seule partition a du retard, elle est "
        "peut-être arrêtée : le journal du worker dit pourquoi.",
    ),
    worker.REJECTS.name: Wording(
        en="read `kpi.rejects`: reason, detail, topic, partition and offset of each. Mostly a producer was "
        "deployed anew. What is mended can be sent again under the same ids: it then counts.",
        fr="lire `kpi.rejects` : raison, détail, topic, partition et offset de chacun. Souvent un producteur "
        "vient d’être redéployé. Ce qui est corrigé peut être renvoyé avec les mêmes identifiants.",
    ),
    worker.RECOVERY.name: Wording(
        en="lower `VIGIE_SNAPSHOT_BYTES` (docs/settings.md), or add workers.",
        fr="baisser `VIGIE_SNAPSHOT_BYTES` (docs/settings.md), ou ajouter des workers.",
    ),
}


def page(catalog: Catalog, goals: Iterable[Goal], budgets: Iterable[Budget]) -> str:
    """The whole page."""
    ours = [(objectives.ALERT, _BREACH), (hidden.HIDDEN.name, _HIDDEN), (burn.ALERT, _burn())]
    sections = [*(_written(*each) for each in ours), *map(_of_worker, worker.ALERTS)]
    return _HEAD + "\n".join(sections) + "\n" + "\n".join(_tables(catalog, goals, list(budgets)))


def _written(name: str, text: Wording) -> str:
    return f"## {name}\n\n{text.en}\n\n{text.fr}\n"


def _burn() -> Wording:
    rows = [f"| {r.factor:g} | {r.long} | {r.short} | {_severity(r.mild)} |" for r in burn.RATES]
    return Wording(en=_BURN.en.format(rates="\n".join(rows)), fr=_BURN.fr)


def _severity(mild: bool) -> str:
    return "one less than the objective’s" if mild else "the objective’s"


def _of_worker(alert: Alert) -> str:
    """What it says, told about any label and value; then what to do."""
    todo = _TODO[alert.name]
    lasting = f", after {write_duration(alert.hold)}" if alert.hold else ""
    return (
        f"## {alert.name}\n\n`{alert.severity}`, kind `{alert.kind}`{lasting}.\n\n"
        f"{template(alert.en.description)} What to do: {todo.en}\n\n"
        f"{template(alert.fr.description)} Que faire : {todo.fr}\n"
    )


def _tables(catalog: Catalog, goals: Iterable[Goal], budgets: list[Budget]) -> Iterator[str]:
    yield "## Which KPI has which alert\n\n`burn`: the windows of its `VigieBurn` alerts.\n"
    for family, listed in groupby(goals, lambda goal: goal.family):
        title = catalog.families[family]
        yield f"### {title.en} · {title.fr}\n"
        yield "| KPI | objective | objectif | over | hold, recover | severity | burn |\n|---|---|---|---|---|---|---|"
        yield from (_row(goal, budgets) for goal in listed)
        yield ""


def _row(goal: Goal, budgets: list[Budget]) -> str:
    windows = ", ".join(map(Words("en"), goal.objective.over))
    burning = ", ".join(rate.long for budget in budgets if budget.goal.name == goal.name for rate in budget.rates)
    lasting = f"{write_duration(goal.hold)}, {write_duration(goal.recover)}"
    severities = ", ".join(alert.severity for alert in objectives.alerts(goal))
    cells = [f"`{goal.name}`", goal.sentence.en, goal.sentence.fr, windows, lasting, severities, burning]
    return f"| {' | '.join(cells)} |"
