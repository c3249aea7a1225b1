"""The events of the mailing family (raw topic `mail`). Words follow django-anymail's tracking vocabulary."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.events.base import Event, Key, Reason, Text

Address = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\z")]
"""A recipient's address. It leaves ingest only as a keyed hash of its lower-case form."""


class MailEvent(Event):
    """Something that happened to one recipient of one campaign."""

    campaign: Key
    recipient: Address
    message: Key | None = None


class MailSent(MailEvent):
    """The mail was handed to the sending provider."""

    type: Literal["mail_sent"]


class MailDelivered(MailEvent):
    """The receiving server accepted the mail."""

    type: Literal["mail_delivered"]


class MailBounced(MailEvent):
    """The receiving server refused the mail: for good (`hard`) or for now (`soft`).

    `reason` is stated in the provider's own words; the reference list `undelivered` folds it.
    """

    type: Literal["mail_bounced"]
    bounce: Literal["hard", "soft"]
    reason: Reason | None = None


class MailOpened(MailEvent):
    """The mail's images were loaded, by a person or by a machine.

    `machine` is the provider's own verdict where it gives one (SendGrid's `sg_machine_open`, say).
    """

    type: Literal["mail_opened"]
    user_agent: Text = ""
    machine: bool | None = None


class MailClicked(MailEvent):
    """A link of the mail was followed, by a person or by a link scanner (`machine`, where the provider says)."""

    type: Literal["mail_clicked"]
    url: Text
    user_agent: Text = ""
    machine: bool | None = None


class SpamReported(MailEvent):
    """The recipient told the mailbox provider that the mail is spam.

    `reason` is the kind of report in the provider's own words; the reference list `spam` folds it.
    """

    type: Literal["spam_reported"]
    reason: Reason | None = None


class NotSpamReported(MailEvent):
    """The recipient told the mailbox provider that the mail is no spam: it takes a report back."""

    type: Literal["not_spam_reported"]


class Unsubscribed(Event):
    """A recipient left the newsletter, or closed the account on the site (`place` says which).

    `campaign` is the mail that led there, where one did.
    """

    type: Literal["unsubscribed"]
    recipient: Address
    place: Literal["newsletter", "site"]
    campaign: Key | None = None


class Subscribed(Event):
    """A recipient subscribed to the newsletter. `campaign` is the one that led there, where one did."""

    type: Literal["subscribed"]
    recipient: Address
    campaign: Key | None = None


class AccountOpened(Event):
    """An account was opened on the site: the base of the unsubscribe rate from the site."""

    type: Literal["account_opened"]
    recipient: Address


AnyMailEvent = Annotated[
    MailSent
    | MailDelivered
    | MailBounced
    | MailOpened
    | MailClicked
    | SpamReported
    | NotSpamReported
    | Subscribed
    | Unsubscribed
    | AccountOpened,
    Field(discriminator="type"),
]
