"""That more scopes miss an objective than are shown: whoever is beyond the limit on series has no alert of their own.

Scopes in breach are shown first (`service/kpi/compose/shown.py`), so those that are shown all have alerts then.
"""

from service import names
from service.render.alerts.alert import BREACH, Alert, Said
from service.render.alerts.text import Number, parts

_BY = f"{names.KPI}, {names.WINDOW}, {names.REST}"

HIDDEN = Alert(
    name="VigieHiddenBreaches",
    expr=f"sum by ({_BY}) ({names.REST_BREACHED}) > 0",
    severity="warning",
    kind=BREACH,
    en=Said(
        (Number(0, "en"), *parts(" more scopes miss the objective of <kpi> (<window>) than there is room to show")),
        parts(
            "So many scopes are in breach that not all of them are on /metrics; these have no alert of their own. The "
            "topic kpi.breaches and the board have every one of them."
        ),
    ),
    fr=Said(
        (
            Number(0, "fr"),
            *parts(" périmètres de plus manquent l’objectif de <kpi> (<window>), faute de place pour les montrer"),
        ),
        parts(
            "Tant de périmètres manquent l’objectif que tous ne sont pas sur /metrics ; ceux-ci n’ont pas d’alerte à "
            "eux. Le topic kpi.breaches et le tableau les ont tous."
        ),
    ),
)
