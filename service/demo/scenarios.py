"""What the demo can play, by name: which stories begin how often, and what upsets them for a while."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.definitions import Wording
from service.demo.past import PAST
from service.demo.untidy import Untidy

ScenarioName = Literal["calm", "campaign", "outage", "refund-wave", "poison"]
_UNTIDY = Untidy(corrected=0.004)


@dataclass(frozen=True)
class Spell:
    """Something that holds for a while, again and again. Seconds since the start; `until` is the first one after it."""

    says: Wording
    every: float
    begins: float
    until: float
    factors: Mapping[str, float] = field(default_factory=dict)
    """By story: how many times as often as usual it begins."""
    stops: frozenset[str] = frozenset()
    """Types of events that do not happen; a story that comes to one ends there."""
    stress: float = 1.0

    def holds(self, since: float) -> bool:
        """Whether it holds so many seconds after the start.

        >>> spell = Spell(Wording(en="rain", fr="pluie"), every=60, begins=10, until=20)
        >>> [spell.holds(since) for since in (-50, 9, 10, 19.9, 20, 70)]
        [False, False, True, True, False, True]
        """
        return since >= 0 and self.begins <= since % self.every < self.until


@dataclass(frozen=True)
class Scenario:
    """How often each story begins (relative to the others), and what comes over them."""

    says: Wording
    stories: Mapping[str, float]
    spells: tuple[Spell, ...] = ()
    untidy: Untidy = _UNTIDY
    past: Mapping[str, int] = field(default_factory=lambda: PAST)
    """How many of each story began in the weeks before."""

    def now(self, since: float) -> Iterator[Spell]:
        """The spells that hold."""
        return (spell for spell in self.spells if spell.holds(since))

    def weights(self, since: float) -> dict[str, float]:
        """How often each story begins so many seconds after the start."""
        weights = dict(self.stories)
        for spell in self.now(since):
            for story, factor in spell.factors.items():
                weights[story] *= factor
        return weights

    def stress(self, since: float) -> float:
        """How ill-tempered people are; 1.0 is ordinary."""
        return max((spell.stress for spell in self.now(since)), default=1.0)

    def stopped(self, type_: str, since: float) -> bool:
        """Whether such an event cannot happen then."""
        return any(type_ in spell.stops for spell in self.now(since))


ORDINARY: Mapping[str, float] = {
    "mailing": 60,
    "push": 0.01,
    "visit": 30,
    "purchase": 3,
    "prospect": 2,
    "deal": 1,
    "subscribed": 0.3,
    "gained": 0.4,
    "lost": 0.01,
    "complaint": 0.01,
    "request": 1,
    "regret": 0.02,
    "rate": 0.02,
}
"""Shares near the objectives of the shipped catalog, so that some are met and some are breached."""

MAIL_ONLY = Scenario(
    Wording(en="mail and nothing else", fr="des mails et rien d’autre"), {"mail": 1.0}, (), Untidy(), past={}
)

SCENARIOS: Mapping[ScenarioName, Scenario] = {
    "calm": Scenario(Wording(en="an ordinary day", fr="une journée ordinaire"), ORDINARY),
    "campaign": Scenario(
        Wording(en="a mailing that makes visits and orders", fr="un mailing qui amène visites et commandes"),
        ORDINARY,
        (
            Spell(
                Wording(en="black-friday is being sent", fr="black-friday est en cours d’envoi"),
                every=40,
                begins=4,
                until=20,
                factors={"push": 8_000, "visit": 1.2, "purchase": 1.5},
            ),
        ),
    ),
    "outage": Scenario(
        Wording(en="the site goes down and comes back", fr="le site tombe puis revient"),
        ORDINARY,
        (
            Spell(
                Wording(en="the site is down", fr="le site est en panne"),
                every=40,
                begins=6,
                until=16,
                factors={"visit": 0, "purchase": 0, "complaint": 150, "request": 6},
                stops=frozenset({"page_viewed", "goal_reached", "order_placed"}),
                stress=4,
            ),
        ),
    ),
    "refund-wave": Scenario(
        Wording(en="a faulty batch comes back", fr="un lot défectueux est renvoyé"),
        ORDINARY,
        (
            Spell(
                Wording(en="refunds pour in, some of them twice", fr="les remboursements affluent, certains en double"),
                every=40,
                begins=4,
                until=24,
                factors={"regret": 600, "complaint": 40, "request": 3},
                stress=3,
            ),
        ),
    ),
    "poison": Scenario(
        Wording(en="a producer gone wrong: bad records", fr="un producteur déréglé : enregistrements invalides"),
        ORDINARY,
        untidy=Untidy(invalid=0.2, conflicts=0.03, corrected=0.004),
    ),
}
"""Bad records stay below the share at which a worker stops (VIGIE_REJECT_SHARE): it is to go on counting the good."""
