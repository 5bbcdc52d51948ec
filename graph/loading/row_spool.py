"""Checked rows on disk. All rows are checked before the first batch is sent to a server."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.loading.importer_files import Batch, CountSink
from graph.queries.search.full_text import search_text
from seed.columns import TYPES, type_name
from seed.model import Edge, Node, Row
from seed.packages.cell_checks import typed


@dataclass(frozen=True)
class RowBatch:
    """Rows of one type, as parameters of the queries in ``cypher/load``. ``kind`` is the label or the relationship type."""

    kind: str
    node: bool
    keys: tuple[str, ...]
    rows: list[dict[str, Any]]


class Spool(CountSink):
    """Keep checked rows in two files of ``folder``, nodes and relationships, because all nodes are sent first."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._files = {True: folder / "nodes.spool", False: folder / "relationships.spool"}
        self._streams = {node: path.open("wb") for node, path in self._files.items()}
        self._of: tuple[str, str] = ("", "")
        self._node = True

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        """Begin the rows of a type and package."""
        super().begin(cls, package, columns)
        self._of, self._node = (type_name(cls), package), issubclass(cls, Node)

    def rows(self, batch: Batch) -> None:
        """Add rows."""
        super().rows(batch)
        marshal.dump((*self._of, batch), self._streams[self._node])

    def close(self) -> None:
        """Close the files. No rows can be added after that."""
        for stream in self._streams.values():
            stream.close()

    def batches(self, size: int) -> Iterator[RowBatch]:
        """Yield all rows, nodes first, at most ``size`` at a time."""
        self.close()
        for node, path in self._files.items():
            with path.open("rb") as stream:
                while stream.peek(1):
                    kind, package, batch = marshal.load(stream)  # noqa: S302 - a file that this object wrote
                    cls = TYPES[kind]
                    keys = cls.discriminators if issubclass(cls, Edge) else ("id",)
                    for start in range(0, len(batch), size):
                        yield RowBatch(kind, node, keys, [_row(cls, cells, package) for cells in batch[start : start + size]])


def _row(cls: type[Row], cells: list[str], package: str) -> dict[str, Any]:
    values: dict[str, Any] = typed(cls, cells)
    values["package"] = package
    if issubclass(cls, Edge):
        return {"start": values.pop("start"), "end": values.pop("end"), "properties": values}
    names = (values["name"], values.get("name_zh"), values.get("aliases", ()))
    gloss = ("", values.get("gloss_zh"), values.get("search_words", ()))
    derived = {"search": search_text(*names), "search_gloss": search_text(*gloss)}
    return values | {name: text for name, text in derived.items() if text}
