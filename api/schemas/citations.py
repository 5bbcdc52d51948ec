"""Response models of citations and source usage."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Meta, Shape
from seed.model import Origin

CSL = "application/vnd.citationstyles.csl+json"


class SourceItem(Shape):
    """A source that rows of the answer rest on."""

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
    """How one answer is cited."""

    key: str = Field(description="Differs for another query and for other data.")
    query: str = Field(description="Path and query of the answer.")
    title: str
    title_zh: str
    data_version: str
    loaded_at: str | None = Field(description="When this data was loaded.")
    count: int = Field(description="Rows of the answer, in all its blocks.")
    truncated: bool = Field(description="Whether there were more than the answer holds.")
    origins: dict[Origin, int] = Field(description="Rows of the answer by origin.")
    text: str
    text_zh: str
    csl: list[dict[str, Any]] = Field(description="CSL-JSON: the answer as a data set, then its sources.")
    bibtex: str
    sources: list[SourceItem]


class CitationAnswer(Shape):
    """The citation of one answer."""

    meta: Meta
    results: list[CitationItem]


class RestingCount(Shape):
    """How many rows of a type name the source."""

    what: Literal["thing", "relationship"]
    type: str = Field(description="Type of the things or of the relationships.", examples=["School"])
    count: int = Field(ge=1)
    undated: int = Field(ge=0, description="Relationships among them that could have a date and have none.")
    origins: dict[Origin, int] = Field(description="Rows by origin.")
    href: str = Field(description="Address of the list of these rows.", examples=["/v1/schools?filter=sources:source:deep-news"])
