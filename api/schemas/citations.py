"""Response models of citations and source usage."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Meta, Shape
from seed.model import Origin

CSL = "application/vnd.citationstyles.csl+json"


class SourceItem(Shape):
    """A source of rows in the response."""

    id: str
    name: str
    name_zh: str | None = None
    kind: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    origin: Origin
    href: str


class CitationItem(Shape):
    """The citation of one response."""

    key: str = Field(description="Citation key, unique for the query and the data version.")
    query: str = Field(description="Path and query of the cited response.")
    title: str
    title_zh: str
    data_version: str
    loaded_at: str | None = Field(description="Time when this data was loaded.")
    count: int = Field(description="Number of rows in all parts of the cited response.")
    truncated: bool = Field(description="Whether more rows exist than the cited response contains.")
    origins: dict[Origin, int] = Field(description="Rows of the cited response by origin.")
    text: str
    text_zh: str
    csl: list[dict[str, Any]] = Field(description="CSL-JSON: the response as a dataset, then its sources.")
    bibtex: str
    sources: list[SourceItem]


class CitationAnswer(Shape):
    """Response with the citation of one response."""

    meta: Meta
    results: list[CitationItem]


class RestingCount(Shape):
    """Number of rows of a type that cite the source."""

    what: Literal["thing", "relationship"]
    type: str = Field(description="Type of the entities or relationships.", examples=["School"])
    count: int = Field(ge=1)
    undated: int = Field(ge=0, description="Number of these relationships that can have a date but have none.")
    origins: dict[Origin, int] = Field(description="Rows by origin.")
    href: str = Field(description="URL of the list of these rows.", examples=["/v1/schools?filter=sources:source:deep-news"])
