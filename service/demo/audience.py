"""Who is written to, and about what: campaigns with a character, recipients with an address."""

from dataclasses import dataclass
from math import sin, tau
from random import Random

_THEMES = ("spring", "welcome", "summer", "winback", "weekly", "launch", "loyalty", "survey", "holiday")


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign and how people take to it: 1.0 is ordinary, and interest swings around that over time."""

    name: str
    charm: float
    trouble: float
    phase: float

    def interest(self, turns: float) -> float:
        """The charm after so many periods of the swing: between 0.7 and 1.3 times its mean."""
        return self.charm * (1 + 0.3 * sin(tau * (turns + self.phase)))


def campaigns(count: int, seed: int) -> list[Campaign]:
    """So many campaigns. Those that come first are the busiest, see `busy`.

    >>> [campaign.name for campaign in campaigns(3, seed=1)]
    ['spring-1', 'welcome-2', 'summer-3']
    """
    draw = Random(seed)
    return [
        Campaign(
            name=f"{_THEMES[index % len(_THEMES)]}-{index + 1}",
            charm=draw.uniform(0.7, 1.3),
            trouble=draw.uniform(0.5, 1.5),
            phase=draw.random(),
        )
        for index in range(count)
    ]


def busy(draw: Random, count: int) -> int:
    """An index below `count`, the small ones far more often, as with real campaigns."""
    share = draw.random()
    return int(share * share * count)


def address(index: int) -> str:
    """The address of a recipient, below the domain that is reserved for examples.

    Some sources write it with capitals; it is the same recipient.

    >>> address(7), address(50).lower() == address(50)
    ('reader.000007@example.com', False)
    """
    return f"Reader.{index:06d}@Example.com" if index % 50 == 0 else f"reader.{index:06d}@example.com"
