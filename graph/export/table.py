"""Rows to export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.export.columns import ExportColumn

Things = Callable[[Sequence[str]], Awaitable[Mapping[str, Mapping[str, Any]]]]
"""Looks up short forms of entities by id. Ids that do not exist are left out."""


@dataclass(frozen=True)
class Table:
    """Rows, read while they are written.

    :param name: name of the file: a question's name, or the path of a type (``schools``).
    :param title: human-readable title in any language.
    :param columns: the columns in order, including ``origin``.
    :param rows: read once. An error in it ends the export.
    :param about: metadata of the rows: ``data_version``, ``filter``, ``as_of`` ...
    :param things: looks up ends of relationships that are in no row, for graph formats.
    """

    name: str
    title: str
    columns: tuple[ExportColumn, ...]
    rows: AsyncIterator[Mapping[str, Any]]
    about: Mapping[str, Any] = field(default_factory=dict)
    things: Things | None = None
