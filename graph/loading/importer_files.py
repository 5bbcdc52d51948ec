"""Write checked rows to the files of the server's importer, in the same pass as the check.

A type has one header file, and one file of rows for each package with rows of that type. The imported values are those of
:func:`seed.packages.cell_checks.typed`: empty cells are omitted, words are lists, a date ``x`` has ``x_lo`` and ``x_hi``. Nodes have
``search``, and every row has the name of its ``package``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import IO

from graph.queries.search.full_text import search_text
from graph.storage.row_diff import RowHashes
from seed.columns import SEPARATOR, Column, columns, keys, type_name
from seed.model import Node, Row, bounds

Cells = list[str]
Batch = list[Cells]
_TYPES = {"str": "string", "date": "string", "int": "long", "float": "double", "bool": "boolean", "words": "string[]"}
_BUFFER = 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9 ,;:()|&/-]*")
"""Names that get no search text. The check is cheap, and most names pass it."""
_SEARCHED = ("name", "name_zh", "aliases", "gloss_zh", "search_words")
_DERIVED = ("search:string", "search_gloss:string")


class CountSink:
    """Count checked rows by type and origin, and by package."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.by_package: Counter[str] = Counter()
        self._package = ""
        self._count: Counter[str] = Counter()
        self._origin = 0

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        """Begin the rows of a type and package, with cells in the order of ``columns``."""
        self._package = package
        self._origin = columns.index("origin")
        self._count = self.counts.setdefault(type_name(cls), Counter())

    def rows(self, batch: Batch) -> None:
        """Add rows."""
        origin = self._origin
        self._count.update([row[origin] for row in batch])
        self.by_package[self._package] += len(batch)

    def end(self) -> None:
        """End the rows of this type and package."""

    def total(self) -> int:
        """Return the number of rows so far."""
        return sum(count.total() for count in self.counts.values())


class HashSink(CountSink):
    """Count rows, and hash them to files in ``folder`` for the comparison with another data version."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.hashes = RowHashes(folder)
        self._identify: Callable[[Batch], list[str]] = _no_ids

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        """Begin the rows of a type and package, with cells in the order of ``columns``."""
        super().begin(cls, package, columns)
        self._identify = _identifier(cls, columns)

    def rows(self, batch: Batch) -> None:
        """Add rows."""
        super().rows(batch)
        self.hashes.add(self._identify(batch), map("\x1f".join, batch))


class BulkSink(HashSink):
    """Count and hash rows, and write the importer's files to ``folder``.

    ``node_files`` and ``rel_files`` are arguments of :func:`graph.server.admin_tool.bulk_import`.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.node_files: dict[str, list[Path]] = {}
        self.rel_files: dict[str, list[Path]] = {}
        self._stream: IO[str] | None = None
        self._write: Callable[[Batch], object] = len
        self._more: Callable[[Batch], Batch] = list

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        """Open the file for a type of a package."""
        super().begin(cls, package, columns)
        files = self._files(cls)
        path = self.folder / f"{type_name(cls)}-{len(files)}.csv"
        files.append(path)
        self._stream = path.open("w", encoding="utf-8", newline="", buffering=_BUFFER)
        self._write = csv.writer(self._stream, lineterminator="\n").writerows
        self._more = _extender(cls, package, columns)

    def rows(self, batch: Batch) -> None:
        """Add rows."""
        super().rows(batch)
        self._write(self._more(batch))

    def end(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def close(self) -> None:
        """Close all files, also after a failed check."""
        self.end()
        self.hashes.close()

    def _files(self, cls: type[Row]) -> list[Path]:
        node = issubclass(cls, Node)
        files = (self.node_files if node else self.rel_files).setdefault(f"Thing:{type_name(cls)}" if node else type_name(cls), [])
        if not files:
            header = self.folder / f"{type_name(cls)}-0.csv"
            header.write_text(",".join(header_of(cls)) + "\n", encoding="utf-8")
            files.append(header)
        return files


def _no_ids(batch: Batch) -> list[str]:  # noqa: ARG001
    return []


def header_of(cls: type[Row]) -> list[str]:
    """Return the importer's header row of a type: its columns with their types, then the derived columns."""
    node = issubclass(cls, Node)
    special = {"id": "id:ID"} if node else {"start": ":START_ID", "end": ":END_ID"}
    names = [special.get(column.name, f"{column.name}:{_TYPES[column.kind]}") for column in columns(cls)]
    dates = [f"{name}_{end}:string" for name in _dates(cls) for end in ("lo", "hi")]
    return [*names, *dates, *(_DERIVED if node else ()), "package:string"]


def _dates(cls: type[Row]) -> list[str]:
    return [column.name for column in columns(cls) if column.kind == "date"]


def _identifier(cls: type[Row], names: tuple[str, ...]) -> Callable[[Batch], list[str]]:
    """Return a function that identifies rows: nodes by id; relationships by type, ends and discriminators."""
    places = [names.index(key) for key in keys(cls)]
    if issubclass(cls, Node):
        return lambda batch: [row[places[0]] for row in batch]
    kind = type_name(cls)
    if places == [0, 1]:
        return lambda batch: [f"{kind}~{row[0]}~{row[1]}" for row in batch]
    return lambda batch: ["~".join([kind, *[row[place] for place in places]]) for row in batch]


def _extender(cls: type[Row], package: str, names: tuple[str, ...]) -> Callable[[Batch], Batch]:
    """Return a function that makes the importer's rows: cells in header order, then bounds of dates, search text and package."""
    declared: tuple[Column, ...] = columns(cls)
    if names != tuple(column.name for column in declared):
        raise ValueError(f"{type_name(cls)}: the cells are in the order {names}, not in the declared order.")
    dates = [names.index(name) for name in _dates(cls)]
    if issubclass(cls, Node):
        first, last = names.index(_SEARCHED[0]), names.index(_SEARCHED[-1]) + 1
        if names[first:last] != _SEARCHED:
            raise ValueError(f"{type_name(cls)}: {', '.join(_SEARCHED)} are not adjacent columns.")
        return lambda batch: [[*row, *_bounds(row, dates), *_search(*row[first:last]), package] for row in batch]
    if dates:
        return lambda batch: [[*row, *_bounds(row, dates), package] for row in batch]
    return lambda batch: [[*row, package] for row in batch]


def _bounds(row: Cells, dates: list[int]) -> Cells:
    return [end for place in dates for end in _pair(row[place])]


@lru_cache(maxsize=50_000)
def _pair(date: str) -> tuple[str, str]:
    return bounds(date) if date else ("", "")


def _search(name: str, name_zh: str, aliases: str, gloss_zh: str, search_words: str) -> tuple[str, str]:
    return _text(name, name_zh, aliases), _text("", gloss_zh, search_words)


def _text(name: str, name_zh: str, others: str) -> str:
    if _PLAIN.fullmatch(name) and _PLAIN.fullmatch(name_zh) and _PLAIN.fullmatch(others):
        return ""
    return search_text(name, name_zh, others.split(SEPARATOR))
