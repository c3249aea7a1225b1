"""The events of the sales family (raw topic `sales`). Opportunities follow Salesforce's model, orders Shopify's.

Amounts are without tax, in minor units of `currency` (see `schemas.money`). Of an opportunity, an order or a lead, what
is told later replaces what was told before, and what is not told stays as it was.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.currencies import Currency
from schemas.events.base import Event, Key
from schemas.money import Money, SignedMoney

Customer = Annotated[str, Field(min_length=1, max_length=254)]
"""Who buys: an address, a number, a company's name. It leaves ingest only as a keyed hash of its lower-case form."""

Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""Units of goods."""

Percent = Annotated[int, Field(ge=0, le=100)]

Days = Annotated[int, Field(ge=0, le=100_000)]


class SalesEvent(Event):
    """Where a sale belongs: who sells (`owner`, of a `team`), to whom (`segment`), where, and what brought it.

    `owner` is a name or number of a seller and is published as it is; `source` is the website, a shop, a fair, say.
    """

    customer: Customer | None = None
    owner: Key | None = None
    team: Key | None = None
    region: Key | None = None
    country: Key | None = None
    segment: Key | None = None
    source: Key | None = None


# ---- Prospecting -------------------------------------------------------------------------------------------


class AboutLead(SalesEvent):
    """Something that happened to one lead. `campaign` is what it answered to."""

    lead: Key
    campaign: Key | None = None


class LeadCreated(AboutLead):
    """Somebody became known as a possible customer."""

    type: Literal["lead_created"]


class LeadConverted(AboutLead):
    """The lead became an opportunity or a customer."""

    type: Literal["lead_converted"]


class ActivityLogged(SalesEvent):
    """A seller called, met or wrote to somebody."""

    type: Literal["activity_logged"]
    owner: Key
    activity: Literal["call", "meeting", "mail", "other"]


# ---- Opportunities -----------------------------------------------------------------------------------------


class AboutOpportunity(SalesEvent):
    """Something that happened to one opportunity.

    `amount` is what it is expected to bring, and what it brought once won; `list_amount` is the same by the price list.
    Whoever changes the currency tells both anew. `probability` is in percent.
    """

    opportunity: Key
    product: Key | None = None
    stage: Key | None = None
    amount: Money | None = None
    list_amount: Money | None = None
    probability: Percent | None = None
    currency: Currency | None = None


class OpportunityOpened(AboutOpportunity):
    """A possible sale is being worked on."""

    type: Literal["opportunity_opened"]
    currency: Currency


class OpportunityChanged(AboutOpportunity):
    """Its stage, amount, probability, owner or something else is another now."""

    type: Literal["opportunity_changed"]


class OpportunityWon(AboutOpportunity):
    """It became a sale. `days_open` is how long it took, in whole days, where the source says so."""

    type: Literal["opportunity_won"]
    days_open: Days | None = None


class OpportunityLost(AboutOpportunity):
    """It will not become a sale. `days_open` is how long it took, in whole days, where the source says so."""

    type: Literal["opportunity_lost"]
    reason: Key | None = None
    days_open: Days | None = None


class OpportunityReopened(AboutOpportunity):
    """It was closed, and is worked on again: it is neither won nor lost."""

    type: Literal["opportunity_reopened"]


# ---- Orders ------------------------------------------------------------------------------------------------


class AboutOrder(SalesEvent):
    """Something that happened to one order. A source tells what it comes to whole, or by its lines: not both."""

    order: Key


class OrderPlaced(AboutOrder):
    """A customer ordered. `amount` is what it comes to after `discount`, without `tax`."""

    type: Literal["order_placed"]
    amount: Money
    discount: Money | None = None
    tax: Money | None = None
    currency: Currency
    quantity: Quantity | None = None


class OrderUpdated(AboutOrder):
    """The order comes to something else now. Its currency stays."""

    type: Literal["order_updated"]
    amount: Money | None = None
    discount: Money | None = None
    tax: Money | None = None
    quantity: Quantity | None = None


class OrderCancelled(AboutOrder):
    """The order is void as a whole: it is no sale, and what is paid back for it is no return."""

    type: Literal["order_cancelled"]
    reason: Key | None = None


class OrderUncancelled(AboutOrder):
    """The order holds again."""

    type: Literal["order_uncancelled"]


class OrderRefunded(AboutOrder):
    """Money was paid back for goods of the order: `refund`, in its currency, for so many units `returned`."""

    # Not `amount` and `quantity`: those of an order are replaced by what is told later, and these are added up.
    type: Literal["order_refunded"]
    refund: Money
    returned: Quantity | None = None
    reason: Key | None = None


class OrderLineAdded(AboutOrder):
    """One line of an order, from a source that has lines only: what its lines tell adds up."""

    type: Literal["order_line_added"]
    product: Key | None = None
    line_amount: Money
    line_quantity: Quantity | None = None
    currency: Currency


# ---- Payments ----------------------------------------------------------------------------------------------


class PaymentReceived(SalesEvent):
    """A customer paid: one payment of however many an order takes. What is paid back is told by the order."""

    type: Literal["payment_received"]
    payment: Key
    order: Key | None = None
    amount: Money
    currency: Currency


# ---- What names no order -----------------------------------------------------------------------------------


class ReturnBooked(SalesEvent):
    """A line of a return or credit note that names no order: it counts at its own time, and nothing caps it."""

    type: Literal["return_booked"]
    document: Key
    product: Key | None = None
    amount: Money
    currency: Currency
    quantity: Quantity | None = None
    reason: Key | None = None


class AdjustmentBooked(SalesEvent):
    """Revenue put right outside orders and returns, such as a bad debt (below 0)."""

    type: Literal["adjustment_booked"]
    document: Key
    amount: SignedMoney
    currency: Currency
    reason: Key | None = None


AnySalesEvent = Annotated[
    LeadCreated
    | LeadConverted
    | ActivityLogged
    | OpportunityOpened
    | OpportunityChanged
    | OpportunityWon
    | OpportunityLost
    | OpportunityReopened
    | OrderPlaced
    | OrderUpdated
    | OrderCancelled
    | OrderUncancelled
    | OrderRefunded
    | OrderLineAdded
    | PaymentReceived
    | ReturnBooked
    | AdjustmentBooked,
    Field(discriminator="type"),
]
