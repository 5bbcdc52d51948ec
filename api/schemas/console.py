"""Response models of the query console."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Shape


class CypherMeta(Shape):
    """About the answer itself."""

    count: int = Field(ge=0, description="Rows in this answer.")
    data_version: str = Field(description="Hash of the data that was answered from.")
    ms: float = Field(ge=0, description="Milliseconds that it took, waiting included.")


class CypherAnswer(Shape):
    """The rows of a query. Values that JSON does not hold are objects with `$type`; docs/console.md lists their forms."""

    meta: CypherMeta
    columns: list[str] = Field(description="Names of the columns, in the order of RETURN.")
    rows: list[list[Any]] = Field(description="A list of values for each row, in the order of the columns.")
    truncated: bool = Field(description="Whether there are more rows than this answer holds.")
    truncated_by: str | None = Field(default=None, description="What cut it: `rows` or `bytes`.")
    plan: dict[str, Any] | None = Field(default=None, description="After EXPLAIN or PROFILE: operator, details, rows, children.")


class ConsoleLimits(Shape):
    """What one query may be and cost; docs/console.md has all of them."""

    seconds: float = Field(description="Time, planning included.")
    rows: int = Field(description="Rows of an answer at most.")
    answer_bytes: int = Field(description="Bytes of an answer at most.")
    query_bytes: int = Field(description="Bytes of a query at most.")
    memory: str = Field(description="Memory of a query, as Neo4j writes it.")


class ConsoleItem(Shape):
    """Whether the console is there for who asks this."""

    allowed: bool
    detail: str | None = Field(description="Why not.")
    scope: str | None = Field(
        description="Scope of a key that would open it to who asks this; null where it is open, and where no key would."
    )
    limits: ConsoleLimits


class ConsoleMeta(Shape):
    """About the answer itself; it says nothing of the data, and cannot be cited."""

    count: int


class ConsoleAnswer(Shape):
    """Whether queries are taken, and within which limits."""

    meta: ConsoleMeta
    results: list[ConsoleItem]


class PropertyItem(Shape):
    """A property."""

    name: str
    type: str = Field(description="Type in Cypher.")
    used: int = Field(ge=0, description="How many nodes or relationships have it.")
    indexed: bool
    about: str
    about_zh: str
    choices: list[str] = Field(description="The only values it has, when they are few.")


class LabelItem(Shape):
    """A label; every node has the label `Thing` besides."""

    label: str
    title: str
    title_zh: str
    count: int = Field(ge=0)
    properties: list[PropertyItem]
    examples: list[str] = Field(description="Queries that run.")


class PatternItem(Shape):
    """Relationships of a type from one label to another."""

    start: str
    end: str
    count: int = Field(ge=0)
    examples: list[str] = Field(description="Queries that run.")


class TypeItem(Shape):
    """A type of relationships."""

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
    """What there is."""

    labels: list[LabelItem]
    relationships: list[TypeItem]
    search: SearchItem


class SchemaMeta(Shape):
    """About the answer itself."""

    count: int
    data_version: str
    cite: str | None = Field(default=None, description="Address of the citation of this answer.")


class SchemaAnswer(Shape):
    """The schema, as declared and as it is in use."""

    meta: SchemaMeta
    results: list[SchemaItem]
