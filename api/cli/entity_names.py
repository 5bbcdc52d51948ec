"""Names in options and files: a name that the API does not know is searched for, and used if exactly one entity fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from api.cli.terminal import err
from graph.errors import UnknownNameError
from seed.model import NODES

if TYPE_CHECKING:
    from api.client import Client

_REACH = 10


def get_by_names(client: Client, path: str, declared: Sequence[Mapping[str, Any]], given: Mapping[str, str], **more: str) -> dict[str, Any]:
    """Send a request. If it has an unknown name for which search finds exactly one entity, send it again with its id.

    :param declared: The declared parameters of the question or measure.
    :raises UnknownNameError: A name fits no entity, or several.
    """
    return _resolved(client, path, declared, given, more)[0]


def pages_by_names(
    client: Client, path: str, declared: Sequence[Mapping[str, Any]], given: Mapping[str, str], *, most: int | None = None
) -> dict[str, Any]:
    """Return all pages of a request as one body; names as in :func:`get_by_names`. ``limit`` in ``given`` ends the rows.

    :param most: maximum number of rows, for a path without ``limit``. What the pages have beyond is left out.

    :raises UnknownNameError: A name fits no entity, or several.
    """
    body, values = _resolved(client, path, declared, given, {})
    meta, rows = dict(body["meta"]), list(body["results"])
    while (cursor := body["meta"]["next_cursor"]) is not None and (most is None or len(rows) < most):
        body = client.get(path, **values, cursor=cursor)
        rows += body["results"]
        meta |= {name: body["meta"][name] for name in ("next_cursor", "truncated")}
        meta["origins"] = {name: count + body["meta"]["origins"][name] for name, count in meta["origins"].items()}
        meta["undated"] = None if meta["undated"] is None else meta["undated"] + body["meta"]["undated"]
    if most is not None and len(rows) > most:
        rows, meta["truncated"] = rows[:most], True
    return {**body, "meta": {**meta, "count": len(rows)}, "results": rows}


def _resolved(
    client: Client, path: str, declared: Sequence[Mapping[str, Any]], given: Mapping[str, str], more: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the response, and the parameters with names replaced by the ids that search found."""
    types = {param["name"]: param["type"] for param in declared if param["type"] == "Thing" or param["type"] in NODES}
    values = {**given, **more}
    while True:
        try:
            return client.get(path, **values), values
        except UnknownNameError as problem:
            name = (problem.pointer or "").removeprefix("/query/")
            if name not in types or name not in values:
                raise
            values[name] = _id_of(client, values[name], () if types[name] == "Thing" else (types[name],), problem)


def post_by_names(client: Client, path: str, content: bytes, types_at: Callable[[Any, Sequence[str]], tuple[str, ...]]) -> dict[str, Any]:
    """Post JSON. If it has an unknown name for which search finds exactly one entity, post it again with its id.

    :param types_at: Returns the types of entity that a field may name, from the body and the parts of the field's JSON pointer.
    :raises UnknownNameError: A name fits no entity, or several.
    """
    while True:
        try:
            return client.post_json(path, content)
        except UnknownNameError as problem:
            body, parts = orjson.loads(content), (problem.pointer or "").split("/")[2:]
            types = types_at(body, parts)
            if not types:
                raise
            holder, key = _field(body, parts)
            if isinstance(holder[key], list):  # the message names the item
                holder = holder[key]
                key = next((at for at, text in enumerate(holder) if f"'{text}'" in problem.detail), 0)
            if not holder or not isinstance(holder[key], str):
                raise
            holder[key] = _id_of(client, holder[key], types, problem)
            content = orjson.dumps(body)


def _field(body: Any, parts: Sequence[str]) -> tuple[Any, Any]:
    """Return the object or list that holds a field, and its key or number."""
    for part in parts[:-1]:
        body = body[_key(body, part)]
    return body, _key(body, parts[-1])


def _key(holder: Any, part: str) -> str | int:
    return int(part) if isinstance(holder, list) else part


def _id_of(client: Client, text: str, types: tuple[str, ...], problem: UnknownNameError) -> str:
    """Return the id of the only entity that search finds for a name, and report it on standard error.

    :raises UnknownNameError: Search finds no entity, or several; ``problem`` is raised again.
    """
    params = {"q": text[:200], "limit": _REACH, **({"type": ",".join(types)} if types else {})}
    hits = [hit for hit in client.get("/v1/search", **params)["results"] if not hit["near"]]
    if len(hits) != 1 or hits[0]["id"] == text:
        raise problem
    name = hits[0]["name_zh"] or hits[0]["name"]
    err.print(f"'{text}' is read as {hits[0]['id']} ({name}), the only entity that fits.", markup=False)
    return str(hits[0]["id"])
