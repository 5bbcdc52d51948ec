"""Shorten the schemas: no generated titles, a nullable type as a list of types, and what schemas share in a schema of its own.

Every schema accepts the same values as before. FastAPI repeats a title for every property, every inherited property in every schema, and
every value set at every use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, get_args

import orjson

from api.schemas.relationships import NEIGHBOUR
from seed.model import EDGES, NODES, Certainty, Dated, Origin, Scheme

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/"
_NULL = {"type": "null"}
BY_NAME = frozenset({"properties", "$defs", "patternProperties", "dependentSchemas"})
"""Keywords whose value maps names to schemas."""
DATA = frozenset({"default", "examples", "example", "const", "enum", "required", "discriminator"})
"""Keywords whose value is data, not a schema."""
STANDARD = frozenset({"$ref", "additionalProperties", "allOf", "anyOf", "items", "oneOf", "propertyNames"}) | {
    *("deprecated", "description", "format", "pattern", "type"),
    *("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"),
    *("maxItems", "maxLength", "minItems", "minLength", "uniqueItems"),
}
"""Keywords of JSON Schema that the models use, besides the others here."""
_INTERNAL = frozenset({"title", "index", "fallback"})
"""Keywords that are dropped: generated titles, and the keywords of :mod:`seed.model` about storage."""
_OWN = {"about_zh": "x-description-zh", "names": "x-names"}
_SHARE = 0.8
"""A property belongs to the base schema of a family if this share of the family declares it identically."""
_EDGES = {cls.__name__: cls for cls in EDGES.values()}
_BASES: dict[str, tuple[str, Callable[[str, Schema], bool]]] = {
    "DatedRelationship": (
        "Properties of every relationship that holds for a period.",
        lambda name, _: name in _EDGES and issubclass(_EDGES[name], Dated),
    ),
    "AnyRelationship": (
        "Properties of every relationship.",
        lambda name, _: name == "DatedRelationship" or (name in _EDGES and not issubclass(_EDGES[name], Dated)),
    ),
    "Entity": ("Properties of every entity.", lambda name, _: name in NODES),
    "EntityRow": (
        "Properties of every row of a list of entities.",
        lambda name, _: name.endswith("Row") and name.removesuffix("Row") in NODES,
    ),
    "MeasureRow": ("Properties of every row of a measure.", lambda name, _: name.startswith("Measured") and name.endswith("Row")),
    "QuestionRow": (
        "Properties of every row of a question.",
        lambda name, schema: name.endswith("Row") and "evidence" in schema.get("properties", {}) and not name.startswith("Measured"),
    ),
    "PageMeta": (
        "Metadata of every response with rows.",
        lambda name, schema: name.endswith("Meta") and "next_cursor" in schema.get("properties", {}),
    ),
}
"""Families of schemas by the name of their base schema: its description, and whether a schema belongs to it."""
_VALUE_SETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Origin": ("How a row came about: documented by a source, reference data, inferred by a rule, or simulated.", get_args(Origin)),
    "Certainty": ("Whether the statement was seen in its source.", get_args(Certainty)),
    "CodeScheme": ("Scheme of a code.", get_args(Scheme)),
}
_INCLUDED, _ENTITIES_BY_NAME = "Included", {"type": "object", "additionalProperties": {"$ref": f"{REFERENCE}IncludedItems"}}
"""The schema of included entities by name, which all rows share, and its name."""
_COUNTS = "OriginCounts"
"""Name of the schema of row counts by origin."""


def shorten(schemas: dict[str, Schema]) -> None:
    """Shorten all schemas of the components, in place."""
    for name, schema in schemas.items():
        schemas[name] = short(schema)
    _compose_neighbours(schemas)
    for name in list(schemas):
        _name_properties(schemas, name)
    for base, (description, belongs) in _BASES.items():
        _extract(schemas, base, description, [name for name, schema in schemas.items() if belongs(name, schema)])
    schemas |= {name: {"type": "string", "description": text, "enum": list(values)} for name, (text, values) in _VALUE_SETS.items()}
    schemas[_COUNTS] = {
        "type": "object",
        "description": "Number of rows by origin.",
        "propertyNames": {"$ref": f"{REFERENCE}Origin"},
        "additionalProperties": {"type": "integer"},
    }


def _compose_neighbours(schemas: dict[str, Schema]) -> None:
    """State a neighbour as the relationship and the members that a neighbour has besides."""
    ends: Schema = {}
    for name in _EDGES:
        neighbour, relationship = schemas[f"{name}{NEIGHBOUR}"], schemas[name]
        more = {key: value for key, value in neighbour["properties"].items() if key not in relationship["properties"]}
        ends = {
            "type": "object",
            "description": "Members of a neighbour beside those of its relationship.",
            "properties": more,
            "required": list(more),
        }
        schemas[f"{name}{NEIGHBOUR}"] = {"allOf": [{"$ref": f"{REFERENCE}{name}"}, {"$ref": f"{REFERENCE}{NEIGHBOUR}Ends"}]}
    schemas[f"{NEIGHBOUR}Ends"] = ends


def short(schema: Any) -> Any:
    """Return a schema in short form.

    :raises ValueError: the schema has a keyword of our own without a name in ``_OWN``.
    """
    if isinstance(schema, list):
        return [short(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if unknown := [key for key in schema if key not in STANDARD | BY_NAME | DATA | _INTERNAL | set(_OWN)]:
        raise ValueError(f"Not keywords of JSON Schema: {', '.join(unknown)}. Add them to _OWN with a name that starts with x-.")
    kept: Schema = {_OWN.get(key) or key: _member(key, item) for key, item in schema.items() if key not in _INTERNAL}
    return _fitting_examples(_named(_nullable(kept)))


def _member(key: str, value: Any) -> Any:
    if key in DATA or key in _OWN:
        return value
    if key in BY_NAME:
        return {name: short(item) for name, item in value.items()}
    return short(value)


def _nullable(schema: Schema) -> Schema:
    """Write ``anyOf: [A, null]`` as A with a list of types, if A is a single type."""
    options = schema.get("anyOf", [])
    if len(options) != 2 or options[1] != _NULL or not isinstance(options[0].get("type"), str) or "const" in options[0]:
        return schema
    # Outer and inner examples are examples of the same values.
    inner = {key: value for key, value in options[0].items() if not (key == "examples" and key in schema)}
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if set(rest) & set(inner):
        return schema
    if "enum" in inner:
        inner["enum"] = [*inner["enum"], None]
    return rest | inner | {"type": [inner["type"], "null"]}


def _named(schema: Schema) -> Schema:
    """Refer to the schema of a value set, or of counts by origin, instead of repeating it."""
    if schema.get("propertyNames") == {"$ref": f"{REFERENCE}Origin"} and schema.get("additionalProperties") == {"type": "integer"}:
        return {key: value for key, value in schema.items() if key not in {"propertyNames", "additionalProperties", "type"}} | {
            "$ref": f"{REFERENCE}{_COUNTS}"
        }
    values = schema.get("enum", [])
    name = next((name for name, (_, known) in _VALUE_SETS.items() if [value for value in values if value is not None] == list(known)), None)
    if name is None:
        return schema
    reference: Schema = {"$ref": f"{REFERENCE}{name}"}
    rest = {key: value for key, value in schema.items() if key not in {"type", "enum"}}
    return rest | ({"anyOf": [reference, _NULL]} if None in values else reference)


def _name_properties(schemas: dict[str, Schema], owner: str) -> None:
    """Give the value sets and nullable objects in a schema names of their own, since generators number those without a name.

    A type and its row in a list share them: ``SchoolLevel``.
    """
    base = owner.removesuffix("Row") if owner.removesuffix("Row") in NODES else owner
    for name, schema in schemas[owner].get("properties", {}).items():
        nullable = isinstance(schema.get("type"), list)
        if "enum" not in schema and not (nullable and "object" in schema["type"]):
            continue
        inner = {key: value for key, value in schema.items() if key not in {"description", "default", "examples", "x-description-zh"}}
        if nullable:
            inner["type"] = next(kind for kind in inner["type"] if kind != "null")
        if "enum" in inner:
            inner["enum"] = [value for value in inner["enum"] if value is not None]
        title = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
        names = (_INCLUDED,) if inner == _ENTITIES_BY_NAME else (f"{base}{title}", f"{owner}{title}Value")
        chosen = next(known for known in names if schemas.get(known, inner) == inner)
        schemas[chosen] = inner
        reference: Schema = {"$ref": f"{REFERENCE}{chosen}"}
        rest = {key: value for key, value in schema.items() if key not in inner}
        schemas[owner]["properties"][name] = rest | ({"anyOf": [reference, _NULL]} if nullable else reference)


def _fitting_examples(schema: Schema) -> Schema:
    """Put the examples of a list into lists: the model declares one item of a cell with several."""
    types = schema.get("type", ())
    if "array" not in ([types] if isinstance(types, str) else types) or "examples" not in schema:
        return schema
    return schema | {"examples": [example if isinstance(example, list) else [example] for example in schema["examples"]]}


def _extract(schemas: dict[str, Schema], base: str, description: str, family: Collection[str]) -> None:
    """Move the properties that most schemas of a family share into a base schema, and let those schemas extend it."""
    counts = Counter(_pair(name, value) for member in family for name, value in schemas[member].get("properties", {}).items())
    shared = {pair for pair, count in counts.items() if count >= _SHARE * len(family)}
    heirs = [member for member in family if shared <= {_pair(*item) for item in schemas[member]["properties"].items()}]
    if len(heirs) < 2 or len(shared) < 2:
        return
    names = {name for name, _ in shared}
    first = schemas[heirs[0]]
    required = [name for name in first.get("required", ()) if name in names and all(name in schemas[heir]["required"] for heir in heirs)]
    properties = {name: value for name, value in first["properties"].items() if name in names}
    schemas[base] = {"type": "object", "description": description, "properties": properties, "required": required}
    for heir in heirs:
        schemas[heir] = _extending(schemas[heir], base, names, required)


def _extending(schema: Schema, base: str, inherited: Collection[str], required: Collection[str]) -> Schema:
    own = {name: value for name, value in schema["properties"].items() if name not in inherited}
    kept = schema | {"properties": own, "required": [name for name in schema.get("required", ()) if name not in required]}
    if not kept["required"]:
        del kept["required"]
    if kept.pop("additionalProperties", True) is False:
        kept["unevaluatedProperties"] = False
    return {"allOf": [{"$ref": f"{REFERENCE}{base}"}]} | kept


def _pair(name: str, schema: Schema) -> tuple[str, bytes]:
    return name, orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)
