"""``alliance match`` and the spreadsheet module."""

from __future__ import annotations

import csv
import datetime
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from api.cli import run
from api.cli.commands.match import BATCH, DECISIONS, REVIEW
from api.cli.spreadsheets import Sheet, read, write
from graph.errors import BadValueError, UnknownNameError
from tests.each import each

ROWS: list[list[Any]] = [
    ["编号", "学校", "区县"],
    [1, "甲校", "桂阳县"],
    [2, "甲 校", "嘉禾县"],
    [3, "模擬學校 0001", ""],
    [4, "贵阳市甲校", ""],
    [5, "", ""],
    [6, "=1+1", ""],
]


@pytest.fixture
def running_api(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_URL", str(client.base_url))


def book(path: Path, rows: list[list[Any]], name: str = "Sheet1") -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each sheet of a workbook."""
    result = {}
    with CalamineWorkbook.from_path(path) as opened:
        for name in opened.sheet_names:
            head, *rows = opened.get_sheet_by_name(name).to_python()
            result[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return result


def test_certain_rows_are_matched_and_the_rest_left_for_review(
    running_api: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = book(tmp_path / "学校.xlsx", ROWS)
    assert run(["match", str(source), "--column", "学校", "--type", "School", "--given", "county=区县"]) == 0
    found = sheets(tmp_path / "学校.matched.xlsx")
    assert list(found) == ["review", "matched", "about"]
    review = found["review"]
    assert tuple(review[0]) == REVIEW
    assert [line["row"] for line in review] == [2, 3, 4, 5, 6, 7]
    assert [line["decision"] for line in review] == ["match", "", "match", "", "none", "none"]
    assert [line["id"] for line in review[:3]] == ["school:a", "school:a", "school:sim-1"]
    assert "differs" in review[1]["why"]
    assert review[2]["origin"] == "simulated"
    assert review[0]["score"] == 100
    assert review[5]["input"] == "=1+1"
    assert [row["matched id"] for row in found["matched"]] == ["school:a", "", "school:sim-1", "", "", ""]
    assert [row["学校"] for row in found["matched"]][:2] == ["甲校", "甲 校"]
    about = {row["what"]: row["value"] for row in found["about"]}
    assert about["match"] == 2
    assert len(str(about["data version"])) == 64
    assert "2 match, 2 to review, 2 none" in " ".join(capsys.readouterr().out.split())


def test_csv_input_and_output(running_api: None, tmp_path: Path) -> None:
    source = tmp_path / "names.csv"
    source.write_bytes("企业\n甲厂\n没有\n".encode("gb18030"))
    assert run(["match", str(source), "--column", "企业", "--type", "Enterprise", "--out", str(tmp_path / "out.csv")]) == 0
    text = (tmp_path / "out.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    assert [(row["input"], row["decision"], row["id"]) for row in rows] == [("甲厂", "match", "enterprise:x"), ("没有", "none", "")]


def test_input_larger_than_one_batch(running_api: None, tmp_path: Path) -> None:
    source = book(tmp_path / "many.xlsx", [["n"], *([f"甲厂 {n}"] for n in range(BATCH)), *([["甲厂"]] * 3)])
    assert run(["match", str(source), "--column", "n", "--out", str(tmp_path / "out.xlsx")]) == 0
    review = sheets(tmp_path / "out.xlsx")["review"]
    assert len(review) == BATCH + 3
    assert [line["decision"] for line in review[-3:]] == ["match"] * 3
    assert {line["decision"] for line in review[:-3]} == {""}, "a different number is a different entity"


def test_simulated_entities_are_labelled(client: httpx.Client) -> None:
    form = {"queries": '{"q": {"query": "模拟学校 0001", "type": "School"}}'}
    found = client.post("/reconcile", data=form).json()["q"]["result"][0]
    assert found["match"] is True
    assert {"id": "origin-simulated", "value": True} in found["features"]
    assert "simulated" in found["description"]
    assert "simulated" in client.get("/reconcile/preview", params={"id": found["id"]}).text


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--column", "学笑"], "学校"),
        (["--column", "学校", "--type", "Schol"], "School"),
        (["--column", "学校", "--given", "conty=区县"], "county"),
        (["--column", "学校", "--given", "county"], "--given county=COLUMN"),
        (["--column", "学校", "--given", "county=县区"], "区县"),
        (["--column", "学校", "--sheet", "Sheet2"], "Sheet1"),
        (["--column", "学校", "--out", "out.pdf"], ".xlsx or .csv"),
        (["--column", "学校", "--out", "nowhere/out.csv"], "nowhere"),
    ],
)
def test_invalid_input_exits_with_2_and_a_hint(
    running_api: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], hint: str
) -> None:
    source = book(tmp_path / "a.xlsx", ROWS)
    assert run(["match", str(source), *words]) == 2
    assert hint in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == [source]


def test_existing_decisions_are_not_overwritten(running_api: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = book(tmp_path / "a.xlsx", ROWS)
    words = ["match", str(source), "--column", "学校"]
    assert run(words) == 0
    assert run(words) == 2
    assert "--force" in capsys.readouterr().err
    assert run([*words, "--force"]) == 0
    assert run([*words, "--force", "--out", str(source)]) == 2
    assert read(source).columns == ("编号", "学校", "区县")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"x"), ("a.xlsx", b"no workbook"), ("a.csv", b"\xff\xff\x81"), ("a.csv", b""), ("a.csv", b'"open\n'), ("none.xlsx", None)],
)
def test_unreadable_file_is_rejected(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadValueError):
        read(tmp_path / name)


def test_cells_are_read_as_displayed(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[], ["code", "share", "name"], [431021, 0.5, " 桂阳县 "], [], ["x", "", ""]], name="数据")
    table = read(path, "数据")
    assert table.columns == ("code", "share", "name")
    assert table.rows == [(3, {"code": "431021", "share": "0.5", "name": "桂阳县"}), (5, {"code": "x", "share": "", "name": ""})]
    with pytest.raises(UnknownNameError):
        read(path, "data")


def test_columns_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    table = read(book(tmp_path / "a.xlsx", [["学校", "学校", "n"], ["甲校", "乙校", 1]]))
    assert table.columns == ("学校 (column A)", "学校 (column B)", "n")
    assert table.rows == [(2, {"学校 (column A)": "甲校", "学校 (column B)": "乙校", "n": "1"})]
    with pytest.raises(BadValueError, match=r"2 columns named '学校'.*Use one of: 学校 \(column A\), 学校 \(column B\)"):
        table.need("学校")


def test_a_heading_like_the_name_of_another_column_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("n,n,n (column A),,(column D)\n1,2,3,4,5\n", encoding="utf-8")
    table = read(tmp_path / "a.csv")
    assert len(set(table.columns)) == 5
    assert [list(row.values()) for _, row in table.rows] == [["1", "2", "3", "4", "5"]]


@each(
    ("value", "expected"),
    [
        (datetime.date(1898, 3, 1), "1898-03-01"),
        (datetime.datetime(1898, 3, 1, 8, 30), "1898-03-01 08:30:00"),
        (datetime.date(1900, 1, 2), datetime.date(1900, 1, 2)),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_a_value_that_a_workbook_cannot_hold_is_written_as_text(tmp_path: Path, value: Any, expected: Any) -> None:
    write(tmp_path / "a.xlsx", [Sheet("a", ["x"], [{"x": value}], {})])
    assert read(tmp_path / "a.xlsx").values == [{"x": expected}]


def test_rows_with_more_cells_than_headings_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("学校\n甲校,乙校\n", encoding="utf-8")
    assert read(tmp_path / "a.csv").rows == [(2, {"学校": "甲校", "(column B)": "乙校"})]


def test_numbers_dates_and_booleans_keep_their_types(running_api: None, tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(source)) as made:
        sheet, dated = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["学校", "students", "open", "since"])
        sheet.write_row(1, 0, ["甲校", 12.5, True])
        sheet.write_datetime(1, 3, datetime.date(2024, 9, 1), dated)
    assert run(["match", str(source), "--column", "学校", "--type", "School"]) == 0
    row = sheets(tmp_path / "a.matched.xlsx")["matched"][0]
    assert [row["students"], row["open"], row["since"]] == [12.5, True, datetime.date(2024, 9, 1)]


def test_a_matched_sheet_can_be_matched_again(running_api: None, tmp_path: Path) -> None:
    source = book(tmp_path / "a.xlsx", [["学校", "matched id"], ["甲校", "mine"]])
    assert run(["match", str(source), "--column", "学校", "--type", "School"]) == 0
    row = sheets(tmp_path / "a.matched.xlsx")["matched"][0]
    assert (row["matched id"], row["matched id 2"]) == ("mine", "school:a")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_becomes_a_formula(tmp_path: Path, text: str) -> None:
    sheet = Sheet("review", ("input", "decision"), [{"input": text, "decision": ""}], {"decision": DECISIONS})
    write(tmp_path / "a.csv", [sheet])
    cell = list(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()))[1][0]
    assert cell == f"'{text}"
    write(tmp_path / "a.xlsx", [sheet])
    with CalamineWorkbook.from_path(tmp_path / "a.xlsx") as opened:
        assert opened.get_sheet_by_index(0).to_python()[1][0] == text


def test_cells_at_the_sheet_limits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["name", "place"])
        sheet.write("B9", "桂阳县")
        sheet.write("XFD1048576", "x")
    table = read(path)
    assert table.columns == ("name", "place", "(column XFD)")
    assert table.rows == [
        (9, {"name": "", "place": "桂阳县", "(column XFD)": ""}),
        (1_048_576, {"name": "", "place": "", "(column XFD)": "x"}),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["name", *["x"] * 1_000], "wide.xlsx, sheet Sheet1, cell ALM1: It has more than 1,000 columns with a value; the limit is 1,000."),
        (["name", "x" * 32_767], None),
    ],
)
def test_file_over_a_limit_exits_with_2_and_the_location(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: list[str], message: str | None
) -> None:
    path = book(tmp_path / "wide.xlsx", [line])
    if message is None:
        assert read(path).columns == tuple(line)
        return
    assert run(["match", str(path), "--column", "name"]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_ignored_parts_are_reported(running_api: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = book(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert run(["match", str(source), "--column", "学校"]) == 0
    assert "macros" in capsys.readouterr().err
