"""Text in XML."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from graph.export.columns import Cell, CellKind, text_of

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES: dict[CellKind, str] = {"int": "long", "float": "double", "bool": "boolean"}
"""Names that GraphML and GEXF have for kinds; the others are ``string``."""


def legal(text: str) -> str:
    """Control characters, which XML cannot hold, replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def content(value: Any) -> str:
    """A value between tags."""
    return escape(legal(text_of(value)), {"\r": "&#13;"})


def quoted(value: Any) -> str:
    """A value as an attribute, with its quotes."""
    return quoteattr(legal(text_of(value)))


def type_of(cell: Cell) -> str:
    """The type of a column."""
    return TYPES.get(cell.kind, "string")
