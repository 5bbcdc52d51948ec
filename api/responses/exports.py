"""File exports: ``format=csv`` or ``Accept: text/csv`` streams the same response as a file.

An endpoint takes ``format: FormatDep`` and, if :func:`wanted`, returns ``await exported(request, format, table)``. It does so outside
``store.reading()``, since a file may take longer than a read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Depends, Query, Request, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from api.responses.accept import weights
from api.responses.canonical_url import CITE, canonical
from api.responses.file_stream import disposition, file_response
from graph.errors import BadValueError
from graph.export import encoder
from graph.export.formats import BY_MEDIA_TYPE, MEDIA_TYPES, ExportFormat, Format
from graph.export.graph import Drawing
from graph.export.table import Table
from seed.bilingual import Bilingual

_FORMAT = Query(
    description="File format. The file has all rows, regardless of page and default limit: csv, jsonl, xlsx, parquet; graphml and gexf "
    "contain the entities of the rows as a graph. json is the normal response. Default: from the `Accept` header.",
    examples=["csv"],
)
_BOM = Query(description="Start the CSV with a byte order mark, so that Excel displays Chinese correctly.")
_FORM = frozenset({"format", "bom"})
_SAFE = "/:~,*"
FILES = frozenset(name.value for name in Format if name is not Format.json)
"""The formats that are files."""
_BINARY = frozenset({Format.xlsx, Format.parquet})


async def export_format(
    request: Request, format: Annotated[Format | None, _FORMAT] = None, bom: Annotated[bool, _BOM] = False
) -> ExportFormat:
    """Read the requested format.

    :raises BadValueError: a byte order mark is requested for another format than CSV.
    :raises FormatUnavailableError: Parquet support is not installed.
    """
    chosen = ExportFormat(format or accepted(request.headers.get("accept", "")), bom)
    if bom and chosen.name is not Format.csv:
        raise BadValueError(
            Bilingual("'bom' requires format=csv.", "“bom”须与 format=csv 一起使用。"),
            pointer="/query/bom",
            hint=Bilingual("Add format=csv, or omit bom.", "请加上 format=csv，或去掉 bom。"),
        )
    encoder.check(chosen)
    return chosen


def accepted(header: str) -> Format:
    """Return the preferred format of an ``Accept`` header; JSON if it names no supported one."""
    supported = {name: weight for name, weight in weights(header).items() if name in BY_MEDIA_TYPE and weight > 0}
    return BY_MEDIA_TYPE[max(supported, key=lambda name: supported[name])] if supported else Format.json


def requested_format(scope: Scope) -> str:
    """Return the format that a request asks for, unchecked: of its query, or else of its ``Accept`` header."""
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    return query["format"] if "format" in query else accepted(Headers(scope=scope).get("accept", ""))


def wanted(format: ExportFormat) -> bool:
    """Whether a file is requested instead of the JSON response."""
    return format.name is not Format.json


async def exported(request: Request, format: ExportFormat, what: Table | Drawing) -> Response:
    """Return the file response. Errors before the first part become problem responses; later errors close the connection.

    :raises AllianceError: reading the first rows failed.
    """
    encoder.check(format, what)
    version = str(what.about.get("data_version") or "")
    facts = {"data_version": version, "link": json_url(request), "cite": cite_link(request, format, version), **what.about}
    headers = {
        "Content-Disposition": disposition(f"{what.name}_{version[:12] or 'data'}.{format.name}"),
        "X-Data-Version": version,
        "Link": f'<{facts["cite"]}>; rel="cite-as", <{facts["link"]}>; rel="alternate"; type="application/json"',
    }
    about = {name: value for name, value in facts.items() if value is not None}
    encoded = encoder.Encoded(replace(what, about=about), format)
    return await file_response(request, encoded, headers, media_type(format.name))


def media_type(name: Format) -> str:
    """Return the ``Content-Type`` of a format."""
    if name is Format.csv:
        return f"{MEDIA_TYPES[name]}; charset=utf-8; header=present"
    return MEDIA_TYPES[name]


def json_url(request: Request, **more: str) -> str:
    """Return the canonical URL of the JSON response; with ``format=csv`` in ``more``, of its file."""
    params = [(name, value) for name, value in request.query_params.multi_items() if name not in _FORM]
    return canonical(request.scope["path"], urlencode([*params, *more.items()]))


def cite_link(request: Request, format: ExportFormat, version: str) -> str:
    """Return the citation URL of the file, with all its rows."""
    of = quote(json_url(request, format=format.name), safe=_SAFE)
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
"""Response media types besides JSON of a route with ``format``, for its ``responses``."""
FormatDep = Annotated[ExportFormat, Depends(export_format)]
