"""Rows to be exported."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.export.columns import ExportColumn

Things = Callable[[Sequence[str]], Awaitable[Mapping[str, Mapping[str, Any]]]]
"""Finds things in short by their ids; those that do not exist are not in it."""


@dataclass(frozen=True)
class Table:
    """Rows, read as they are written.

    :param name: of the file: a question's name, or the path of a type (``schools``).
    :param title: for people; any language.
    :param columns: what a row has, in order; ``origin`` is among them.
    :param rows: read once. What goes wrong in it breaks the export off.
    :param about: ``data_version`` and whatever else is stated about the rows: ``filter``, ``as_of`` ...
    :param things: with it, a drawing of the rows names the ends of relationships that no row names.
    """

    name: str
    title: str
    columns: tuple[ExportColumn, ...]
    rows: AsyncIterator[Mapping[str, Any]]
    about: Mapping[str, Any] = field(default_factory=dict)
    things: Things | None = None
