"""Comma-separated names of types, and lookup of entities by id, code or name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any

from fastapi import Path, Query

from graph.database.reader import Store
from graph.errors import BadValueError, NotFoundError, UnknownNameError
from graph.queries.lists import entities
from graph.queries.search.name_lookup import near_names, resolve
from seed.bilingual import Bilingual
from seed.model import EDGES, LABEL_BY_PATH, NODES, label_of
from seed.suggestions import nearest, suggestion

EDGE_TYPES = "|".join(EDGES)
NODE_TYPES = "|".join(NODES)
IdPath = Annotated[str, Path(min_length=1, max_length=200, description="Id, code or exact name.")]
"""The path parameter of one entity."""


def listed(names: str) -> str:
    """Return the pattern of a comma-separated list of ``A|B|C``."""
    return f"^({names})(,({names}))*$"


def types_query(pattern: str, about: str, *, example: str) -> Any:
    """Return the parameter ``type`` of a route: names separated by commas, or the parameter repeated."""
    items = {"type": "string", "pattern": pattern}
    return Query(
        alias="type", description=f"{about}, comma-separated or repeated.", examples=[[example]], json_schema_extra={"items": items}
    )


def joined(texts: list[str] | None) -> str | None:
    """Return the values of a repeated parameter as one comma-separated text; None for None."""
    return None if texts is None else ",".join(texts)


def check_names(text: str | None, known: Iterable[str], pointer: str, what: Bilingual) -> tuple[str, ...] | None:
    """Parse a comma-separated list of names, without duplicates; None for None.

    :raises BadValueError: a name is unknown; the hint has the nearest names.
    """
    if text is None:
        return None
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in names:
        if name not in known:
            raise BadValueError(
                Bilingual(f"'{name}' is not a valid {what}.", f"“{name}”不是有效的{what.zh}。"),
                pointer=pointer,
                hint=suggestion(name, known),
            )
    return names


def label_at(path: str) -> str:
    """Return the type of a path segment: ``schools`` -> ``School``.

    :raises NotFoundError: there is no such path; carries the nearest ones.
    """
    label = LABEL_BY_PATH.get(path)
    if label is None:
        raise NotFoundError(Bilingual(f"There is no type '{path}'.", f"没有类型“{path}”。"), nearest=nearest(path, LABEL_BY_PATH))
    return label


async def find(
    store: Store, label: str, text: str, read: Callable[[str], Awaitable[dict[str, Any] | None]] | None = None
) -> dict[str, Any]:
    """Return the entity with an id, code or name, with all its properties.

    :param read: returns the entity with an id in another form.
    :raises NotFoundError: there is no such entity; carries the nearest names.
    """
    try:
        entity_id = text if label_of(text) == label else await resolve(store, label, text, pointer="/path/id")
    except UnknownNameError as problem:
        raise NotFoundError(problem.detail, nearest=problem.nearest) from problem
    node = await (entities.thing(store, entity_id) if read is None else read(entity_id))
    if node is None:
        raise NotFoundError(
            Bilingual(f"There is no {NODES[label].title.lower()} '{text}'.", f"没有{NODES[label].title_zh}“{text}”。"),
            nearest=await near_names(store, label, text),
        )
    return node
