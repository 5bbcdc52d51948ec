"""Writes a package a batch at a time, so that its size does not show in memory."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from seed.columns import Column, columns, keys, path_of, type_name
from seed.model import Row

Progress = Callable[[str, int], None]
"""Called now and then with the type that is being written and the rows of it so far."""
PROVENANCE = ("sources", "certainty", "origin")
_KINDS = {"str": "string", "words": "string", "date": "string", "int": "integer", "float": "number", "bool": "boolean"}


class Output:
    """A package under way in ``root``, an empty folder. Cells must not need quotes: ids, digits and words without commas."""

    def __init__(self, root: Path, tail: str, progress: Progress | None = None) -> None:
        self.root, self.rows = root, dict[str, int]()
        self._tail, self._progress = f",{tail}\n", progress
        self._streams: dict[type[Row], IO[str]] = {}
        self._headers: dict[type[Row], tuple[str, ...]] = {}
        self._told = time.monotonic()

    def write(self, cls: type[Row], header: tuple[str, ...], lines: Iterable[str]) -> None:
        """Append lines (cells joined by commas, in the order of ``header``); the provenance is added to each."""
        stream = self._streams.get(cls)
        if stream is None:
            stream = self._begin(cls, header)
        elif self._headers[cls] != header:
            raise ValueError(f"{type_name(cls)} was begun with the columns {self._headers[cls]}, not {header}.")
        batch = list(lines)
        if batch:
            stream.write(self._tail.join(batch) + self._tail)
        self._count(type_name(cls), len(batch))

    def close(self) -> None:
        """Close all files."""
        for stream in self._streams.values():
            stream.close()

    def describe(self, **about: Any) -> None:
        """Write ``datapackage.json`` for the files written so far."""
        resources = [_resource(cls, (*self._headers[cls], *PROVENANCE)) for cls in sorted(self._headers, key=path_of)]
        text = json.dumps({**about, "profile": "tabular-data-package", "resources": resources}, ensure_ascii=False, indent=2)
        (self.root / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")

    def _begin(self, cls: type[Row], header: tuple[str, ...]) -> IO[str]:
        path = self.root / path_of(cls)
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20)
        stream.write(",".join((*header, *PROVENANCE)) + "\n")
        self._streams[cls], self._headers[cls] = stream, header
        return stream

    def _count(self, name: str, count: int) -> None:
        self.rows[name] = self.rows.get(name, 0) + count
        if self._progress is not None and time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            self._progress(name, self.rows[name])


def _resource(cls: type[Row], header: tuple[str, ...]) -> dict[str, Any]:
    known = {column.name: column for column in columns(cls)}
    schema = {"fields": [_field(known[name]) for name in header], "primaryKey": list(keys(cls)), "missingValues": [""]}
    name = path_of(cls).rpartition("/")[2].removesuffix(".csv")
    return {"name": name, "path": path_of(cls), "profile": "tabular-data-resource", "encoding": "utf-8", "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.minimum is not None:
        constraints["minimum"] = int(column.minimum) if column.kind == "int" else column.minimum
    if column.maximum is not None:
        constraints["maximum"] = int(column.maximum) if column.kind == "int" else column.maximum
    return {"name": column.name, "type": _KINDS[column.kind], "description": column.about} | ({"constraints": constraints} if constraints else {})
