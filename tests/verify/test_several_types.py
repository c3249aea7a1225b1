"""An indicator may be folded from events of several types."""

from dataclasses import replace

from tests.verify.handmade import NOON, RawLog, count, delivered, event, opened, plan


def test_events_of_every_type_that_an_indicator_names_are_recounted() -> None:
    given = plan()
    indicators = given.definitions.indicators
    both = indicators["opens"].model_copy(update={"on": ("mail_opened", "spam_reported")})
    definitions = replace(given.definitions, indicators={**indicators, "opens": both})
    log = RawLog().send(opened(), opened(id="again"), event("spam_reported", NOON), delivered())
    assert count(log, replace(given, definitions=definitions)).value("opens", "all") == 3
    assert definitions.counted_types - given.definitions.counted_types == {"spam_reported"}
