"""The evidence rows of a figure for display: an entity by its names, a relationship as a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from graph.database.reader import Store
from graph.database.records import edge_href, href_of
from graph.measures.definition import ROLE_LABELS, Evidence
from graph.queries.search.name_lookup import shown_name
from graph.queries.traversal.neighbours import MOST_BETWEEN, between, briefs
from graph.queries.traversal.selection import Chosen
from graph.snapshot.columns import BY_STRENGTH
from graph.snapshot.view import View
from seed.model import EDGES, Origin, label_of
from seed.plurals import counted
from seed.sentences import sentence, sentence_zh

PAIRS_AT_ONCE = 2_000
"""Number of pairs of entities whose relationships one query reads."""
Entity = dict[str, Any]
Rows = Mapping[str, Entity]


async def evidence_rows(store: Store, view: View, rows: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Return evidence as rows: an entity with its names, a relationship with its ends; both with a sentence."""
    listed = list(rows)
    relationships = {row.id: row.id.split("~")[1:3] for row in listed if "~" in row.id}
    ends = {end for pair in relationships.values() for end in pair}
    shown = {row.id for row in listed if "~" not in row.id}
    schools = _schools(view, shown)
    entities = await named(store, shown | ends | {ids[0] for ids in schools.values()})
    stored = await _stored(store, {(start, end) for start, end in relationships.values()} if relationships else set())
    places = {program: _place_of(ids, entities) for program, ids in schools.items() if ids[0] in entities}
    return [_evidence(view, row, entities, stored, places.get(row.id, ("", ""))) for row in listed]


def _schools(view: View, shown: Iterable[str]) -> dict[str, list[str]]:
    """Return the ids of the schools of each program, sorted."""
    offers, ids = view.edges("OFFERS"), view.nodes.ids
    wanted = {place: node_id for node_id in shown if label_of(node_id) == "Program" and (place := view.snapshot.at(node_id)) is not None}
    found: dict[str, list[str]] = {}
    for at in np.flatnonzero(np.isin(offers.end, np.array(list(wanted), dtype=np.int32))):
        found.setdefault(wanted[int(offers.end[at])], []).append(ids[offers.start[at]])
    return {program: sorted(schools) for program, schools in found.items()}


def _place_of(schools: Sequence[str], entities: Rows) -> tuple[str, str]:
    """Return what follows the name of a program in both languages: its first school, and how many more there are."""
    first, more = entities[schools[0]], len(schools) - 1
    english = first["name"] if more == 0 else f"{first['name']} and {counted(more, 'more school')}"
    chinese = _name_zh(first) if more == 0 else f"{_name_zh(first)}等{more + 1}所学校"
    return f" ({english})", f"（{chinese}）"


async def named(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return entities in short form, by id; ids that do not exist are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with store.reading():
        return await briefs(store, wanted)


async def _stored(store: Store, pairs: set[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Return the relationships between the entities of each pair, by id, with their dates as stated."""
    found: dict[str, dict[str, Any]] = {}
    ordered = sorted(pairs)
    for first in range(0, len(ordered), PAIRS_AT_ONCE):
        async with store.reading():
            edges = await between(store, ordered[first : first + PAIRS_AT_ONCE], Chosen(), limit=MOST_BETWEEN)
        found |= {edge["id"]: edge for rows in edges.values() for edge in rows}
    return found


def _evidence(view: View, row: Evidence, entities: Rows, stored: Rows, place: tuple[str, str]) -> dict[str, Any]:
    label, label_zh = ROLE_LABELS[row.role]
    base = {
        "role": row.role,
        "role_label": label,
        "role_label_zh": label_zh,
        "amount": row.amount,
        "of": row.of,
        "start": None,
        "end": None,
    }
    if "~" not in row.id:
        item = entities.get(row.id) or scenario_entity(row.id)
        return base | item | {"sentence": item["name"] + place[0], "sentence_zh": _name_zh(item) + place[1]}
    kind, start, end, *_ = row.id.split("~")
    item = {"id": row.id, "type": kind, "name": None, "name_zh": None, "origin": origin_of(view, row.id), "href": edge_href(row.id)}
    first, last = (entities.get(node_id) or scenario_entity(node_id) for node_id in (start, end))
    return base | {"start": first, "end": last} | item | _sentences(row.id, first, last, stored)


def _sentences(relationship: str, first: Entity, last: Entity, stored: Rows) -> dict[str, str]:
    kind, _, _, *parts = relationship.split("~")
    values = stored.get(relationship) or dict(zip(EDGES[kind].discriminators, (part or None for part in parts), strict=False))
    return {
        "sentence": sentence(kind, first["name"], last["name"], values),
        "sentence_zh": sentence_zh(kind, _name_zh(first), _name_zh(last), values),
    }


def _name_zh(entity: Mapping[str, Any]) -> str:
    return shown_name(dict(entity))


def scenario_entity(node_id: str) -> dict[str, Any]:
    """Return a row for an entity that a scenario added; it is in no database."""
    number = node_id.rpartition("-")[2]
    name, name_zh = f"Scenario program {number}", f"方案专业点 {number}"
    return {"id": node_id, "type": label_of(node_id), "name": name, "name_zh": name_zh, "origin": "simulated", "href": href_of(node_id)}


def origin_of(view: View, row: str) -> Origin:
    """Return the origin of an entity or a relationship by its id; ``simulated`` if a scenario added it."""
    if "~" not in row:
        place = view.snapshot.at(row)
        return "simulated" if place is None else BY_STRENGTH[view.nodes.origin[place]]
    kind, start, end, *_ = row.split("~")
    first, last, edges = view.snapshot.at(start), view.snapshot.at(end), view.snapshot.of(kind)
    if first is None or last is None:
        return "simulated"
    at = edges.find(first, last)
    places = dict(zip(edges.take(at).ids(view.nodes), at, strict=True))
    return BY_STRENGTH[edges.origin[places[row]]] if row in places else "simulated"
