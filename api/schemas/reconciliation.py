"""The shapes of the Reconciliation Service API 0.2."""

from __future__ import annotations

from typing import Any

from pydantic import Field, RootModel

from api.schemas.base import Shape


class Kind(Shape):
    """A type."""

    id: str = Field(examples=["School"])
    name: str
    description: str | None = None


class Service(Shape):
    """Where a part of the service is."""

    service_url: str
    service_path: str
    flyout_service_url: str | None = None
    flyout_service_path: str | None = None


class Suggest(Shape):
    """Where completions come from."""

    entity: Service
    type: Service
    property: Service


class Template(Shape):
    """An address with a place for an id."""

    url: str


class PreviewTemplate(Template):
    """Where a preview is, and how large it is in pixels."""

    width: int
    height: int


class Option(Shape):
    """A setting of a column that is fetched."""

    name: str
    label: str
    type: str
    default: int
    help_text: str


class Extending(Shape):
    """How columns are fetched."""

    propose_properties: Service
    property_settings: list[Option]


class Manifest(Shape):
    """What the service is and can."""

    versions: list[str]
    name: str
    identifierSpace: str
    schemaSpace: str
    documentation: str
    serviceVersion: str
    defaultTypes: list[Kind]
    view: Template
    preview: PreviewTemplate
    suggest: Suggest
    extend: Extending


class Feature(Shape):
    """A reason for a score."""

    id: str = Field(description="A code of docs/matching.md.")
    value: bool


class Candidates(Shape):
    """What may be meant by one query, best first."""

    class One(Shape):
        """A candidate."""

        id: str
        name: str
        description: str
        score: float = Field(ge=0, le=100)
        match: bool = Field(description="Whether nobody needs to look; at most one candidate has it.")
        features: list[Feature]
        type: list[Kind]

    result: list[One]


class Batch(RootModel[dict[str, Candidates]]):
    """Candidates by the keys of the queries."""


class Column(Shape):
    """A column that was fetched."""

    id: str
    name: str
    type: Kind | None = None


class Extended(Shape):
    """Columns, and for each thing and each of them its values."""

    meta: list[Column]
    rows: dict[str, dict[str, list[dict[str, Any]]]]


class ReconciliationProperty(Shape):
    """A property."""

    id: str
    name: str
    description: str


class Proposed(Shape):
    """Properties that a type has."""

    type: str
    limit: int
    properties: list[ReconciliationProperty]


class Suggested(Shape):
    """A thing that completes what was typed."""

    id: str
    name: str
    description: str
    notable: list[Kind]


class Entities(Shape):
    """Things."""

    result: list[Suggested]


class Kinds(Shape):
    """Types."""

    result: list[Kind]


class Properties(Shape):
    """Properties."""

    result: list[ReconciliationProperty]


class Flyout(Shape):
    """A thing in a few words of HTML."""

    id: str
    html: str
