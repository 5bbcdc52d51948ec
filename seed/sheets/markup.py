"""Parse XML of untrusted files as a stream of events. Document type declarations are refused, and with them all declared entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from seed.sheets.errors import SheetError

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def parse(pieces: Iterable[bytes], where: str, start: Start, end: End | None = None, text: Callable[[str], None] | None = None) -> None:
    """Parse a document. Names keep their prefix.

    :raises SheetError: the document is malformed or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse(where)
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SheetError("damaged", f"Invalid XML: {error}.", "Save the file again with a spreadsheet program.", where) from error


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(where: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise SheetError("unsafe-xml", "The XML declares a document type (DTD).", "Save the file again with a spreadsheet program.", where)

    return refuse
