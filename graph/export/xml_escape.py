"""Escape text for XML."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from graph.export.columns import Cell, CellKind, text_of

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES: dict[CellKind, str] = {"int": "long", "float": "double", "bool": "boolean"}
"""Type names in GraphML and GEXF by kind. All other kinds are ``string``."""


def legal(text: str) -> str:
    """Replace control characters, which XML does not allow, with U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def content(value: Any) -> str:
    """Return a value as element content."""
    return escape(legal(text_of(value)), {"\r": "&#13;"})


def quoted(value: Any) -> str:
    """Return a value as an attribute value, with quotes."""
    return quoteattr(legal(text_of(value)))


def type_of(cell: Cell) -> str:
    """Return the GraphML and GEXF type of a column."""
    return TYPES.get(cell.kind, "string")
