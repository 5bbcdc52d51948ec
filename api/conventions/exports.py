"""``format=csv`` or ``Accept: text/csv``: the same answer as a file, streamed.

    async def list_things(request: Request, store: StoreDep, format: FormatDep) -> Response:
        if wanted(format):
            return await exported(request, format, Table(...))
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from graph.errors import BadValueError
from graph.export.drawing import Drawing
from graph.export.formats import BY_MEDIA_TYPE, ExportFormat, Format
from graph.export.table import Table

_FORMAT = Query(
    description="As a file: csv, jsonl, xlsx, parquet, graphml (rows as nodes and edges), gexf; json is the answer itself. "
    "Without it the `Accept` header decides. A file has all rows, whatever the page or the default limit."
)
_BOM = Query(description="CSV begins with a byte order mark, so that Excel shows Chinese.")


async def export_format(
    request: Request, format: Annotated[Format | None, _FORMAT] = None, bom: Annotated[bool, _BOM] = False
) -> ExportFormat:
    """Read which format is asked for."""
    name = format or accepted(request.headers.get("accept", ""))
    if bom and name is not Format.csv:
        raise BadValueError("'bom' means nothing without CSV.", pointer="/query/bom", mend="Give format=csv besides.")
    return ExportFormat(name, bom)


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
    """The file. What goes wrong before its first part is a problem like any other; later it breaks the connection."""
    raise NotImplementedError


FormatDep = Annotated[ExportFormat, Depends(export_format)]
