"""Columns to add to a matched spreadsheet: the declared properties of each type and the targets of its relationships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.database.reader import Store
from graph.reconciliation.index import Index
from seed.model import EDGES, NODES, PROVENANCE, label_of

INVERSE = "inverse."
"""Prefix of a relationship that is followed in the reverse direction."""
_LEFT_OUT = {*PROVENANCE, "id", "note", "gloss_zh", "search_words", "name_zh_certainty"} - {"origin"}
_PLACES = {
    "county": ("County", "County 所在区县"),
    "region": ("Region", "Region 所在地区"),
    "school": ("School", "School that offers it 开设学校"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a type. ``leads_to`` is the type of its values if they are entities of a single type."""

    id: str
    name: str
    about: str
    leads_to: str | None = None


@cache
def properties_of(label: str) -> tuple[Property, ...]:
    """Return all properties of a type: its places, its own fields, and its relationships in both directions."""
    fields = NODES[label].model_fields
    own = [Property(name, name, field.description or "") for name, field in fields.items() if name not in _LEFT_OUT]
    return (*_place_properties(label), *own, *_relationship_properties(label))


def _place_properties(label: str) -> list[Property]:
    names = {"School": ("county", "region"), "Enterprise": ("county", "region"), "Program": ("school", "county"), "County": ("region",)}
    return [Property(name, *_PLACES[name][::-1], leads_to=_PLACES[name][0]) for name in names.get(label, ())]


def _relationship_properties(label: str) -> list[Property]:
    properties = []
    for kind, cls in EDGES.items():
        ends = {end for start, end in cls.pairs if start == label}
        starts = {start for start, end in cls.pairs if end == label}
        one = next(iter(ends)) if len(ends) == 1 else None
        if ends:
            properties.append(Property(kind.lower(), f"{cls.title} {cls.title_zh}", (cls.__doc__ or "").strip(), one))
        if starts:
            other = next(iter(starts)) if len(starts) == 1 else None
            about = f"{(cls.__doc__ or '').strip()} In the reverse direction."
            properties.append(Property(f"{INVERSE}{kind.lower()}", f"← {cls.title} {cls.title_zh}", about, other))
    return properties


@cache
def every_property() -> dict[str, Property]:
    """Return all properties of all types, by id."""
    return {item.id: item for label in NODES for item in properties_of(label)}


async def extend(
    store: Store, index: Index, ids: Sequence[str], wanted: Iterable[str], most: int
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the values for each id and property: ``{"str": ...}``, ``{"int": ...}``, ``{"float": ...}`` or ``{"id": ..., "name": ...}``.

    :param wanted: Ids from :func:`every_property`. A missing property or an unknown entity has no values.
    :param most: Maximum number of entities per relationship.
    """
    names = tuple(wanted)
    kinds = {name: name.removeprefix(INVERSE).upper() for name in names}
    values = {
        "ids": list(dict.fromkeys(ids)),
        "outgoing": [kind for name, kind in kinds.items() if kind in EDGES and not name.startswith(INVERSE)],
        "incoming": [kind for name, kind in kinds.items() if kind in EDGES and name.startswith(INVERSE)],
        "most": most,
    }
    async with store.reading():
        rows = {row["node"]["id"]: row for row in await store.rows("extension", values)}
    return {one: {name: _values(index, rows.get(one), name) for name in names} for one in ids}


def _values(index: Index, row: dict[str, Any] | None, name: str) -> list[dict[str, Any]]:
    if row is None:
        return []
    label = label_of(row["node"]["id"])
    if label is None or all(item.id != name for item in properties_of(label)):
        return []
    kind = name.removeprefix(INVERSE).upper()
    if kind in EDGES:
        side = "incoming" if name.startswith(INVERSE) else "outgoing"
        return [_entity(target["node"]) for target in row[side] if target["kind"] == kind]
    if name in _PLACES:
        return _places(index, row["node"]["id"], name)
    value = row["node"].get(name)
    return [_scalar(one) for one in (value if isinstance(value, list) else [value]) if one is not None]


def _places(index: Index, node_id: str, name: str) -> list[dict[str, Any]]:
    if node_id not in index.at:
        return []
    thing = index.things[index.at[node_id]]
    around = sorted(place for place in index.gazetteer.around(thing.within) if label_of(place) == _PLACES[name][0])
    return [{"id": place, "name": index.things[index.at[place]].title} for place in around if place in index.at]


def _entity(node: dict[str, Any]) -> dict[str, Any]:
    return {"id": node["id"], "name": node.get("name_zh") or node["name"], "description": f"{label_of(node['id'])}, {node['origin']}"}


def _scalar(value: Any) -> dict[str, Any]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return {"str": str(value)}
    return {"int": value} if isinstance(value, int) else {"float": value}
