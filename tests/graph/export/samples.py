"""Sample rows with awkward values: Chinese, formulas, empty values, lists, partial dates, quotes, angle brackets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from graph.export.columns import ExportColumn
from graph.export.encoder import Encoded
from graph.export.formats import ExportFormat, Format
from graph.export.graph import Drawing
from graph.export.table import Table

SCHOOL = {"id": "school:a", "type": "School", "name": "School A", "name_zh": "甲校", "origin": "documented", "href": "/v1/schools/school:a"}
WORKS = {"id": "enterprise:x", "type": "Enterprise", "name": 'Works <X> & "Y"', "name_zh": None, "origin": "inferred", "href": "/x"}
FEEDS = {
    "id": "FEEDS~program:p~enterprise:x~2024",
    "type": "FEEDS",
    "start": "program:p",
    "end": "enterprise:x",
    "year": 2024,
    "graduates": 12,
    "sources": ["source:news", "source:list"],
    "quotes": ["十二名毕业生", "=1+1"],
    "locator": None,
    "certainty": "seen",
    "origin": "documented",
    "rule": None,
    "href": "/v1/relationships/FEEDS~program:p~enterprise:x~2024",
}
PARTNERS = {
    "id": "PARTNERS_WITH~school:a~enterprise:x~order class",
    "type": "PARTNERS_WITH",
    "start": "school:a",
    "end": "enterprise:x",
    "form": "order class",
    "valid_from": "2020",
    "valid_to": "2024-02",
    "sources": ["source:news"],
    "quotes": [],
    "origin": "documented",
    "href": "/y",
}
COLUMNS = (
    ExportColumn("school", "node"),
    ExportColumn("enterprises", "node", many=True),
    ExportColumn("words", "words"),
    ExportColumn("text", "str"),
    ExportColumn("number", "int"),
    ExportColumn("share", "float"),
    ExportColumn("known", "bool"),
    ExportColumn("since", "date"),
    ExportColumn("year", "year"),
    ExportColumn("excluded", "json"),
    ExportColumn("origin", "str"),
    ExportColumn("evidence", "edge", many=True),
)
FULL = {
    "school": SCHOOL,
    "enterprises": [WORKS, {**WORKS, "id": "enterprise:y", "name": "Y", "name_zh": "乙厂"}],
    "words": ["甲", "乙"],
    "text": '桂阳县, "嘉禾"\n第二行',
    "number": -5,
    "share": 0.1 + 0.2,
    "known": True,
    "since": "2024-06-30",
    "year": 2024,
    "excluded": {"FEEDS": 2},
    "origin": "documented",
    "evidence": [FEEDS, PARTNERS],
}
EMPTY = {**dict.fromkeys(FULL), "origin": "simulated", "known": False, "number": 0}
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "'quoted",
    "''twice",
    '=HYPERLINK("http://x")',
)
ABOUT = {"data_version": "feed" * 16, "link": "/v1/questions/sample"}


async def each(rows: Iterable[Any]) -> AsyncIterator[Any]:
    for row in rows:
        yield row


def table(*rows: dict[str, Any], columns: tuple[ExportColumn, ...] = COLUMNS) -> Table:
    return Table("sample", "Sample 样本", columns, each(rows), ABOUT)


def drawing(nodes: Iterable[dict[str, Any]] = (SCHOOL, WORKS), edges: Iterable[dict[str, Any]] = (FEEDS, PARTNERS)) -> Drawing:
    return Drawing(each(nodes), each(edges), about=ABOUT)


async def bytes_of(what: Table | Drawing, format: Format, *, bom: bool = False) -> bytes:
    return b"".join([part async for part in Encoded(what, ExportFormat(format, bom)).parts()])


def file_bytes(what: Table | Drawing, format: Format, *, bom: bool = False) -> bytes:
    """Return the whole file."""
    return asyncio.run(bytes_of(what, format, bom=bom))
