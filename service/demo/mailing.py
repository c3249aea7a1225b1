"""Mailings: a mail of a campaign on its way, and the visit that it may lead to."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from service.demo.audience import Campaign, address, busy, campaigns
from service.demo.happening import Happening, Moment
from service.demo.journey import Mail, journey, read_on
from service.demo.visits import browse, from_mail

PUSHED = Campaign("black-friday", charm=1.8, trouble=1.2, phase=0.0)
"""The mailing of the scenario `campaign`."""


@dataclass(frozen=True)
class Mailings:
    """Who is written to about what: interest turns with time, so this knows when it began and how fast it turns."""

    campaigns: tuple[Campaign, ...]
    recipients: int
    start: float
    """Seconds since the epoch."""
    swing: float
    """Seconds that the interest takes to rise, fall and come back."""

    @classmethod
    def of(cls, count: int, seed: int, recipients: int, start: float, swing: float) -> "Mailings":
        """So many campaigns."""
        return cls(tuple(campaigns(count, seed)), recipients, start, swing)

    def mail(self, draw: Random, moment: Moment) -> Iterator[Happening]:
        """A mail of one of the campaigns, and nothing else."""
        return journey(draw, self._mail(draw, moment, self.campaigns[busy(draw, len(self.campaigns))]))

    def mailing(self, draw: Random, moment: Moment) -> Iterator[Happening]:
        """A mail of one of the campaigns, and what comes of it on the site."""
        return self._followed(draw, moment, self.campaigns[busy(draw, len(self.campaigns))])

    def push(self, draw: Random, moment: Moment) -> Iterator[Happening]:
        """A mail of the campaign that everybody talks about."""
        return self._followed(draw, moment, PUSHED)

    def _followed(self, draw: Random, moment: Moment, campaign: Campaign) -> Iterator[Happening]:
        for event in journey(draw, self._mail(draw, moment, campaign)):
            yield event
            if read_on(event):
                yield from browse(draw, moment.after(event.time - moment.time), from_mail(campaign.name))

    def _mail(self, draw: Random, moment: Moment, campaign: Campaign) -> Mail:
        return Mail(
            time=moment.time,
            campaign=campaign.name,
            recipient=address(draw.randrange(self.recipients)),
            interest=campaign.interest((moment.time - self.start) / self.swing),
            trouble=campaign.trouble,
            haste=moment.haste,
        )
