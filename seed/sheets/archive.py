"""Read untrusted zip files. The directory is checked before it is parsed, and sizes are counted while a member is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from seed.sheets.budgets import ArchiveBudgets
from seed.sheets.errors import SheetError, too_large

SAVE_AGAIN = "Save the file again; it may be damaged or only partly downloaded."
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""Exceptions that reading a damaged zip can raise."""
_PIECE = 1 << 16
_ENDING = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_ENDING64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")


def check_directory(stream: BinaryIO, budgets: ArchiveBudgets) -> None:
    """Check the sizes of the file and of the zip's directory, without parsing the directory.

    :raises SheetError: a limit is exceeded, or the zip is incomplete.
    """
    size = stream.seek(0, 2)
    if size > budgets.file_bytes:
        raise too_large("bytes", size, budgets.file_bytes, "Split it into smaller files.")
    tail = _tail(stream, size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _ENDING.size:
        raise SheetError("damaged", "The zip has no directory at its end; it is incomplete.", SAVE_AGAIN)
    _, _, _, _, entries, length, _, _ = _ENDING.unpack_from(tail, at)
    start = size - len(tail) + at
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size : at].startswith(b"PK\x06\x07"):
        _, _, offset, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        stream.seek(min(offset, size))
        head = stream.read(_ENDING64.size)
        # If data precedes the zip, the stated offset is wrong, and the record is directly before the locator.
        if not head.startswith(b"PK\x06\x06"):
            stream.seek(max(0, start - _LOCATOR.size - _ENDING64.size))
            head = stream.read(_ENDING64.size)
        if len(head) == _ENDING64.size and head.startswith(b"PK\x06\x06"):
            *_, entries, length, _ = _ENDING64.unpack(head)
    if entries > budgets.members:
        raise too_large("members", entries, budgets.members, "Save only the data, without embedded files.")
    if length > budgets.directory_bytes:
        raise too_large("bytes of directory", length, budgets.directory_bytes, "Save only the data, without embedded files.")


def _tail(stream: BinaryIO, size: int) -> bytes:
    stream.seek(max(0, size - (1 << 16) - _ENDING.size - _LOCATOR.size))
    return stream.read()


def open_archive(stream: BinaryIO, budgets: ArchiveBudgets) -> zipfile.ZipFile:
    """Open a zip after checking its directory against the limits.

    :raises SheetError: a limit is exceeded, or the zip is damaged.
    """
    check_directory(stream, budgets)
    try:
        archive = zipfile.ZipFile(stream)
    except UNREADABLE as error:
        raise SheetError("damaged", f"The zip cannot be read: {error}.", SAVE_AGAIN) from error
    check_unpacked(archive.infolist(), budgets)
    return archive


def check_unpacked(members: list[zipfile.ZipInfo], budgets: ArchiveBudgets) -> None:
    """Check the stated sizes of all members together.

    :raises SheetError: a limit is exceeded.
    """
    if len(members) > budgets.members:
        raise too_large("members", len(members), budgets.members, "Save only the data, without embedded files.")
    total = sum(info.file_size for info in members)
    if total > budgets.unpacked_bytes:
        raise too_large("bytes when unpacked", total, budgets.unpacked_bytes, "Split it into smaller files.")


def check_members(archive: zipfile.ZipFile, budgets: ArchiveBudgets) -> None:
    """Check the directory entries of all members of a workbook.

    :raises SheetError: a member is encrypted, a link, a duplicate, compressed by an unsupported method, or has too high a ratio.
    """
    names: set[str] = set()
    for info in archive.infolist():
        name = info.orig_filename
        where = f"member {name[:200]}"
        if info.flag_bits & 1:
            raise SheetError("encrypted", "The file is encrypted.", "Save it without a password.", where)
        if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts or "\x00" in name:
            raise SheetError("unsafe-path", "The path is outside the file.", "Save it again with a spreadsheet program.", where)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise SheetError("unsafe-path", "The member is a symbolic link.", "Save it again with a spreadsheet program.", where)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise SheetError("damaged", "The compression method is not supported.", "Save it again with a spreadsheet program.", where)
        if name.lower() in names:
            raise SheetError("damaged", "The zip contains this path twice.", "Save it again with a spreadsheet program.", where)
        names.add(name.lower())
        if info.file_size > budgets.ratio_from and info.file_size > budgets.ratio * max(info.compress_size, 1):
            detail = f"It unpacks to {info.file_size:,} bytes, more than {budgets.ratio} times its packed size."
            raise SheetError("too-large", detail, "Remove empty, formatted rows and columns, and save it again.", where)


def inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a member in pieces. A member that is larger than its stated size is refused at that size.

    :raises SheetError: the member is damaged, or its size or checksum differs from the directory.
    """
    where, total, checksum = f"member {info.orig_filename[:200]}", 0, 0
    try:
        for piece in _pieces(archive, info):
            total += len(piece)
            if total > info.file_size:
                detail = f"It unpacks to more than the {info.file_size:,} bytes stated in the zip."
                raise SheetError("damaged", detail, SAVE_AGAIN, where)
            checksum = zlib.crc32(piece, checksum)
            yield piece
    except UNREADABLE as error:
        raise SheetError("damaged", f"It cannot be unpacked: {error}.", SAVE_AGAIN, where) from error
    if total != info.file_size or checksum != info.CRC:
        raise SheetError("damaged", "Its size or checksum differs from the one stated in the zip.", SAVE_AGAIN, where)


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    stream = archive.fp
    if stream is None:
        raise ValueError("the zip is closed")
    stream.seek(info.header_offset)
    head = _LOCAL.unpack(stream.read(_LOCAL.size))
    if head[0] != b"PK\x03\x04":
        raise ValueError("no member at the stated offset")
    at, left = stream.tell() + head[-2] + head[-1], info.compress_size
    packed = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and not (packed is not None and packed.eof):
        stream.seek(at)  # another reader can have moved the position
        raw = stream.read(min(_PIECE, left))
        if not raw:
            raise EOFError("unexpected end of file")
        at, left = at + len(raw), left - len(raw)
        if packed is None:
            yield raw
            continue
        while raw:
            yield packed.decompress(raw, 1 << 20)
            raw = packed.unconsumed_tail
    if packed is None:
        return
    while not packed.eof and (piece := packed.decompress(b"", 1 << 20)):  # output that did not fit into the last piece
        yield piece
    if not packed.eof:
        raise EOFError("unexpected end of compressed data")
