"""The export formats and their media types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The formats of a response."""

    json = "json"
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    parquet = "parquet"
    graphml = "graphml"
    gexf = "gexf"


@dataclass(frozen=True)
class ExportFormat:
    """A requested format. With ``bom``, CSV starts with a byte order mark, so that Excel detects UTF-8."""

    name: Format = Format.json
    bom: bool = False


MEDIA_TYPES: dict[Format, str] = {
    Format.json: "application/json",
    Format.csv: "text/csv",
    Format.jsonl: "application/x-ndjson",
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.parquet: "application/vnd.apache.parquet",
    Format.graphml: "application/graphml+xml",
    Format.gexf: "application/gexf+xml",
}
BY_MEDIA_TYPE: dict[str, Format] = {text: name for name, text in MEDIA_TYPES.items()} | {
    "application/jsonl": Format.jsonl,
    "application/*": Format.json,
    "*/*": Format.json,
    "text/*": Format.csv,
}
"""Formats by the media types accepted in an ``Accept`` header."""
GRAPHS = frozenset({Format.graphml, Format.gexf})
"""Formats with nodes and edges. The other formats contain rows."""
