"""Response models of ``/v1/model``: the labels of everything that the model, the questions and the measures declare."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Shape
from graph.queries.labels import SECTIONS, Label, shared
from seed.columns import Column, columns, type_name
from seed.model import EDGES, MODEL_VERSION, NODES, PROVENANCE, Edge, Node, Row


class ModelLabel(Shape):
    """A name and its labels. In English the label of a value is the value itself."""

    name: str
    label: str
    label_zh: str


class ModelProperty(ModelLabel):
    """A property. Values without a label are shown as they are."""

    values: list[ModelLabel] = Field(description="Known values.")


class ModelType(ModelLabel):
    """An entity type."""

    path: str = Field(description="Segment of the type in paths.")
    prefix: str = Field(description="First part of its ids, before the colon.")
    label_many: str = Field(description="English plural.")
    properties: list[ModelProperty] = Field(description="Properties other than those of all types.")


class ModelRelationship(ModelLabel):
    """A relationship type. `label` is its label in a list of the start's relationships, `label_in` in a list of the end's."""

    label_in: str
    label_in_zh: str
    properties: list[ModelProperty] = Field(description="Properties other than those of all types.")


class ModelGroup(ModelLabel):
    """A group of questions and measures."""

    about: str
    about_zh: str


class ModelRows(Shape):
    """Labels of what questions and measures take and return."""

    columns: list[ModelLabel] = Field(description="Columns and parameters.")
    choices: list[ModelLabel] = Field(description="Choices of parameters.")
    values: list[ModelLabel] = Field(description="Values in rows.")
    keys: list[ModelLabel] = Field(description="Parts of the keys of figures.")
    units: list[ModelLabel] = Field(description="Units of measures.")
    reasons: list[ModelLabel] = Field(description="Reasons for and against a partner.")


class ModelItem(Shape):
    """The data model with the labels of its parts in English and Chinese."""

    types: list[ModelType]
    relationships: list[ModelRelationship]
    common: list[ModelProperty] = Field(description="Properties of all entities, and the provenance of all rows.")
    groups: list[ModelGroup] = Field(description="Groups of questions and measures, in page order.")
    rows: ModelRows


class ModelMeta(Shape):
    """Metadata of the response."""

    count: int
    model_version: str


class ModelAnswer(Shape):
    """The data model."""

    meta: ModelMeta
    results: list[ModelItem]


def model_answer() -> dict[str, Any]:
    """Return the body of the response."""
    everywhere = {*Node.model_fields, *Edge.model_fields, *PROVENANCE}
    row = {
        "types": [_type(cls, everywhere) for cls in sorted(NODES.values(), key=lambda cls: cls.position)],
        "relationships": [_relationship(cls, everywhere) for cls in EDGES.values()],
        "common": [_property(column) for column in _common()],
        "groups": [
            {**_label(name, group.label), "about": group.about.en, "about_zh": group.about.zh} for name, group in shared().groups.items()
        ],
        "rows": {section: [_label(name, label) for name, label in shared().sections[section].items()] for section in SECTIONS},
    }
    return {"meta": {"count": 1, "model_version": MODEL_VERSION}, "results": [row]}


def _common() -> list[Column]:
    node, edge = next(iter(NODES.values())), next(iter(EDGES.values()))
    found = {column.name: column for column in (*columns(node), *columns(edge))}
    return [column for name, column in found.items() if name in {*Node.model_fields, "start", "end"}]


def _type(cls: type[Node], everywhere: set[str]) -> dict[str, Any]:
    many = cls.path.replace("-", " ").capitalize()
    label = _label(type_name(cls), Label(cls.title, cls.title_zh))
    return {**label, "path": cls.path, "prefix": cls.prefix, "label_many": many, "properties": _properties(cls, everywhere)}


def _relationship(cls: type[Edge], everywhere: set[str]) -> dict[str, Any]:
    label = _label(type_name(cls), Label(cls.title, cls.title_zh))
    backward = {"label_in": cls.title_in or cls.title, "label_in_zh": cls.title_in_zh or cls.title_zh}
    return {**label, **backward, "properties": _properties(cls, everywhere)}


def _properties(cls: type[Row], everywhere: set[str]) -> list[dict[str, Any]]:
    return [_property(column) for column in columns(cls) if column.name not in everywhere]


def _property(column: Column) -> dict[str, Any]:
    values = [_label(value, Label(value, column.words.get(value, value))) for value in dict.fromkeys((*column.choices, *column.words))]
    return {**_label(column.name, Label(column.label, column.label_zh)), "values": values}


def _label(name: str, label: Label) -> dict[str, str]:
    return {"name": name, "label": label.en, "label_zh": label.zh}
