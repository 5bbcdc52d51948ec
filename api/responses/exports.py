"""``format=csv`` or ``Accept: text/csv``: the same answer as a file, streamed.

An endpoint takes ``format: FormatDep`` and, when it is :func:`wanted`, returns ``await exported(request, format, table)``: outside of
``store.reading()``, since a file may take longer than a read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response

from api.responses.canonical_url import CITE, canonical
from api.responses.file_stream import disposition, file_response
from graph.errors import BadValueError
from graph.export import encoder
from graph.export.formats import BY_MEDIA_TYPE, MEDIA_TYPES, ExportFormat, Format
from graph.export.graph import Drawing
from graph.export.table import Table

_FORMAT = Query(
    description="As a file with all rows, whatever the page or the default limit: csv, jsonl, xlsx, parquet; graphml and gexf draw what "
    "the rows name. json is the answer itself. When it is left out, the `Accept` header decides.",
    examples=["csv"],
)
_BOM = Query(description="CSV begins with a byte order mark, so that Excel shows Chinese.")
_FORM = frozenset({"format", "bom"})
_SAFE = "/:~,*"
_BINARY = frozenset({Format.xlsx, Format.parquet})


async def export_format(
    request: Request, format: Annotated[Format | None, _FORMAT] = None, bom: Annotated[bool, _BOM] = False
) -> ExportFormat:
    """Read which format is asked for.

    :raises BadValueError: a byte order mark for what is not CSV.
    :raises FormatUnavailableError: Parquet without its extra.
    """
    chosen = ExportFormat(format or accepted(request.headers.get("accept", "")), bom)
    if bom and chosen.name is not Format.csv:
        raise BadValueError("'bom' means nothing without CSV.", pointer="/query/bom", hint="Give format=csv besides.")
    encoder.check(chosen)
    return chosen


def accepted(header: str) -> Format:
    """The format that an ``Accept`` header prefers; JSON where it names none of ours."""
    found: list[tuple[float, int, Format]] = []
    for place, item in enumerate(header.lower().split(",")):
        name, *parameters = (part.strip() for part in item.split(";"))
        weight = next((_weight(part[2:]) for part in parameters if part.startswith("q=")), 1.0)
        if name in BY_MEDIA_TYPE and weight > 0:
            found.append((-weight, place, BY_MEDIA_TYPE[name]))
    return min(found)[2] if found else Format.json


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def wanted(format: ExportFormat) -> bool:
    """Whether a file is asked for, and not the answer itself."""
    return format.name is not Format.json


async def exported(request: Request, format: ExportFormat, what: Table | Drawing) -> Response:
    """The file. What goes wrong before its first part is a problem like any other; later it breaks the connection.

    :raises AllianceError: what the rows raise at their beginning.
    """
    encoder.check(format, what)
    version = str(what.about.get("data_version") or "")
    facts = {"data_version": version, "link": address(request), "cite": cite_link(request, format, version), **what.about}
    headers = {
        "Content-Disposition": disposition(f"{what.name}_{version[:12] or 'data'}.{format.name}"),
        "X-Data-Version": version,
        "Link": f'<{facts["cite"]}>; rel="cite-as", <{facts["link"]}>; rel="alternate"; type="application/json"',
    }
    about = {name: value for name, value in facts.items() if value is not None}
    made = encoder.Encoded(replace(what, about=about), format)
    return await file_response(request, made, headers, media_type(format.name))


def media_type(name: Format) -> str:
    """The ``Content-Type`` of a format."""
    if name is Format.csv:
        return f"{MEDIA_TYPES[name]}; charset=utf-8; header=present"
    return MEDIA_TYPES[name]


def address(request: Request, **more: str) -> str:
    """The address of the answer itself, in one form; with ``format=csv`` besides, of its file."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in _FORM]
    return canonical(request.scope["path"], urlencode([*asked, *more.items()]))


def cite_link(request: Request, format: ExportFormat, version: str) -> str:
    """Where the file is cited, with all its rows."""
    of = quote(address(request, format=format.name), safe=_SAFE)
    return f"{CITE}?of={of}" + (f"&data_version={quote(version)}" if version else "")


RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            text: {"schema": {"type": "string", **({"format": "binary"} if name in _BINARY else {})}}
            for name, text in MEDIA_TYPES.items()
            if name is not Format.json
        }
    }
}
"""What a route that takes ``format`` may answer besides JSON, for its ``responses``."""
FormatDep = Annotated[ExportFormat, Depends(export_format)]
