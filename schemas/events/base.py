"""What every raw event has, whatever its family."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Key = Annotated[str, Field(min_length=1, max_length=128)]
"""An identifier given from outside: a campaign, a message, an event id."""

Text = Annotated[str, Field(max_length=2048)]
"""Free text from outside, such as a user agent or a URL."""

Reason = Annotated[str, Field(max_length=256)]
"""Why, in the source's own words; an empty one is none. Reference lists fold it (`schemas/catalog/lists/`)."""


class Event(BaseModel):
    """A raw fact from outside.

    `id` is unique for the event, whoever sends it again; `time` is when it happened (RFC 3339, with an
    offset), never when it was sent. Fields that a model does not name are ignored, not refused, so that
    producers may add some. Types are strict: `"5"` is not 5.
    """

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    id: Key
    time: AwareDatetime
