"""Response models of the query console."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Shape


class CypherMeta(Shape):
    """Metadata of the response."""

    count: int = Field(ge=0, description="Number of rows in this response.")
    data_version: str = Field(description="Data version: hash of the data behind this response.")
    ms: float = Field(ge=0, description="Duration in milliseconds, including waiting time.")


class CypherAnswer(Shape):
    """The rows of a query. Values without a JSON type are objects with `$type`; see docs/console.md for their forms."""

    meta: CypherMeta
    columns: list[str] = Field(description="Column names, in the order of RETURN.")
    rows: list[list[Any]] = Field(description="One list of values per row, in the order of the columns.")
    truncated: bool = Field(description="Whether more rows exist than this response contains.")
    truncated_by: str | None = Field(default=None, description="The limit that was reached: `rows` or `bytes`.")
    plan: dict[str, Any] | None = Field(default=None, description="Query plan after EXPLAIN or PROFILE: operator, details, rows, children.")


class ConsoleLimits(Shape):
    """Limits of one query; docs/console.md has all of them."""

    seconds: float = Field(description="Time limit in seconds, including planning.")
    rows: int = Field(description="Maximum number of rows.")
    answer_bytes: int = Field(description="Maximum size of a response in bytes.")
    query_bytes: int = Field(description="Maximum size of a query in bytes.")
    memory: str = Field(description="Memory limit of a query, in Neo4j notation.")


class ConsoleItem(Shape):
    """Whether this client may use the console."""

    allowed: bool
    detail: str | None = Field(description="Reason why the console is not available.")
    scope: str | None = Field(
        description="Scope that a key needs to use the console; null if the console is open, or if no key would help."
    )
    limits: ConsoleLimits


class ConsoleMeta(Shape):
    """Metadata of the response, which contains no data and cannot be cited."""

    count: int


class ConsoleAnswer(Shape):
    """Whether the console is available, and its limits."""

    meta: ConsoleMeta
    results: list[ConsoleItem]


class PropertyItem(Shape):
    """A property of a label or relationship type."""

    name: str
    type: str = Field(description="Cypher type.")
    used: int = Field(ge=0, description="Number of nodes or relationships with this property.")
    indexed: bool
    about: str
    about_zh: str
    choices: list[str] = Field(description="All values of the property, if there are few.")


class LabelItem(Shape):
    """A label. Every node also has the label `Thing`."""

    label: str
    title: str
    title_zh: str
    count: int = Field(ge=0)
    properties: list[PropertyItem]
    examples: list[str] = Field(description="Working example queries.")


class PatternItem(Shape):
    """Relationships of one type from one label to another."""

    start: str
    end: str
    count: int = Field(ge=0)
    examples: list[str] = Field(description="Working example queries.")


class TypeItem(Shape):
    """A relationship type."""

    type: str
    title: str
    title_zh: str
    count: int = Field(ge=0)
    properties: list[PropertyItem]
    patterns: list[PatternItem]


class SearchItem(Shape):
    """The full-text index over all names."""

    index: str
    label: str
    examples: list[str]


class SchemaItem(Shape):
    """Labels, relationship types and the search index."""

    labels: list[LabelItem]
    relationships: list[TypeItem]
    search: SearchItem


class SchemaMeta(Shape):
    """Metadata of the response."""

    count: int
    data_version: str
    cite: str | None = Field(default=None, description="URL of the citation of this response.")


class SchemaAnswer(Shape):
    """The schema, as declared and as used in the data."""

    meta: SchemaMeta
    results: list[SchemaItem]
