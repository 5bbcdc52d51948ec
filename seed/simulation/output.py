"""Writes a package a batch at a time, so that its size does not show in memory."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from seed.columns import CLASS_BY_FILE, path_of, type_name
from seed.model import Row
from seed.packages.package_files import DESCRIPTOR
from seed.schema import datapackage_schema

Progress = Callable[[str, int, int], None]
"""Called now and then with the type that is being written, the rows written so far and about how many there will be."""
LICENSES = ({"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"},)
PROVENANCE = ("sources", "certainty", "origin")


class Output:
    """A package under way in ``root``, an empty folder. Cells must not need quotes: ids, digits and words without commas."""

    def __init__(self, root: Path, tail: str, expected: int, progress: Progress | None = None) -> None:
        self.root, self.rows = root, dict[str, int]()
        self._done, self._expected = 0, expected
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

    def describe(self, name: str, title: str, version: str, requires: Iterable[str]) -> None:
        """Write ``datapackage.json`` for the files written so far, with the columns that they have."""
        resources = [_resource(cls, (*self._headers[cls], *PROVENANCE)) for cls in CLASS_BY_FILE.values() if cls in self._headers]
        head = {"name": name, "title": title, "version": version, "licenses": list(LICENSES), "requires": list(requires)}
        about = {"profile": "tabular-data-package", **head, "resources": resources}
        text = json.dumps(about, ensure_ascii=False, indent=2)
        (self.root / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")

    def _begin(self, cls: type[Row], header: tuple[str, ...]) -> IO[str]:
        path = self.root / path_of(cls)
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20)
        stream.write(",".join((*header, *PROVENANCE)) + "\n")
        self._streams[cls], self._headers[cls] = stream, header
        return stream

    def _count(self, name: str, count: int) -> None:
        self.rows[name] = self.rows.get(name, 0) + count
        self._done += count
        if self._progress is not None and time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            self._progress(name, self._done, max(self._done, self._expected))


def _resource(cls: type[Row], header: tuple[str, ...]) -> dict[str, Any]:
    path, schema = path_of(cls), datapackage_schema(cls)
    fields = {field["name"]: field for field in schema["fields"]}
    return {
        "name": path.removesuffix(".csv").replace("/", "-").replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {**schema, "fields": [fields[name] for name in header]},
    }
