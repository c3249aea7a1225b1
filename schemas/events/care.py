"""The events of the care family (raw topic `care`): customers gained and lost, complaints, service requests, disputes,
surveys. Complaints and requests follow Zendesk's model, disputes that of Shopify and Braintree.

A `reason` is stated in the source's own words; reference lists fold it (`schemas/catalog/lists/`). Of a complaint, a
request or a dispute, what is told later replaces what was told before, and what is not told stays as it was.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.currencies import Currency
from schemas.events.base import Event, Key, Reason
from schemas.money import Money

Customer = Annotated[str, Field(min_length=1, max_length=254)]
"""An address, a number, a name. It leaves ingest only as a keyed hash of its lower-case form."""

Months = Annotated[int, Field(ge=0, le=1_200)]


# ---- Customers ---------------------------------------------------------------------------------------------


class AboutCustomer(Event):
    """Somebody becomes a customer, or stops being one.

    `contract`, `service` and `payment` are the kind of contract, of service and of payment. `tenure` is how many whole
    months somebody has been a customer. `monthly` is what they pay a month and `billed` what they were billed so far,
    both in `currency`.
    """

    customer: Customer
    segment: Key | None = None
    contract: Key | None = None
    service: Key | None = None
    payment: Key | None = None
    country: Key | None = None
    city: Key | None = None
    tenure: Months | None = None
    monthly: Money | None = None
    billed: Money | None = None
    currency: Currency | None = None


class CustomerGained(AboutCustomer):
    """Somebody became a customer; or was one already where the data begins, with `tenure` and `billed` until then."""

    type: Literal["customer_gained"]


class CustomerLost(AboutCustomer):
    """A customer left."""

    type: Literal["customer_lost"]
    reason: Reason | None = None


# ---- Complaints --------------------------------------------------------------------------------------------


class CareEvent(Event):
    """Who, about what, by which channel (mail, phone, shop, say), and which team looks after it."""

    customer: Customer | None = None
    order: Key | None = None
    product: Key | None = None
    channel: Key | None = None
    team: Key | None = None
    country: Key | None = None


class AboutComplaint(CareEvent):
    """Something that happened to one complaint."""

    complaint: Key


class ComplaintOpened(AboutComplaint):
    """A customer complained."""

    type: Literal["complaint_opened"]
    reason: Reason | None = None


class ComplaintReasonChanged(AboutComplaint):
    """The reason turned out to be another."""

    type: Literal["complaint_reason_changed"]
    reason: Reason


class ComplaintResolved(AboutComplaint):
    """It was put right, or answered."""

    type: Literal["complaint_resolved"]


class ComplaintReopened(AboutComplaint):
    """It was resolved, and is open again."""

    type: Literal["complaint_reopened"]


# ---- Service requests --------------------------------------------------------------------------------------


class AboutRequest(CareEvent):
    """Something that happened to one request to the after-sales service."""

    request: Key


class ServiceRequestOpened(AboutRequest):
    """A customer asked for something."""

    type: Literal["service_request_opened"]
    reason: Reason | None = None


class ServiceRequestReasonChanged(AboutRequest):
    """The reason turned out to be another."""

    type: Literal["service_request_reason_changed"]
    reason: Reason


class ServiceRequestResolved(AboutRequest):
    """It was solved, or answered."""

    type: Literal["service_request_resolved"]


class ServiceRequestReopened(AboutRequest):
    """It was resolved, and is open again."""

    type: Literal["service_request_reopened"]


# ---- Disputes ----------------------------------------------------------------------------------------------


class AboutDispute(CareEvent):
    """Something that happened to one dispute over a payment."""

    dispute: Key


class DisputeOpened(AboutDispute):
    """A customer's bank claims a payment back: `amount`, in `currency`."""

    type: Literal["dispute_opened"]
    reason: Reason | None = None
    amount: Money | None = None
    currency: Currency | None = None


class DisputeWon(AboutDispute):
    """The payment stays with us."""

    type: Literal["dispute_won"]


class DisputeLost(AboutDispute):
    """The payment goes back."""

    type: Literal["dispute_lost"]


# ---- Surveys -----------------------------------------------------------------------------------------------


class SurveyEvent(CareEvent):
    """An answer about a ticket: a complaint, a request, an order or a visit. Who answers again replaces the answer."""

    ticket: Key


class SatisfactionAnswered(SurveyEvent):
    """How satisfied (CSAT): `rating` as Zendesk asks, or `stars` from 1 to 5, of which 4 and 5 are good, 1 and 2 bad.

    An answer with neither is no rating.
    """

    type: Literal["satisfaction_answered"]
    rating: Literal["good", "bad"] | None = None
    stars: Annotated[int, Field(ge=1, le=5)] | None = None


class RecommendationAnswered(SurveyEvent):
    """How likely to recommend us (NPS), from 0 to 10."""

    type: Literal["recommendation_answered"]
    score: Annotated[int, Field(ge=0, le=10)]


AnyCareEvent = Annotated[
    CustomerGained
    | CustomerLost
    | ComplaintOpened
    | ComplaintReasonChanged
    | ComplaintResolved
    | ComplaintReopened
    | ServiceRequestOpened
    | ServiceRequestReasonChanged
    | ServiceRequestResolved
    | ServiceRequestReopened
    | DisputeOpened
    | DisputeWon
    | DisputeLost
    | SatisfactionAnswered
    | RecommendationAnswered,
    Field(discriminator="type"),
]
