"""Which rows count: by origin (``origin=documented,reference``) and by date (``as_of=2024-06-30``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from api.responses.problems import BadRequestError
from graph.errors import BadValueError
from seed.model import DATE_PATTERN, ORIGINS, bounds
from seed.suggestions import nearest

_ONE = "|".join(ORIGINS)
ORIGIN_PATTERN = rf"^({_ONE})(,({_ONE}))*$"
DATE = re.compile(DATE_PATTERN)


@dataclass(frozen=True)
class Selection:
    """``origin``: the origins that count, None for all. ``as_of``: a year, a month or a day as given, None for any time."""

    origin: tuple[str, ...] | None = None
    as_of: str | None = None


def check_date(text: str, pointer: str) -> str:
    """A date as stated: a year, a month or a day that exists.

    :raises BadValueError: with the pointer and an example.
    """
    try:
        if DATE.match(text) and text.isascii() and date.fromisoformat(bounds(text)[0]):
            return text
    except ValueError:
        pass
    raise BadValueError(f"'{text}' is no date.", pointer=pointer, hint="Give a year, a month or a day: 2024, 2024-06 or 2024-06-30.")


def check_origins(text: str, pointer: str = "/query/origin") -> tuple[str, ...]:
    """The origins that a comma-separated list names.

    :raises BadValueError: names the odd one and the nearest known.
    """
    given = tuple(part.strip() for part in text.split(","))
    for name in given:
        if name not in ORIGINS:
            near = nearest(name, ORIGINS)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise BadValueError(
                f"'{name}' is no origin.", pointer=pointer, hint=f"{hint}Give some of {', '.join(ORIGINS)}, separated by commas."
            )
    return tuple(dict.fromkeys(given))


_ORIGIN = Query(
    description="Only rows of these origins, separated by commas: documented, reference, inferred, simulated.",
    examples=["documented,reference"],
    json_schema_extra={"pattern": ORIGIN_PATTERN},
)
_AS_OF = Query(
    description="As things stood then: a year, a month or a day. Rows without a date stay in and are counted in `meta.undated`.",
    examples=["2024-06-30"],
    json_schema_extra={"pattern": DATE_PATTERN},
)


async def origins(origin: Annotated[str | None, _ORIGIN] = None) -> tuple[str, ...] | None:
    """Read ``origin``."""
    return None if origin is None else check_origins(origin)


async def selection(origin: Annotated[str | None, _ORIGIN] = None, as_of: Annotated[str | None, _AS_OF] = None) -> Selection:
    """Read ``origin`` and ``as_of``; in one, since each dependency costs FastAPI a tenth of a small request."""
    return Selection(None if origin is None else check_origins(origin), None if as_of is None else check_date(as_of, "/query/as_of"))


async def refuse_unknown(request: Request) -> None:
    """Refuse parameters that the route does not know, and known ones given twice, all of them at once.

    :raises BadRequestError: each with its pointer and the nearest known name.
    """
    known = sorted(request.app.state.parameters.get(request.scope["route"].path_format, ()))
    errors = []
    for name in dict.fromkeys(request.query_params):
        if name not in known:
            errors.append({"pointer": f"/query/{name}", "detail": f"There is no parameter '{name}'. {_hint(name, known)}"})
        elif len(request.query_params.getlist(name)) > 1:
            errors.append({"pointer": f"/query/{name}", "detail": f"'{name}' is given more than once; give it once."})
    if errors:
        raise BadRequestError(errors)


def _hint(name: str, known: list[str]) -> str:
    if not known:
        return "This address takes none."
    near = nearest(name, known)
    return f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(known)}."


OriginsDep = Annotated[tuple[str, ...] | None, Depends(origins)]
SelectionDep = Annotated[Selection, Depends(selection)]
