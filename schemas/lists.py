"""Reference lists of qualitative characteristics, such as causes of loss: the files of `schemas/catalog/lists/`."""

from typing import Annotated

from pydantic import Field

from schemas.definitions import Name, Strict, Wording

UNKNOWN = "unknown"
"""The code of what is not stated, or stated as not known. Every list has it."""

OTHER = "other"
"""The code of what is stated to be none of the list. Every list has it, apart from `unknown`."""

UNLISTED = "unlisted"
"""What stands for a statement that the list does not know yet. No list has it: it is where such ones are parked."""

Spelling = Annotated[str, Field(min_length=1, max_length=2048)]


class Code(Strict):
    """One characteristic: what people read, which spellings mean it, and where it comes from.

    Its own name is a spelling of it (`not_received`, `not received`, `NOT RECEIVED`).
    """

    title: Wording
    spellings: Annotated[tuple[Spelling, ...], Field(strict=False)] = ()
    source: str = Field(min_length=1)


class ReferenceList(Strict):
    """A versioned list of codes; a new spelling takes effect for history by a replay into a new generation."""

    version: str = Field(min_length=1)
    title: Wording
    code: Annotated[dict[Name, Code], Field(min_length=1)]
