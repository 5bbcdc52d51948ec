"""Write a package in batches, so that memory use does not depend on its size."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from seed.columns import CLASS_BY_FILE, path_of, type_name
from seed.derived_schemas import datapackage_schema
from seed.model import Row
from seed.packages.package_files import DESCRIPTOR
from seed.progress import Progress

"""Called at intervals with the type that is being written, the number of rows so far and the estimated total."""
LICENSES = ({"name": "CC0-1.0", "title": "CC0 1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"},)
PROVENANCE = ("sources", "certainty", "origin")


class Output:
    """A package that is being written into ``root``, an empty folder. Cells must not need quotes: ids, digits and texts without commas."""

    def __init__(self, root: Path, tail: str, expected: int, progress: Progress | None = None) -> None:
        self.root, self.rows = root, dict[str, int]()
        self._written, self._expected = 0, expected
        self._tail, self._progress = f",{tail}\n", progress
        self._streams: dict[type[Row], IO[str]] = {}
        self._headers: dict[type[Row], tuple[str, ...]] = {}
        self._last_progress = time.monotonic()

    def write(self, cls: type[Row], header: tuple[str, ...], lines: Iterable[str]) -> None:
        """Append lines (cells joined by commas, in the order of ``header``). The provenance is added to each line."""
        stream = self._streams.get(cls)
        if stream is None:
            stream = self._open(cls, header)
        elif self._headers[cls] != header:
            raise ValueError(f"{type_name(cls)} already has the columns {self._headers[cls]}, not {header}.")
        batch = list(lines)
        if batch:
            stream.write(self._tail.join(batch) + self._tail)
        self._count(type_name(cls), len(batch))

    def close(self) -> None:
        """Close all files."""
        for stream in self._streams.values():
            stream.close()

    def describe(self, name: str, title: str, version: str, requires: Iterable[str], calibrated_to: Iterable[str]) -> None:
        """Write ``datapackage.json`` for the files written so far, with their columns."""
        resources = [_resource(cls, (*self._headers[cls], *PROVENANCE)) for cls in CLASS_BY_FILE.values() if cls in self._headers]
        head = {"name": name, "title": title, "version": version, "licenses": list(LICENSES), "requires": list(requires)}
        head["calibrated_to"] = list(calibrated_to)
        about = {"profile": "tabular-data-package", **head, "resources": resources}
        text = json.dumps(about, ensure_ascii=False, indent=2)
        (self.root / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")

    def _open(self, cls: type[Row], header: tuple[str, ...]) -> IO[str]:
        path = self.root / path_of(cls)
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20)
        stream.write(",".join((*header, *PROVENANCE)) + "\n")
        self._streams[cls], self._headers[cls] = stream, header
        return stream

    def _count(self, name: str, count: int) -> None:
        self.rows[name] = self.rows.get(name, 0) + count
        self._written += count
        if self._progress is not None and time.monotonic() - self._last_progress > 0.1:
            self._last_progress = time.monotonic()
            self._progress(name, self._written, max(self._written, self._expected))


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
