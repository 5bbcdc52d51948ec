"""The formats: their names, media types and the ends of their file names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """What an answer can be given as."""

    json = "json"
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    parquet = "parquet"
    graphml = "graphml"
    gexf = "gexf"


@dataclass(frozen=True)
class ExportFormat:
    """A format that was asked for; ``bom``: CSV begins with a byte order mark, by which Excel knows that it is UTF-8."""

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
"""What an ``Accept`` header may say for each."""
GRAPHS = frozenset({Format.graphml, Format.gexf})
"""Formats of nodes and edges; the others are of rows."""
