"""The names that lists of a type can be filtered, sorted and grouped by, derived from the declared model."""

from __future__ import annotations

from typing import Any

from graph.queries.filters.literals import OPERATORS, SORTABLE, example
from graph.queries.filters.name_resolution import END, START, common_fields, edge_fields, end_labels, fields, steps
from graph.queries.filters.syntax_tree import Step
from graph.queries.includes.request import SOURCES
from seed.columns import Column
from seed.model import EDGES, NODES, PROVENANCE
from seed.packages.choices import Choices, extended


def catalogue(label: str, choices: Choices | None = None) -> list[dict[str, Any]]:
    """Return every name that a filter of a type can start with: its properties, then its relationships and the types they lead to.

    ``choices`` are the values that the loaded packages add to lists.
    """
    own = (extended(column, label, choices or {}) for column in fields(label).values())
    return [*(_property(column, label) for column in own), *map(_step, steps(label).values())]


def edge_catalogue(kinds: tuple[str, ...], choices: Choices | None = None) -> list[dict[str, Any]]:
    """Return every name that a filter of relationships can start with: the properties that all types have, then both ends."""
    own = (extended(column, kinds[0], choices or {}) for column in common_fields(kinds).values())
    return [*(_property(column, kinds[0]) for column in own), _end(START, kinds), _end(END, kinds)]


def _end(name: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    about = ("The entity at the start.", "起点") if name == START else ("The entity at the end.", "终点")
    targets = end_labels(kinds, forward=name == END)
    return {
        "name": name,
        "what": "type",
        "operators": [":", ".", "(", "!"],
        "relationship": kinds[0] if len(kinds) == 1 else None,
        "forward": name == END,
        "leads_to": list(targets),
        "properties": [],
        "sortable": True,
        "includable": True,
        "example": f"{name}:{NODES[targets[0]].prefix}:...",
        "label": name,
        "label_zh": about[1],
        "about": about[0],
        "about_zh": about[1],
    }


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
        "includable": column.name == SOURCES,
        "example": f"{column.name}:{f'{NODES[label].prefix}:...' if column.name == 'id' and label in NODES else quoted(example(column))}",
        "label": column.label,
        "label_zh": column.label_zh,
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
        "includable": True,
        "example": f"has:{step.name}",
        **_label_of(step, own=own),
        "about": (cls.__doc__ or "").strip(),
        "about_zh": cls.title_zh,
    }


def _label_of(step: Step, *, own: bool) -> dict[str, str]:
    """Return the labels of a relationship in its direction, or of the type that it leads to."""
    edge, target = EDGES[step.edge], NODES[step.targets[0]]
    if not own:
        return {"label": target.title, "label_zh": target.title_zh}
    if step.forward:
        return {"label": edge.title, "label_zh": edge.title_zh}
    return {"label": edge.title_in or edge.title, "label_zh": edge.title_in_zh or edge.title_zh}


def quoted(text: str) -> str:
    """Return a text as a filter value, in quotes when it contains characters that have a meaning in a filter."""
    if any(letter in text for letter in ',|()"') or text != text.strip() or text[:1] in {"", "!", "<", ">"}:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text
