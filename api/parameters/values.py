"""Validate parameter values: resolve names to ids and check dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from api.parameters.selection import check_date
from api.responses.validation_texts import validation_text
from graph.database.reader import Store
from graph.errors import BadValueError, UnknownNameError
from graph.queries.location.place import Place, place_of
from graph.queries.questions.question_file import Param
from graph.queries.search.name_lookup import resolve
from seed.bilingual import Bilingual
from seed.model import NODES

Body = TypeVar("Body", bound=BaseModel)


async def checked(store: Store, params: Mapping[str, Param], given: Mapping[str, Any], at: str = "/query") -> dict[str, Any]:
    """Return the validated values by parameter name, without missing ones.

    :param at: JSON pointer to the parameters.

    :raises UnknownNameError: no entity has a given name.
    :raises AmbiguousNameError: several entities have a given name.
    :raises BadValueError: a date is invalid.
    """
    values = {}
    for name, value in given.items():
        param, pointer = params[name], f"{at}/{name}"
        if value is not None and param.type.is_node:
            values[name] = await resolve(store, param.type.name, value, pointer=pointer)
        elif value is not None:
            values[name] = check_date(value, pointer) if param.type.name == "date" else value
    return values


async def placed(store: Store, text: str | None, pointer: str = "/query/place") -> Place | None:
    """Return the place with this id, code or name; None for None.

    :raises UnknownNameError: no county or region has the name.
    :raises AmbiguousNameError: several have the name.
    """
    return None if text is None else await place_of(store, await _one(store, ("County", "Region"), text, pointer))


def from_text(model: type[Body], text: str, pointer: str, *, hint: str) -> Body:
    """Parse JSON from a query parameter into a model.

    :raises BadValueError: the JSON does not match the model; names the field.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        wrong = validation_text(first)
        raise BadValueError(Bilingual(f"{where}: {wrong}.", f"{where}：{wrong.zh}。"), pointer=pointer, hint=hint) from None


async def named_by_id(store: Store, given: Mapping[str, Any], naming: Mapping[str, tuple[str, ...]], pointer: str) -> dict[str, Any]:
    """Return the fields of a body with names resolved to ids.

    :param naming: the fields that name entities, with their possible types.
    :raises UnknownNameError: no entity of these types has a given name.
    :raises AmbiguousNameError: several entities have a given name.
    """
    fields = dict(given)
    for name in naming:
        at, value = f"{pointer}/{name}", fields[name]
        if isinstance(value, list | tuple):
            fields[name] = [await _one(store, naming[name], text, at) for text in value]
        elif value is not None:
            fields[name] = await _one(store, naming[name], value, at)
    return fields


async def _one(store: Store, labels: tuple[str, ...], text: str, pointer: str) -> str:
    nearest: tuple[str, ...] = ()
    for label in labels:
        try:
            return await resolve(store, label, text, pointer=pointer)
        except UnknownNameError as problem:
            if len(labels) == 1:
                raise
            nearest += problem.nearest
    kinds = " or ".join(NODES[label].title.lower() for label in labels)
    kinds_zh = "或".join(NODES[label].title_zh for label in labels)
    detail = Bilingual(f"No {kinds} is called '{text}'.", f"没有名为“{text}”的{kinds_zh}。")
    raise UnknownNameError(detail, nearest=nearest, pointer=pointer)
