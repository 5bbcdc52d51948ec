"""Short rows for assistants: what has no value or follows from an id is left out, and evidence is a list of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from seed.model import EDGES, NODES
from seed.sentences import sentence

_FOLLOWS = ("href", "audit")
"""URLs that follow from the id or the key of a row."""
_REFERENCE = frozenset({"id", "type", "origin", "sources"})
"""Members of a relationship given by its id and sources."""
_ENDS = ("type", "start", "end")
MOST_REFERENCES = 10
"""Maximum number of ids of evidence in a row."""


def compact(value: Any) -> Any:
    """Return rows without nulls and URLs, with entities and relationships in short form. The type of an entity is the prefix of its id.

    ``name_zh`` is left out if it equals ``name``.
    """
    if isinstance(value, list):
        return [compact(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if _is_reference(value):
        return value["id"]
    kind = value.get("type")
    follows = {*_FOLLOWS, *(_ENDS if kind in EDGES else ("type",) if kind in NODES else ())}
    if "name_zh" in value and value["name_zh"] == value.get("name"):
        follows.add("name_zh")
    inner = {name: compact(item) for name, item in value.items() if item is not None and name not in follows}
    return {name: item for name, item in inner.items() if item != []} if "id" in value else inner


def with_sources(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the ids of the sources of its evidence, if the evidence becomes a list of ids.

    Of many ids, the row keeps the first, and the number of the others in ``more_evidence``.
    """
    evidence = row.get("evidence")
    references = [item for item in evidence if _is_reference(item)] if isinstance(evidence, list) else []
    if not references:
        return dict(row)
    sources = list(dict.fromkeys(source for item in references for source in item["sources"]))
    more = {"more_evidence": len(references) - MOST_REFERENCES} if len(references) > MOST_REFERENCES else {}
    return {"sources": sources, **row, "evidence": references[:MOST_REFERENCES], **more}


def said(body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with a sentence beside each relationship whose ends are both named in it, so that no id needs to be decoded."""
    result: dict[str, Any] = _said(body, dict(_names(body)))
    return result


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") in EDGES and value.keys() == _REFERENCE


def _names(value: Any) -> Iterator[tuple[str, str]]:
    """Yield id and name of all entities in a value."""
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        if isinstance(value.get("id"), str) and isinstance(value.get("name"), str):
            yield value["id"], value["name"]
        for inner in value.values():
            yield from _names(inner)


def _said(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_said(item, names) for item in value]
    if not isinstance(value, dict) or _is_reference(value):
        return value
    inner = {name: _said(item, names) for name, item in value.items()}
    kind, start, end = value.get("type"), _id(value.get("start")), _id(value.get("end"))
    if kind in EDGES and start in names and end in names:
        return {"sentence": sentence(kind, names[start], names[end], value), **inner}
    return inner


def _id(end: Any) -> str:
    """Return the id of the end of a relationship, which is an id or an entity."""
    found = end.get("id") if isinstance(end, Mapping) else end
    return found if isinstance(found, str) else ""
