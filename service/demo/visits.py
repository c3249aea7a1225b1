"""Visits to the site: by people from searches, networks, mails, other sites or by themselves; and by machines."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from service.demo.audience import address
from service.demo.happening import Happening, Moment, told
from service.demo.leads import lead
from service.demo.orders import order

SITE = "shop.example.com"
_SHOP = f"https://{SITE}"
_VISITORS = 20_000
_MOST, _FURTHER = 12, 2.2
"""Views of the longest visit, and mean of those after the first."""
_PAUSE = 60.0
"""Seconds: nobody reads a page for longer on the mean, however slow lives are; 30 minutes would end the visit."""
MACHINES, ORDERED, SIGNED_UP, WROTE = 0.08, 0.03, 0.02, 0.015
_SPIDERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "python-requests/2.32.3",
)
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
)


class Origin(NamedTuple):
    """What leads to the site: the page before, and the tags that the first page's address has."""

    referrer: str | None = None
    tags: str = ""


_ORIGINS = {
    Origin("https://www.google.com/"): 34,
    Origin("https://www.bing.com/"): 5,
    Origin("https://duckduckgo.com/"): 4,
    Origin("https://www.facebook.com/"): 7,
    Origin("https://www.instagram.com/"): 5,
    Origin("https://l.facebook.com/", "?utm_source=facebook&utm_medium=paid_social&utm_campaign=autumn"): 4,
    Origin("https://blog.example.org/ten-shops"): 6,
    Origin("https://compare.example.net/shoes"): 5,
    Origin(None, "?gclid=Cj0demo"): 4,
    Origin(): 26,
}
_WEIGHTS = list(_ORIGINS.values())


def from_mail(campaign: str) -> Origin:
    """A link in a campaign's mail.

    >>> from_mail("spring-1").tags
    '?utm_source=newsletter&utm_medium=email&utm_campaign=spring-1'
    """
    return Origin(None, f"?utm_source=newsletter&utm_medium=email&utm_campaign={campaign}")


def visit(draw: Random, moment: Moment) -> Iterator[Happening]:
    """A visit by somebody, or by a machine."""
    if draw.random() < MACHINES:
        return _views(draw, moment, f"m-{draw.randrange(40)}", Origin(), draw.choice(_SPIDERS))
    return browse(draw, moment, draw.choices(list(_ORIGINS), _WEIGHTS)[0])


def browse(draw: Random, moment: Moment, origin: Origin) -> Iterator[Happening]:
    """A visit by a person from there, and what it leads to."""
    person, agent = draw.randrange(_VISITORS), draw.choice(_BROWSERS)
    end = moment
    for view in _views(draw, moment, f"v-{person}", origin, agent):
        end = moment.after(view.time - moment.time)
        yield view
    goal, what = _outcome(draw.random())
    if goal is None:
        return
    fields = _who(f"v-{person}", agent) + told(goal=goal, url=f"{_SHOP}/{goal}")
    yield Happening(end.time, "web", "goal_reached", fields)
    if what == "order":
        yield from order(draw, end, address(person), "website")
    elif what == "lead":
        yield from lead(draw, end, "website")


def _outcome(share: float) -> tuple[str | None, str | None]:
    """The goal that is reached, and the story that begins with it."""
    for goal, story, part in (("order", "order", ORDERED), ("contact", "lead", WROTE), ("sign-up", None, SIGNED_UP)):
        if share < part:
            return goal, story
        share -= part
    return None, None


def _views(draw: Random, moment: Moment, visitor: str, origin: Origin, agent: str) -> Iterator[Happening]:
    who, time, before = _who(visitor, agent), moment.time, origin.referrer
    for number in range(min(_MOST, 1 + int(draw.expovariate(1 / _FURTHER)))):
        url = f"{_SHOP}/p/{draw.randrange(500)}" + (origin.tags if number == 0 else "")
        yield Happening(time, "web", "page_viewed", who + told(url=url, referrer=before))
        time += draw.expovariate(1 / min(moment.haste, _PAUSE))
        before = url


def _who(visitor: str, agent: str) -> str:
    return told(visitor=visitor, site=SITE, user_agent=agent)
