"""The names that lists of a type can be filtered, sorted and grouped by, derived from the declared model."""

from __future__ import annotations

from typing import Any

from graph.queries.filters.literals import OPERATORS, SORTABLE, example
from graph.queries.filters.name_resolution import edge_fields, fields, steps
from graph.queries.filters.syntax_tree import Step
from seed.columns import Column
from seed.model import EDGES, NODES, PROVENANCE


def catalogue(label: str) -> list[dict[str, Any]]:
    """Return every name that a filter of a type can start with: its properties, then its relationships and the types they lead to."""
    return [*(_property(column, label) for column in fields(label).values()), *map(_step, steps(label).values())]


def _property(column: Column, label: str) -> dict[str, Any]:
    return {
        "name": column.name,
        "what": "property",
        "kind": column.kind,
        "operators": _operators(column),
        "choices": list(column.choices),
        "minimum": column.minimum,
        "maximum": column.maximum,
        "sortable": column.kind in SORTABLE,
        "example": f"{column.name}:{f'{NODES[label].prefix}:...' if column.name == 'id' else quoted(example(column))}",
        "about": column.about,
        "about_zh": column.about_zh,
    }


def _operators(column: Column) -> list[str]:
    return [":" if sign == "=" else f":{sign}" for sign in OPERATORS[column.kind]] + ["has:", "!"]


def _step(step: Step) -> dict[str, Any]:
    cls = EDGES[step.edge]
    own = step.name in {step.edge.lower(), f"inverse_{step.edge.lower()}"}
    return {
        "name": step.name,
        "what": "relationship" if own else "type",
        "operators": [":", ".", "(", "has:", "!"],
        "relationship": step.edge,
        "forward": step.forward,
        "leads_to": list(step.targets),
        "properties": [name for name in edge_fields(step.edge) if name not in PROVENANCE],
        "sortable": False,
        "example": f"has:{step.name}",
        "about": (cls.__doc__ or "").strip(),
        "about_zh": cls.title_zh,
    }


def quoted(text: str) -> str:
    """Return a text as a filter value, in quotes when it contains characters that have a meaning in a filter."""
    if any(letter in text for letter in ',|()"') or text != text.strip() or text[:1] in {"", "!", "<", ">"}:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
