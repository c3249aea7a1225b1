"""A small right catalog, and ways to break it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

Case = tuple[str, str, str, str, str | None]
"""What stands in the file, what to write instead, the field, a part of the message, the nearest name."""

RULES = """\
version = "1"
inputs = ["machine", "user_agent"]
otherwise = false

[[rule]]
name = "provider_says_machine"
when = { machine = { equals = true } }
then = true
source = "test"

[[rule]]
name = "bare_agent"
when = { user_agent = { equals = "Mozilla/5.0" } }
then = true
source = "test"
"""

MAIL = """\
family = "mail"
topic = "mail"
title = { en = "Mail", fr = "Mail" }

[subject.recipient]
field = "recipient"
on = ["mail_delivered", "mail_opened", "unsubscribed", "account_opened"]


[derivation.machine]
kind = "rules"
rules = "machine.toml"
inputs = ["machine", "user_agent"]

[indicator.delivered]
kind = "count"
on = "mail_delivered"
by = ["campaign"]
unit = "count"
title = { en = "Delivered", fr = "Délivrés" }
description = { en = "Mails delivered.", fr = "Mails délivrés." }

[indicator.delivered_unique]
kind = "distinct"
on = "mail_delivered"
by = ["campaign"]
unit = "recipients"
title = { en = "Reached", fr = "Atteints" }
description = { en = "People reached.", fr = "Personnes atteintes." }

[indicator.opened_unique]
kind = "distinct"
on = "mail_opened"
where = { machine = false }
by = ["campaign"]
unit = "recipients"
title = { en = "Openers", fr = "Ouvreurs" }
description = { en = "People who opened.", fr = "Personnes ayant ouvert." }

[indicator.accounts_opened]
kind = "count"
on = "account_opened"
unit = "accounts"
title = { en = "Opened", fr = "Ouverts" }
description = { en = "Accounts opened.", fr = "Comptes ouverts." }

[indicator.accounts_closed]
kind = "count"
on = "unsubscribed"
where = { place = "site" }
unit = "accounts"
title = { en = "Closed", fr = "Fermés" }
description = { en = "Accounts closed.", fr = "Comptes fermés." }

[indicator.accounts_at_start]
kind = "stock"
plus = "accounts_opened"
minus = "accounts_closed"
unit = "accounts"
title = { en = "At start", fr = "Au début" }
description = { en = "Accounts at the start.", fr = "Comptes au début." }

[kpi.delivered]
formula = "delivered"
unit = "count"
by = ["campaign"]
windows = ["5m", "day", "all"]
owner = "marketing"
title = { en = "Delivered", fr = "Délivrés" }
description = { en = "Mails delivered.", fr = "Mails délivrés." }
source = "test"
example = { inputs = { delivered = 9 }, value = 9 }

[kpi.open_rate]
formula = "opened_unique / delivered_unique"
unit = "ratio"
by = ["campaign"]
windows = ["day", "week"]
owner = "marketing"
title = { en = "Open rate", fr = "Taux d’ouverture" }
description = { en = "Share of people who opened.", fr = "Part des personnes ayant ouvert." }
source = "test"
example = { inputs = { opened_unique = 1, delivered_unique = 4 }, value = 0.25 }
objective = { at_least = 0.2, over = ["day"], minimum_sample = 10, severity = "info" }

[kpi.closing_rate]
formula = "accounts_closed / accounts_at_start"
unit = "ratio"
windows = ["day", "month"]
owner = "marketing"
title = { en = "Closing rate", fr = "Taux de fermeture" }
description = { en = "Share of accounts closed.", fr = "Part des comptes fermés." }
source = "test"
example = { inputs = { accounts_closed = 1, accounts_at_start = 10 }, value = 0.1 }

[kpi.score]
formula = "weighted(min(1, attainment(open_rate)): 1)"
unit = "score"
by = ["campaign"]
windows = ["day"]
owner = "marketing"
title = { en = "Score", fr = "Score" }
description = { en = "In one number.", fr = "En un nombre." }
source = "test"
example = { inputs = { "attainment(open_rate)" = 0.5 }, value = 0.5 }
"""


def written(folder: Path, mail: str = MAIL, rules: str = RULES, **more: str) -> Path:
    """A folder with these files; `more` is further families by file name without its ending."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "machine.toml").write_text(rules)
    for name, text in {"mail": mail, **more}.items():
        (folder / f"{name}.toml").write_text(text)
    return folder


def changed(text: str, old: str, new: str, nth: int = 0) -> tuple[str, int]:
    """The text with one occurrence of `old` replaced, and the line (from 1) where that is."""
    parts = text.split(old)
    assert len(parts) > nth + 1, f"{old!r} is not there {nth + 1} times"
    before = old.join(parts[: nth + 1])
    return before + new + old.join(parts[nth + 1 :]), before.count("\n") + 1


def cases(named: Mapping[str, Case]) -> list[object]:
    """Cases as pytest takes them, each under its name."""
    return [pytest.param(*case, id=name) for name, case in named.items()]


def added(new: str, field: str) -> int:
    """How many lines below the change its field stands: where the change itself adds a line before it."""
    return new.count("\n") if f"\n{field.rpartition('.')[2]}" in new else 0
