"""Models of the Reconciliation Service API 0.2."""

from __future__ import annotations

from typing import Any

from pydantic import Field, RootModel

from api.schemas.base import Shape


class Kind(Shape):
    """An entity type."""

    id: str = Field(examples=["School"])
    name: str
    description: str | None = None


class Service(Shape):
    """URL of a part of the service."""

    service_url: str
    service_path: str
    flyout_service_url: str | None = None
    flyout_service_path: str | None = None


class Suggest(Shape):
    """Services for completions."""

    entity: Service
    type: Service
    property: Service


class Template(Shape):
    """A URL template with a placeholder for an id."""

    url: str


class PreviewTemplate(Template):
    """URL template and size of a preview in pixels."""

    width: int
    height: int


class Option(Shape):
    """A setting of a fetched column."""

    name: str
    label: str
    type: str
    default: int
    help_text: str


class Extending(Shape):
    """Data extension: services and settings for fetched columns."""

    propose_properties: Service
    property_settings: list[Option]


class Manifest(Shape):
    """Service manifest."""

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
    """A feature behind a score."""

    id: str = Field(description="Code of the feature; see docs/matching.md.")
    value: bool


class Candidates(Shape):
    """Candidates for one query, best first."""

    class One(Shape):
        """A candidate."""

        id: str
        name: str
        description: str
        score: float = Field(ge=0, le=100)
        match: bool = Field(description="Whether the match needs no review; true for at most one candidate.")
        features: list[Feature]
        type: list[Kind]

    result: list[One]


class Batch(RootModel[dict[str, Candidates]]):
    """Candidates by query key."""


class Column(Shape):
    """A fetched column."""

    id: str
    name: str
    type: Kind | None = None


class Extended(Shape):
    """Fetched columns, and their values for each entity."""

    meta: list[Column]
    rows: dict[str, dict[str, list[dict[str, Any]]]]


class ReconciliationProperty(Shape):
    """A property of a type."""

    id: str
    name: str
    description: str


class Proposed(Shape):
    """Properties of a type."""

    type: str
    limit: int
    properties: list[ReconciliationProperty]


class Suggested(Shape):
    """An entity that completes the typed text."""

    id: str
    name: str
    description: str
    notable: list[Kind]


class Entities(Shape):
    """Suggested entities."""

    result: list[Suggested]


class Kinds(Shape):
    """Suggested types."""

    result: list[Kind]


class Properties(Shape):
    """Suggested properties."""

    result: list[ReconciliationProperty]


class Flyout(Shape):
    """A short HTML description of an entity."""

    id: str
    html: str
