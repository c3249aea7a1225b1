"""What is said of a value that is not accepted, where pydantic's own words would be long or beside the point."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Clearly:
    """In `Annotated[…]`: one error of this name and message for all of the type's own. It accepts the same."""

    name: str
    message: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As pydantic asks for it."""
        return core_schema.custom_error_schema(handler(source), self.name, custom_error_message=self.message)
