"""Selection of rows by origin (``origin=documented,reference``) and by date (``as_of=2024-06-30``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from api.parameters.unknown_names import hint_for
from api.responses.problems import BadRequestError
from graph.errors import BadValueError
from seed.bilingual import Bilingual, sentences
from seed.model import DATE_PATTERN, ORIGIN_SETTINGS, ORIGINS, bounds
from seed.suggestions import did_you_mean, nearest

VALID_ORIGINS: tuple[str, ...] = (*ORIGINS, *ORIGIN_SETTINGS)
_ONE = "|".join(VALID_ORIGINS)
ORIGIN_PATTERN = rf"^({_ONE})(,({_ONE}))*$"
DATE = re.compile(DATE_PATTERN)
REPEATABLE = frozenset({"type"})
"""Parameters that may be given more than once, as an alternative to commas."""


@dataclass(frozen=True)
class Selection:
    """``origin``: the selected origins, None for all. ``as_of``: a year, month or day as given, None for any time.

    ``place``: the id, code or name of a county or region as given, None for everything.
    """

    origin: tuple[str, ...] | None = None
    as_of: str | None = None
    place: str | None = None


DATE_FORMS = Bilingual("Give a year, month or day: 2024, 2024-06 or 2024-06-30.", "请写年、月或日：2024、2024-06 或 2024-06-30。")


def check_date(text: str, pointer: str) -> str:
    """Return ``text`` if it is a valid year, month or day.

    :raises BadValueError: the date is invalid; carries the pointer and an example.
    """
    try:
        if DATE.match(text) and text.isascii() and date.fromisoformat(bounds(text)[0]):
            return text
    except ValueError:
        pass
    raise BadValueError(Bilingual(f"'{text}' is not a valid date.", f"“{text}”不是有效日期。"), pointer=pointer, hint=DATE_FORMS)


def check_origins(text: str, pointer: str = "/query/origin") -> tuple[str, ...]:
    """Parse a comma-separated list of origins; ``real`` stands for all but ``simulated``.

    :raises BadValueError: an origin is unknown; the hint lists the valid ones.
    """
    names: list[str] = []
    for name in (part.strip() for part in text.split(",")):
        if name not in VALID_ORIGINS:
            near = nearest(name, VALID_ORIGINS)
            listed = ", ".join(VALID_ORIGINS)
            valid = Bilingual(f"Valid origins, comma-separated: {listed}.", f"可用的数据来源类别（用逗号分隔）：{listed}。")
            detail = Bilingual(f"'{name}' is not a valid origin.", f"“{name}”不是有效的数据来源类别。")
            raise BadValueError(detail, pointer=pointer, hint=sentences(did_you_mean(near[:1]), valid))
        names += ORIGIN_SETTINGS.get(name, (name,))
    return tuple(dict.fromkeys(names))


_ORIGIN = Query(
    description="Comma-separated origins of the rows to include: documented, reference, inferred, simulated. `real` stands for all but "
    "simulated. With documented, inferred relationships still place documented entities (`LOCATED_IN`, `PART_OF`, `OF`, `OF_MAJOR`); what "
    "rests on them is marked as inferred.",
    examples=["real", "documented,reference"],
    json_schema_extra={"pattern": ORIGIN_PATTERN},
)
_AS_OF = Query(
    description="Show the data as of this day. A year or month stands for its last day: 2022 is 2022-12-31, so what ended in June 2022 is "
    "not included. Rows without a date are included and counted in `meta.undated`.",
    examples=["2024-06-30"],
    json_schema_extra={"pattern": DATE_PATTERN},
)

_PLACE = Query(
    min_length=1,
    max_length=200,
    description="Only what lies in this county or region, given by id, code, or name in English or Chinese. Majors, industries, sectors, "
    "frameworks and sources are of no place and stay. Entities without a location are left out and counted in `meta.without_location`.",
    examples=["region:431000"],
)


async def origins(origin: Annotated[str | None, _ORIGIN] = None) -> tuple[str, ...] | None:
    """Read ``origin``."""
    return None if origin is None else check_origins(origin)


async def selection(origin: Annotated[str | None, _ORIGIN] = None, as_of: Annotated[str | None, _AS_OF] = None) -> Selection:
    """Read ``origin`` and ``as_of`` in one dependency, since each dependency costs a tenth of the time of a small request."""
    return Selection(None if origin is None else check_origins(origin), None if as_of is None else check_date(as_of, "/query/as_of"))


async def placed_selection(
    origin: Annotated[str | None, _ORIGIN] = None,
    as_of: Annotated[str | None, _AS_OF] = None,
    place: Annotated[str | None, _PLACE] = None,
) -> Selection:
    """Read ``origin``, ``as_of`` and ``place``. :func:`api.parameters.values.placed` resolves the place."""
    return replace(await selection(origin, as_of), place=place)


async def refuse_unknown(request: Request) -> None:
    """Reject unknown and repeated query parameters, all in one error.

    :raises BadRequestError: lists each parameter with its pointer and the nearest valid names.
    """
    path = request.scope["route"].path_format
    known = sorted(request.app.state.parameters.get(path, ()))
    errors: list[dict[str, str]] = []
    first: Bilingual | None = None
    for name in dict.fromkeys(request.query_params):
        if name not in known:
            hint = hint_for(path, name, request.query_params[name], known)
            first = first or hint
            errors.append(
                {
                    "pointer": f"/query/{name}",
                    "detail": sentences(Bilingual(f"There is no parameter '{name}'.", f"没有参数“{name}”。"), hint),
                }
            )
        elif len(request.query_params.getlist(name)) > 1 and name not in REPEATABLE:
            errors.append(
                {
                    "pointer": f"/query/{name}",
                    "detail": Bilingual(f"Parameter '{name}' is given more than once.", f"参数“{name}”重复出现。"),
                }
            )
    if errors:
        raise BadRequestError(errors, first)


PlaceParam = Annotated[str | None, _PLACE]
OriginsDep = Annotated[tuple[str, ...] | None, Depends(origins)]
SelectionDep = Annotated[Selection, Depends(selection)]
PlacedDep = Annotated[Selection, Depends(placed_selection)]
