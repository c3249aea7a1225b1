"""An indicator may be folded from events of several types, of those that are about someone."""

from dataclasses import replace

from service.verify.reads import counted_types
from tests.verify.handmade import NOON, RawLog, count, delivered, event, opened, plan

LOG = RawLog().send(opened(), opened(id="again"), event("spam_reported", NOON), delivered())
GIVEN = plan()
BOTH = GIVEN.definitions.indicators["opens"].model_copy(update={"on": ("mail_opened", "spam_reported")})
DEFINITIONS = replace(GIVEN.definitions, indicators={**GIVEN.definitions.indicators, "opens": BOTH})


def test_events_of_every_type_that_an_indicator_names_are_recounted() -> None:
    recipient = GIVEN.definitions.subjects["recipient"]
    about = recipient.model_copy(update={"on": (*recipient.on, "spam_reported")})
    definitions = replace(DEFINITIONS, subjects={"recipient": about})
    assert count(LOG, replace(GIVEN, definitions=definitions)).value("opens", "all") == 3
    assert counted_types(definitions) - counted_types(GIVEN.definitions) == {"spam_reported"}


def test_events_of_a_type_that_is_about_nobody_are_ignored() -> None:
    counted = count(LOG, replace(GIVEN, definitions=DEFINITIONS))
    assert counted.value("opens", "all") == 2
    assert counted.recount.accounting["mail", 0]["ignored"] == 1
