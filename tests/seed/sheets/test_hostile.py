"""Hostile and damaged files are refused with a reason, a location and a hint. None ends this process or exhausts its memory."""

from __future__ import annotations

import csv
import dataclasses
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seed.sheets import SHEETS, Budgets, SheetError, open_table
from seed.sheets import process as process_module
from seed.sheets.process import Child
from tests.seed.sheets.workbooks import MAIN, ods, ods_cell, ods_row, pack, pack_raw, parts, row, sheet_xml, text, workbook, zeros

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def refusal(path: Path, budgets: Budgets = SHEETS, sheet: str | None = None) -> SheetError:
    with pytest.raises(SheetError) as refused, open_table(path, sheet, budgets) as opened:
        for _ in opened.rows:
            pass
    error = refused.value
    assert error.fault.detail.endswith("."), error
    assert error.fault.expected.endswith("."), error
    return error


def with_sheet(path: Path, content: str, **more: str) -> Path:
    return pack(path, {**parts(content), **more})


def test_a_zip_bomb_is_refused_by_its_stated_size(tmp_path: Path) -> None:
    packed = zeros(3_200, b"<worksheet><sheetData>", b"<row/>" * 1024, b"</sheetData></worksheet>")
    path = pack_raw(tmp_path / "bomb.xlsx", parts(sheet_xml()), SHEET, *packed)
    assert path.stat().st_size < 32 << 20
    error = refusal(path)
    assert error.fault.code == "too-large"
    assert "bytes when unpacked; the limit is 536,870,912" in error.fault.detail


def test_a_zip_bomb_within_the_total_is_refused_by_its_ratio(tmp_path: Path) -> None:
    packed = zeros(100, b"<worksheet>", b" " * 4096, b"</worksheet>")
    error = refusal(pack_raw(tmp_path / "bomb.xlsx", parts(sheet_xml()), SHEET, *packed))
    assert "more than 250 times its packed size" in error.fault.detail
    assert SHEET in error.where


@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml"])
def test_a_zip_that_understates_a_size_is_refused_at_that_size(tmp_path: Path, member: str) -> None:
    data, _, checksum = zeros(600, b"<worksheet>", b" " * 4096, b"</worksheet>")
    error = refusal(pack_raw(tmp_path / "wrong-size.xlsx", parts(sheet_xml(row(1, text("A1", "x")))), member, data, 5_000, checksum))
    assert error.fault.code == "damaged"
    assert "more than the 5,000 bytes stated in the zip" in error.fault.detail
    assert member in str(error) or "Sheet1" in str(error)


def test_a_zip_that_overstates_a_size_is_refused(tmp_path: Path) -> None:
    data, size, checksum = zeros(0, sheet_xml(row(1, text("A1", "x"))).encode(), b"-", b"")
    error = refusal(pack_raw(tmp_path / "wrong-size.xlsx", parts(sheet_xml()), SHEET, data, size + 1, checksum))
    assert "differs from the one stated in the zip" in error.fault.detail


def test_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    data, size, checksum = zeros(0, sheet_xml(row(1, text("A1", "x"))).encode(), b"-", b"")
    error = refusal(pack_raw(tmp_path / "crc.xlsx", parts(sheet_xml()), SHEET, data, size, checksum ^ 1))
    assert error.fault.code == "damaged"


def test_too_many_members_are_refused_before_the_directory_is_parsed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "many.xlsx", row(1, text("A1", "x")))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", raw, at + 8, 60_000, 60_000)
    path.write_bytes(raw)
    assert "60,000 members; the limit is 5,000" in refusal(path).fault.detail


def test_an_oversized_zip_directory_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "wide.xlsx", row(1, text("A1", "x")))
    raw = bytearray(path.read_bytes())
    struct.pack_into("<L", raw, raw.rfind(b"PK\x05\x06") + 12, 1 << 30)
    path.write_bytes(raw)
    assert "bytes of directory" in refusal(path).fault.detail


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"])
def test_a_document_type_declaration_is_refused_in_every_part(tmp_path: Path, member: str) -> None:
    members = parts(sheet_xml(row(1, text("A1", "x"))))
    content = members.get(member, f'<sst xmlns="{MAIN}"/>')
    start = content.index("?>") + 2 if content.startswith("<?xml") else 0
    members[member] = content[:start] + LAUGHS + content[start:]
    error = refusal(pack(tmp_path / "laughs.xlsx", members))
    assert error.fault.code == "unsafe-xml"
    assert "DTD" in error.fault.detail


def test_ten_thousand_columns_are_refused_at_the_first_one_over_the_limit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "wide.xlsx", "<row>" + "<c><v>1</v></c>" * 10_000 + "</row>")
    error = refusal(path)
    assert error.fault.detail == "It has more than 1,000 columns with a value; the limit is 1,000."
    assert error.where == "sheet Sheet1, cell ALM1"


def test_two_million_rows_are_refused(tmp_path: Path) -> None:
    packed = zeros(34, f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), b"<row><c><v>1</v></c></row>", b"</sheetData></worksheet>")
    assert packed[1] > 1_048_576 * 26
    error = refusal(pack_raw(tmp_path / "long.xlsx", parts(sheet_xml()), SHEET, *packed))
    assert error.fault.detail == "It has more than 1,000,000 rows with a value; the limit is 1,000,000."
    assert error.where == "sheet Sheet1, cell A1000001"


def test_more_cells_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cells.xlsx", *(["<row><c><v>1</v></c><c><v>1</v></c></row>"] * 6))
    error = refusal(path, dataclasses.replace(SHEETS, cells=10))
    assert error.fault.detail == "It has more than 10 cells with a value; the limit is 10."
    assert error.where == "sheet Sheet1, cell A6"


def test_cells_scattered_over_many_rows_and_columns_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "diagonal.xlsx", *("<row>" + "<c/>" * n + "<c><v>1</v></c></row>" for n in range(900)))
    error = refusal(path, dataclasses.replace(SHEETS, area=500_000))
    assert "810,000 cells in its rows and columns" in error.fault.detail


def test_a_cell_of_100_megabytes_is_refused(tmp_path: Path) -> None:
    head = f'<worksheet xmlns="{MAIN}"><sheetData><row r="7"><c r="B7" t="inlineStr"><is><t>'.encode()
    noise = random.Random(1).randbytes(1 << 18).hex().encode()  # hardly compressible, so that the ratio limit does not apply first
    packed = zeros(100, head, noise, b"</t></is></c></row></sheetData></worksheet>")
    error = refusal(pack_raw(tmp_path / "cell.xlsx", parts(sheet_xml()), SHEET, *packed), wider(packed[1]))
    assert error.where == "sheet Sheet1, cell B7"
    assert "104,857,600 characters; the limit is 32,767" in error.fault.detail


def wider(ratio: int) -> Budgets:
    return dataclasses.replace(SHEETS, archive=dataclasses.replace(SHEETS.archive, ratio=ratio))


def test_a_shared_string_counts_for_each_cell(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    content = sheet_xml(*(['<row><c t="s"><v>0</v></c></row>'] * 4_000))
    error = refusal(with_sheet(tmp_path / "shared.xlsx", content, **{"xl/sharedStrings.xml": strings}))
    assert "characters in all cells; the limit is 100,000,000" in error.fault.detail
    assert error.where == "sheet Sheet1, cell A3334"


def test_a_reader_that_needs_too_much_memory_is_an_error(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    content = sheet_xml(*(['<row><c t="s"><v>0</v></c></row>'] * 100_000))
    error = refusal(with_sheet(tmp_path / "shared.xlsx", content, **{"xl/sharedStrings.xml": strings}))
    assert error.fault.code == "limit-memory"
    assert "1,024 MiB" in error.fault.detail


@pytest.mark.parametrize("name", ["A0", "ZZZZ1", "XFE1", "A1048577", "A99999999999999999999", "1", "é1", ""])
def test_an_invalid_cell_name_is_refused(tmp_path: Path, name: str) -> None:
    error = refusal(workbook(tmp_path / "ref.xlsx", f'<row><c r="{name}"><v>1</v></c></row>'))
    assert error.fault.code == "damaged"
    assert error.where == "sheet Sheet1"


@pytest.mark.parametrize("number", ["0", "-1", "1048577", "99999999999", "x"])
def test_an_invalid_row_number_is_refused(tmp_path: Path, number: str) -> None:
    assert "Invalid row number" in refusal(workbook(tmp_path / "row.xlsx", f'<row r="{number}"><c><v>1</v></c></row>')).fault.detail


def test_truncated_workbooks_are_refused(tmp_path: Path) -> None:
    raw = workbook(tmp_path / "whole.xlsx", row(1, text("A1", "x"))).read_bytes()
    for length in (0, 3, 4, 100, len(raw) // 2, len(raw) - 30, len(raw) - 1):
        (tmp_path / "cut.xlsx").write_bytes(raw[:length])
        assert refusal(tmp_path / "cut.xlsx").fault.code in {"damaged", "wrong-type"}


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    raw = bytearray(workbook(tmp_path / "a.xlsx", row(1, text("A1", "x"))).read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.xlsx").write_bytes(raw)
    assert refusal(tmp_path / "a.xlsx").fault.code == "encrypted"


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    """Office stores an encrypted .xlsx in the container format of .xls."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000)
    error = refusal(path)
    assert (error.fault.code, error.fault.expected) == ("encrypted", "Save it without a password.")


@pytest.mark.parametrize(
    ("name", "says"),
    [("a.xls", "Rename it to a.xlsx."), ("a.ods", "Rename it to a.xlsx."), ("a.txt", "Use one of"), ("a.csv", "Save it again as CSV")],
)
def test_a_wrong_extension_is_refused_with_a_hint(tmp_path: Path, name: str, says: str) -> None:
    assert says in refusal(workbook(tmp_path / name, row(1, text("A1", "x")))).fault.expected


def test_a_zip_that_is_not_a_workbook_is_refused(tmp_path: Path) -> None:
    assert "not a workbook" in refusal(pack(tmp_path / "a.xlsx", {"inner.xlsx": "x", "readme.txt": "x"})).fault.detail


@pytest.mark.parametrize("seed", range(6))
def test_xls_garbage_is_refused(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(seed).randbytes(20_000))
    assert refusal(path).fault.code in {"damaged", "reader-failed", "limit-memory", "limit-seconds"}


def test_text_named_as_a_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("name,place\n")
    assert refusal(tmp_path / "a.xlsx").fault.code == "wrong-type"


@pytest.mark.parametrize(
    "table",
    [
        ods_row(ods_cell("x", 16_384), repeated=1_048_576),
        ods_row(ods_cell("x", 900), repeated=1_000_000_000),
        ods_row(ods_cell("x")) + ods_row("<table:table-cell/>", repeated=1_000_000_000) + ods_row(ods_cell("x", 2)),
        ods_row("<table:table-cell table:number-columns-repeated='1000000000'/>", ods_cell("x")),
    ],
)
def test_an_ods_with_excessive_repeat_counts_is_refused(tmp_path: Path, table: str) -> None:
    error = refusal(ods(tmp_path / "a.ods", table))
    assert error.fault.code == "too-large"
    assert error.where.startswith("sheet T, row ")


def test_an_ods_with_an_invalid_repeat_count_is_refused(tmp_path: Path) -> None:
    error = refusal(ods(tmp_path / "a.ods", '<table:table-row table:number-rows-repeated="many"/>'))
    assert "'many'" in error.fault.detail


def test_symbolic_links_and_paths_outside_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("xl/media/link")
    link.external_attr = 0o120777 << 16
    for member in (link, "../../etc/passwd", "/etc/passwd"):
        path = workbook(tmp_path / "a.xlsx", row(1, text("A1", "x")))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(member, "/etc/passwd")
        assert refusal(path).fault.code == "unsafe-path"


def test_a_duplicate_path_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", row(1, text("A1", "x")))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, sheet_xml(row(1, text("A1", "y"))))
    assert "twice" in refusal(path).fault.detail


def test_more_sheets_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", parts(*([sheet_xml(row(1, text("A1", "x")))] * 300)))
    assert "300 sheets; the limit is 256" in refusal(path).fault.detail


def test_a_file_over_the_limit_is_refused_without_being_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as stream:
        stream.truncate(SHEETS.file_bytes + 1)
    assert "bytes; the limit is 67,108,864" in refusal(path).fault.detail


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "reader-failed"),
        ("import os; os._exit(0)", "reader-failed"),
        ("import sys; sys.stdout.write('not a message at all')", "reader-failed"),
        ("import time; time.sleep(600)", "limit-seconds"),
        (
            "from pathlib import Path; from seed.sheets import child, SHEETS; import dataclasses\n"
            "child.limit(dataclasses.replace(SHEETS, seconds=1))\nwhile True: pass",
            "limit-seconds",
        ),
        (
            "from seed.sheets import child\n"
            "class PanicException(BaseException): pass\n"
            "def panic(self): raise PanicException('index out of bounds')\n"
            "child._WorkbookReader.messages = panic\nchild.main()",
            "reader-failed",
        ),
    ],
    ids=["abort", "silent exit", "garbage", "hang", "endless loop", "panic"],
)
def test_any_failure_of_the_reader_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str) -> None:
    monkeypatch.setattr(process_module, "_PROGRAM", ("-c", program))
    error = refusal(workbook(tmp_path / "a.xlsx", row(1, text("A1", "x"))), dataclasses.replace(SHEETS, seconds=3))
    assert error.fault.code == code


def test_leaving_the_context_ends_the_child(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", *(["<row><c><v>1</v></c></row>"] * 50_000))
    with Child(path, None, SHEETS) as child:
        messages = child.messages()
        assert "head" in next(messages)
        process = child._process
    assert process.returncode is not None


CSV: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("nul", lambda: b"a,b\n1,\x002\n", "encoding", "line 2"),
    ("utf-16 without a mark", lambda: "a,b\n".encode("utf-16-le"), "encoding", "line 1"),
    ("neither", lambda: b"\xff\xff\x81", "encoding", ""),
    ("broken utf-16", lambda: b"\xff\xfea\x00,\x00\n\x00\x00\xd8", "encoding", "after line"),
    ("open quote", lambda: b'a,b\n"x,1\n', "damaged", "row 2"),
    ("open quote over much text", lambda: b'a,b\n"' + b"x\n" * 200_000, "too-large", "row 2"),
    ("long cell", lambda: b"a\n" + b"x" * 40_000, "too-large", "cell A2"),
    ("one line of 9 MB", lambda: b"x" * (9 << 20), "too-large", "line 1"),
    ("10,000 columns", lambda: b",".join([b"x"] * 10_000), "too-large", "row 1"),
    ("a million commas", lambda: b"a\n" + b"," * 1_000_000, "too-large", "line 2"),
    ("commas over many lines of a record", lambda: b"a\n" + (b"," * 1000 + b'"\n"') * 1000, "too-large", "line 1"),
]


@pytest.fixture
def unlimited_fields() -> Iterator[None]:
    """Raise the field limit of :mod:`csv` for the whole process, as some libraries do on import."""
    before = csv.field_size_limit(2**31 - 1)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("unlimited_fields")
def test_an_open_quote_is_refused_for_any_csv_field_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n"' + b"x\n" * 200_000)
    assert refusal(path).fault.code == "too-large"


@pytest.mark.parametrize(("content", "code", "where"), [case[1:] for case in CSV], ids=[case[0] for case in CSV])
def test_a_hostile_csv_is_refused(tmp_path: Path, content: Callable[[], bytes], code: str, where: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content())
    error = refusal(path)
    assert error.fault.code == code
    assert error.where.startswith(where)


def test_two_million_rows_of_csv_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n" * 2_000_000)
    assert refusal(path).where == "row 1000001"


def test_random_damage_raises_only_sheet_errors(tmp_path: Path) -> None:
    """Change random bytes of a workbook. It is either read or refused with a SheetError."""
    raw = workbook(tmp_path / "whole.xlsx", *(row(n, text(f"A{n}", "x"), f'<c r="B{n}"><v>{n}</v></c>') for n in range(1, 50))).read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(25):
        changed = bytearray(raw)
        for _ in range(4):
            changed[chance.randrange(len(raw))] = chance.randrange(256)
        (tmp_path / "damaged.xlsx").write_bytes(changed)
        try:
            with open_table(tmp_path / "damaged.xlsx") as opened:
                assert sum(1 for _ in opened.rows) <= 49
        except SheetError:
            refused += 1
    assert refused
