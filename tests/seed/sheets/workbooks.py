"""Build valid and hostile workbooks from a few lines of XML."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def text(name: str, value: str) -> str:
    """Return a cell with an inline text."""
    return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet_xml(*rows: str, prolog: str = "") -> str:
    return f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def parts(*sheets: str, names: Iterable[str] = ()) -> dict[str, str]:
    """Return the members of a workbook with these worksheets."""
    given = list(names) or [f"Sheet{number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(given, 1))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
    )
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": content for n, content in enumerate(sheets, 1)},
    }


def pack(path: Path, members: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, *rows: str) -> Path:
    """Write a workbook with one worksheet."""
    return pack(path, parts(sheet_xml(*rows)))


def ods(path: Path, table: str) -> Path:
    office, tables = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}" '
        f'xmlns:table="{tables}" xmlns:text="{words}" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="T">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return pack(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_cell(value: str, repeated: int = 1) -> str:
    shown = f"<text:p>{value}</text:p>"
    return f'<table:table-cell table:number-columns-repeated="{repeated}" office:value-type="string">{shown}</table:table-cell>'


def ods_row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def zeros(count: int, head: bytes, unit: bytes, tail: bytes) -> tuple[bytes, int, int]:
    """Deflate ``head``, ``count`` megabytes of ``unit``, and ``tail``. Return the data with its size and checksum.

    A block that ends in a full flush does not refer to earlier blocks, so it is compressed once and repeated.
    """
    block = unit * ((1 << 20) // len(unit))
    pieces, size, checksum = [], len(head) + count * len(block) + len(tail), zlib.crc32(head)
    for piece, ending in ((head, zlib.Z_FULL_FLUSH), (block, zlib.Z_FULL_FLUSH), (tail, zlib.Z_FINISH)):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        pieces.append(packer.compress(piece) + packer.flush(ending))
    for _ in range(count):
        checksum = zlib.crc32(block, checksum)
    return pieces[0] + pieces[1] * count + pieces[2], size, zlib.crc32(tail, checksum)


def pack_raw(path: Path, members: dict[str, str], name: str, packed: bytes, size: int, checksum: int) -> Path:
    """Write a zip whose member ``name`` has this deflated data, size and checksum, correct or not."""
    pack(path, {**members, name: b"-"} if name not in members else members)
    with zipfile.ZipFile(path) as archive:
        contents = {info.filename: archive.read(info) for info in archive.infolist()}
    body, directory = b"", b""
    for member, content in contents.items():
        raw = member.encode()
        if member == name:
            method, data, length, crc = 8, packed, size, checksum
        else:
            method, data, length, crc = 0, content, len(content), zlib.crc32(content)
        fields = struct.pack("<5H3L2H", 20, 0, method, 0, 33, crc, len(data), length, len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + fields + raw + data
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, len(contents), len(contents), len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    return path
