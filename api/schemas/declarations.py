"""Models of the parameters and columns of a question or measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from api.parameters.declared import minimum
from api.schemas.base import Shape
from graph.queries.labels import Label, column_label
from graph.queries.questions.question_file import Param
from graph.value_types import ReturnType


class ParamItem(Shape):
    """A parameter of a question or measure."""

    name: str
    type: str = Field(description="A scalar type, or an entity type, which accepts an id, a code or a name.")
    required: bool
    default: Any = None
    minimum: int | None = None
    maximum: int | None = None
    choices: list[str] = Field(default_factory=list)
    help: str
    help_zh: str
    label: str
    label_zh: str


class ColumnItem(Shape):
    """A column of a response."""

    name: str
    type: str
    optional: bool
    many: bool
    label: str
    label_zh: str


def param_items(params: Mapping[str, Param], labels: Mapping[str, Label]) -> list[dict[str, Any]]:
    """Return parameters as response items. ``labels`` are those that the question or measure declares."""
    return [_param(param, column_label(param.name, labels, param.type.name)) for param in params.values()]


def _param(param: Param, label: Label) -> dict[str, Any]:
    return {
        "name": param.name,
        "type": param.type.name,
        "required": not param.optional,
        "default": param.default,
        "minimum": minimum(param),
        "maximum": param.maximum,
        "choices": list(param.choices),
        "help": param.help,
        "help_zh": param.help_zh,
        "label": label.en,
        "label_zh": label.zh,
    }


def column_items(returns: Mapping[str, ReturnType], labels: Mapping[str, Label]) -> list[dict[str, Any]]:
    """Return columns as response items. ``labels`` are those that the question or measure declares."""
    return [_column(name, kind, column_label(name, labels, kind.name)) for name, kind in returns.items()]


def _column(name: str, kind: ReturnType, label: Label) -> dict[str, Any]:
    return {"name": name, "type": kind.name, "optional": kind.optional, "many": kind.many, "label": label.en, "label_zh": label.zh}
