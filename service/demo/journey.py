"""What happens to one mail: delivered or bounced, opened by machines and people, clicked, resented."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from service.demo.happening import Happening

_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
_SCANNERS = ("Mozilla/5.0 (compatible; Mimecast)", "python-requests/2.32.3")
_LINK = ',"url":"https://shop.example.com/"'
_READERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
)


def _agent(text: str, verdict: str = "") -> str:
    return f',"user_agent":"{text}"' + (f',"machine":{verdict}' if verdict else "")


_PREFETCHED = (_agent("Mozilla/5.0"), _agent("Mozilla/5.0"), _agent(_MAC, "true"))
_SCANNED_BY = (*map(_agent, _SCANNERS), _agent(_MAC, "true"))
_READ = (*map(_agent, _READERS), _agent(_MAC, "false"))

_PAGE = "https://shop.example.com/p/"

# Shares of mails near the objectives of the shipped catalog, so that some are met and some are breached.
BOUNCED, MACHINE_OPENED, OPENED, OPENED_AGAIN, CLICKED, SCANNED = 0.02, 0.22, 0.17, 0.25, 0.12, 0.01
UNSUBSCRIBED, LEFT_SITE, SPAM, JOINED = 0.005, 0.0012, 0.0009, 0.004


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail on its way, with how much it interests and how much trouble it meets (1.0 is ordinary)."""

    time: float
    campaign: str
    recipient: str
    interest: float
    trouble: float
    haste: float
    """Mean seconds from delivery to the first open by a person."""


def journey(draw: Random, mail: Mail) -> Iterator[Happening]:
    """Everything that happens to the mail, each part in its own order of time."""
    who = f',"campaign":"{mail.campaign}","recipient":"{mail.recipient}"'
    yield Happening(mail.time, "mail", "mail_sent", who)
    arrived = mail.time + mail.haste * 0.02 * (1 + draw.random())
    if draw.random() < BOUNCED * mail.trouble:
        bounce = "hard" if draw.random() < 0.4 else "soft"
        yield Happening(arrived, "mail", "mail_bounced", f'{who},"bounce":"{bounce}"')
        return
    yield Happening(arrived, "mail", "mail_delivered", who)
    yield from _machines(draw, arrived, who)
    yield from _person(draw, mail, arrived, who)


def read_on(event: Happening) -> bool:
    """Whether a person followed a link of the mail."""
    return event.type == "mail_clicked" and _PAGE in event.fields


def _machines(draw: Random, arrived: float, who: str) -> Iterator[Happening]:
    if draw.random() < MACHINE_OPENED:
        yield Happening(arrived + draw.random() * 2, "mail", "mail_opened", who + draw.choice(_PREFETCHED))
    if draw.random() < SCANNED:
        yield Happening(arrived + draw.random(), "mail", "mail_clicked", who + _LINK + draw.choice(_SCANNED_BY))


def _person(draw: Random, mail: Mail, arrived: float, who: str) -> Iterator[Happening]:
    if draw.random() < OPENED * mail.interest:
        time, agent = arrived + draw.expovariate(1 / mail.haste), draw.choice(_READ)
        yield Happening(time, "mail", "mail_opened", who + agent)
        if draw.random() < OPENED_AGAIN:
            yield Happening(time + draw.expovariate(1 / mail.haste), "mail", "mail_opened", who + agent)
        if draw.random() < CLICKED * mail.interest:
            url = f',"url":"{_PAGE}{draw.randrange(500)}"'
            yield Happening(time + draw.random() * mail.haste / 4, "mail", "mail_clicked", who + url + agent)
    yield from _resentment(draw, mail, arrived, who)


def _resentment(draw: Random, mail: Mail, arrived: float, who: str) -> Iterator[Happening]:
    time = arrived + draw.random() * mail.haste
    if draw.random() < UNSUBSCRIBED * mail.trouble:
        yield Happening(time, "mail", "unsubscribed", f'{who},"place":"newsletter"')
    if draw.random() < SPAM * mail.trouble:
        yield Happening(time, "mail", "spam_reported", who)
    if draw.random() < LEFT_SITE:
        yield Happening(time, "mail", "unsubscribed", f',"recipient":"{mail.recipient}","place":"site"')
    if draw.random() < JOINED:
        yield Happening(time, "mail", "account_opened", f',"recipient":"{mail.recipient}"')
