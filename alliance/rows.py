"""Types of responses. Declare a class of your own for the rows of a list or a question; it needs only the fields that you use."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel


class Entity(BaseModel):
    """An entity in short form, as in the rows of questions; also the base of the rows of a list."""

    id: str
    type: str
    name: str
    name_zh: str | None = None
    origin: str
    href: str


class Meta(BaseModel):
    """What a response says about its rows."""

    count: int
    total: int | None = None
    next_cursor: str | None = None
    truncated: bool
    data_version: str | None
    origins: dict[str, int] = {}
    cite: str | None = None


Row = TypeVar("Row", bound=BaseModel)


class Answer(BaseModel, Generic[Row]):
    """Rows with their metadata."""

    meta: Meta
    results: list[Row]
