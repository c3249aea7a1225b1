"""Known sites: the files of `schemas/catalog/sites/`, one for each category."""

from typing import Annotated

from pydantic import Field

from schemas.definitions import Name, Strict

Tag = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9 _+&-]*\z")]

Known = Annotated[
    str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9-]+)+\z|^[a-z0-9-]+(\.[a-z0-9-]+)*\.\*\z|^[a-z0-9][a-z0-9 _+&-]*\z")
]
"""By what a site is known, in small letters.

A host (`facebook.com`, and all hosts under it), a host under any country or general ending (`google.*`: `google.fr`,
`google.co.uk`, `google.com.br`), or a tag as people write into `utm_source` (`adwords`).
"""


class Sites(Strict):
    """The sites of one category, by name; a name is a tag too. The longest host that fits a text decides."""

    version: str = Field(min_length=1)
    source: str = Field(min_length=1)
    category: Name
    sites: Annotated[dict[Tag, Annotated[tuple[Known, ...], Field(strict=False)]], Field(min_length=1)]
