"""Determine the format of a file from its content, and list the parts that are not read."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import BinaryIO

from seed.sheets.archive import check_members, inflate, open_archive
from seed.sheets.budgets import Budgets
from seed.sheets.errors import SheetError, too_large
from seed.sheets.markup import parse

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMATS = {".xlsx": "an .xlsx workbook", ".ods": "an .ods workbook", ".xls": "an .xls workbook"}
_FAMILY = {".xlsx": ".xlsx", ".xlsm": ".xlsx", ".xls": ".xls", ".ods": ".ods"}


def check_size(path: Path, budgets: Budgets) -> int:
    """Return the size of a file in bytes.

    :raises SheetError: the file does not exist, or is too large.
    """
    if not path.is_file():
        raise SheetError("missing-file", f"File not found: {path}.", "Use the path of a spreadsheet.")
    size = path.stat().st_size
    if size > budgets.file_bytes:
        raise too_large("bytes", size, budgets.file_bytes, "Split it into smaller files, or remove pictures.")
    return size


def format_of(stream: BinaryIO, budgets: Budgets) -> tuple[str, zipfile.ZipFile | None]:
    """Return the format of a workbook (.xlsx, .xls or .ods) by its content, and the open zip unless it is .xls.

    :raises SheetError: the file is not a workbook, is encrypted, or exceeds a limit.
    """
    head = stream.read(8)
    if head.startswith(_OLE_MAGIC):
        stream.seek(0)
        if _ENCRYPTED in stream.read(budgets.file_bytes):
            raise SheetError("encrypted", "The file is encrypted.", "Save it without a password.")
        return ".xls", None
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise SheetError("wrong-type", "The content is not a workbook.", "Save it as .xlsx, or rename it to .csv if it is text.")
    archive = open_archive(stream, budgets.archive)
    names = {info.filename.lower() for info in archive.infolist()}
    if "xl/workbook.bin" in names:
        raise SheetError("unsupported", "The content is an .xlsb workbook.", "Save it as .xlsx.")
    check_members(archive, budgets.archive)
    if "content.xml" in names and "mimetype" in names:
        return ".ods", archive
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return ".xlsx", archive
    raise SheetError("wrong-type", "The content is a zip, but not a workbook.", "Save it as .xlsx with a spreadsheet program.")


def check_name(path: Path, format: str) -> None:
    """Compare the extension of a file name with the format of the content.

    :raises SheetError: they differ.
    """
    if _FAMILY[path.suffix.lower()] != format:
        raise SheetError(
            "wrong-type", f"The content is {_FORMATS[format]}, but the extension is {path.suffix}.", f"Rename it to {path.stem}{format}."
        )


def check_content(archive: zipfile.ZipFile, chosen: str | None) -> None:
    """Unpack each member once and discard it. Its content must match the zip directory, and XML must not declare a document type.

    ``chosen`` is a member that is scanned separately.
    """
    for info in archive.infolist():
        if info.filename == chosen:
            continue
        pieces = inflate(archive, info)
        if info.filename.lower().endswith((".xml", ".rels", ".vml")) and not info.filename.startswith("xl/worksheets/"):
            parse(pieces, f"member {info.filename[:200]}", lambda _, __: None)
        else:
            for _ in pieces:
                pass


def notes_of(archive: zipfile.ZipFile) -> list[str]:
    """Describe the parts of a workbook that are not read."""
    names = [info.filename.lower() for info in archive.infolist()]
    notes = []
    if any(name.endswith("vbaproject.bin") for name in names):
        notes.append("The workbook contains macros. They are not run; only values are read.")
    if any(name.startswith("xl/externallinks/") and name.endswith(".xml") for name in names):
        notes.append("The workbook links to other files. Links are not followed; the values saved in the file are read.")
    if any(name.startswith("xl/embeddings/") or name.endswith((".zip", ".xlsx", ".docx", ".ole")) for name in names):
        notes.append("The workbook contains embedded files. They are not opened.")
    return notes
