"""The events of the website family (raw topic `web`). Words follow Plausible's (page views, goals, visitors), and
HTTP's for what a server tells."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.events.base import Event, Key, Text

Visitor = Annotated[str, Field(min_length=1, max_length=2560)]
"""Who visits, as well as the site can tell: a cookie's id, or address and user agent. It leaves ingest only as a keyed
hash of its lower-case form."""

Address = Annotated[str, Field(min_length=1, max_length=254)]
"""Where a request came from on the network. It too leaves ingest as a keyed hash only."""


class WebEvent(Event):
    """Something that a visitor did on a site.

    `referrer` is the page that led here, another one of the site or one elsewhere; absent where the browser tells none.
    The tags of a campaign (`utm_source` and so on) stand in the query of `url`.
    """

    visitor: Visitor
    site: Key
    address: Address | None = None
    referrer: Text | None = None
    user_agent: Text | None = None


class PageViewed(WebEvent):
    """A page was loaded, or shown by a site that loads none; repeats count."""

    type: Literal["page_viewed"]
    url: Text


class GoalReached(WebEvent):
    """The visitor did what the site is there for (a key event): signed up, asked for an offer, ordered."""

    type: Literal["goal_reached"]
    goal: Key
    url: Text | None = None


class RequestServed(WebEvent):
    """The server answered a request, for a page, a picture or anything else: what an access log tells by the line.

    `http_status` is HTTP's, `bytes` the size of the answer where it is told.
    """

    type: Literal["request_served"]
    method: Key
    http_status: Annotated[str, Field(pattern=r"^[1-5][0-9][0-9]\z")]
    url: Text
    bytes: Annotated[int, Field(ge=0, le=1 << 53)] | None = None


AnyWebEvent = Annotated[PageViewed | GoalReached | RequestServed, Field(discriminator="type")]
