"""Response models of citations and source usage."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from api.schemas.base import Meta, Shape
from seed.model import Origin

CSL = "application/vnd.citationstyles.csl+json"


class CslItem(Shape):
    """An item of CSL-JSON, with further members of that format."""

    model_config = ConfigDict(extra="allow")

    id: str
    type: str
    title: str | None = None


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


class StatementItem(Shape):
    """What a single cited row states."""

    text: str
    text_zh: str
    figure: str | None = Field(description="The figure of a claim, with unit and qualifier.", examples=["at least 500 people"])
    figure_zh: str | None
    quotes: list[str] = Field(description="Verbatim quotes from the sources.")
    locator: str | None = Field(description="Place in the source, if there is no quote.")


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
    total: int | None = Field(description="Number of all rows, if the cited response has only some of them and their number is known.")
    origins: dict[Origin, int] = Field(description="Rows of the cited response by origin.")
    conditions: dict[str, str] = Field(description="Parameters of the cited request that select its rows.")
    as_of: str | None = Field(description="Day of the data, if the cited request has a date.")
    undated: int | None = Field(description="With a date: number of rows without a date, which are included.")
    accessed: str | None = Field(description="Date of access, as given in the request.")
    statement: StatementItem | None = Field(description="What the row states, if the cited response is one entity or relationship.")
    text: str
    text_zh: str
    gbt7714: str = Field(description="References in the form of GB/T 7714: the response, then its sources.")
    apa: str = Field(description="References in APA style: the response, then its sources.")
    csl: list[CslItem] = Field(description="CSL-JSON: the response as a dataset, then its sources.")
    bibtex: str
    ris: str
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
