"""Parameters that hold several names of the declaration, separated by commas; and things that are named by id, code or name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.database.reader import Store
from graph.errors import BadValueError, NotFoundError, UnknownNameError
from graph.queries.lists import entities
from graph.queries.search.name_lookup import resolve
from seed.model import EDGES, LABEL_BY_PATH, NODES, label_of
from seed.suggestions import nearest

EDGE_TYPES = "|".join(EDGES)
NODE_TYPES = "|".join(NODES)


def listed(names: str) -> str:
    """Pattern of one or several of ``A|B|C``, separated by commas."""
    return f"^({names})(,({names}))*$"


def check_names(text: str | None, known: Iterable[str], pointer: str, what: str) -> tuple[str, ...] | None:
    """The names that a comma-separated list holds, each once; None stays None.

    :raises BadValueError: names the odd one and the nearest known.
    """
    if text is None:
        return None
    given = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in given:
        if name not in known:
            near = ", ".join(nearest(name, known)) or ", ".join(known)
            raise BadValueError(f"'{name}' is no {what}.", pointer=pointer, hint=f"Nearest: {near}.")
    return given


def label_at(path: str) -> str:
    """The type whose things are at a path: ``schools`` -> ``School``.

    :raises NotFoundError: with the nearest known path.
    """
    label = LABEL_BY_PATH.get(path)
    if label is None:
        raise NotFoundError(f"There is nothing called '{path}'.", nearest=nearest(path, LABEL_BY_PATH))
    return label


async def find(store: Store, label: str, text: str) -> dict[str, Any]:
    """The thing that a path names by its id, its code or its name, with all its properties.

    :raises NotFoundError: with the nearest names.
    """
    try:
        known = text if label_of(text) == label else await resolve(store, label, text, pointer="/path/id")
    except UnknownNameError as problem:
        raise NotFoundError(problem.detail, nearest=problem.nearest) from problem
    node = await entities.thing(store, known)
    if node is None:
        raise NotFoundError(f"There is no {NODES[label].title.lower()} '{text}'.")
    return node
