"""Output derived from the model: Frictionless schemas, the JSON Schema and the reference page.

``python -m seed.derived_schemas`` prints the page. ``docs/reference/model.md`` is a copy of it; a test fails if the two differ.
"""

from __future__ import annotations

import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from seed.columns import CLASS_BY_FILE, TYPES, Column, columns, keys, names, path_of, type_name
from seed.model import MODEL_VERSION, Row
from seed.model_page import model_page
from seed.packages.choices import Choices, extended

__all__ = [
    "CLASS_BY_FILE",
    "TYPES",
    "Column",
    "columns",
    "datapackage_schema",
    "json_schema",
    "keys",
    "model_page",
    "names",
    "path_of",
    "type_name",
]

_TYPES = {"str": "string", "words": "string", "date": "string", "int": "integer", "float": "number", "bool": "boolean"}


def datapackage_schema(cls: type[Row], choices: Choices | None = None) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a type. ``choices`` are the values that the package adds to lists.

    Dates are strings with a pattern, because a year alone is a valid date. A key with an optional part is not declared as a primary key.
    There are no foreign keys: the ends of a relationship are in several files and in other packages, which Frictionless cannot express.
    """
    schema: dict[str, Any] = {
        "fields": [_field(extended(column, type_name(cls), choices or {})) for column in columns(cls)],
        "missingValues": [""],
    }
    required = {column.name for column in columns(cls) if column.required}
    if required.issuperset(keys(cls)):
        schema["primaryKey"] = list(keys(cls))
    return schema


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.pattern:
        constraints["pattern"] = column.pattern if column.kind != "words" else _list_pattern(column.pattern)
    for key, value in (("minimum", column.minimum), ("maximum", column.maximum)):
        if value is not None:
            constraints[key] = int(value) if column.kind == "int" else value
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.about}
    if column.example is not None:
        field["example"] = column.example
    return {**field, "constraints": constraints} if constraints else field


def _list_pattern(item: str) -> str:
    """Return the pattern of a list whose items match ``item``."""
    one = item.strip("^$")
    return f"^({one})(\\|({one}))*$"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of all types, as ``$defs`` by class name."""
    _, schema = models_json_schema([(cls, "serialization") for cls in TYPES.values()])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Alliance explorer",
        "version": MODEL_VERSION,
        "$defs": schema["$defs"],
    }


if __name__ == "__main__":
    sys.stdout.write(model_page())
