"""``alliance match``: a spreadsheet in, a sheet to review out; and the spreadsheets themselves."""

from __future__ import annotations

import csv
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
def asking(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_URL", str(client.base_url))


def book(path: Path, rows: list[list[Any]], name: str = "Sheet1") -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """What calamine, and so a person, finds in a workbook."""
    found = {}
    with CalamineWorkbook.from_path(path) as opened:
        for name in opened.sheet_names:
            head, *rows = opened.get_sheet_by_name(name).to_python()
            found[name] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


def test_a_spreadsheet_is_matched_and_the_rest_is_left_to_a_person(
    asking: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
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


def test_a_csv_is_read_and_written(asking: None, tmp_path: Path) -> None:
    source = tmp_path / "names.csv"
    source.write_bytes("企业\n甲厂\n没有\n".encode("gb18030"))
    assert run(["match", str(source), "--column", "企业", "--type", "Enterprise", "--out", str(tmp_path / "out.csv")]) == 0
    text = (tmp_path / "out.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    assert [(row["input"], row["decision"], row["id"]) for row in rows] == [("甲厂", "match", "enterprise:x"), ("没有", "none", "")]


def test_more_rows_than_a_batch(asking: None, tmp_path: Path) -> None:
    source = book(tmp_path / "many.xlsx", [["n"], *([f"甲厂 {n}"] for n in range(BATCH)), *([["甲厂"]] * 3)])
    assert run(["match", str(source), "--column", "n", "--out", str(tmp_path / "out.xlsx")]) == 0
    review = sheets(tmp_path / "out.xlsx")["review"]
    assert len(review) == BATCH + 3
    assert [line["decision"] for line in review[-3:]] == ["match"] * 3
    assert {line["decision"] for line in review[:-3]} == {""}, "another number is another thing"


def test_simulated_things_say_so(client: httpx.Client) -> None:
    asked = {"queries": '{"q": {"query": "模拟学校 0001", "type": "School"}}'}
    found = client.post("/reconcile", data=asked).json()["q"]["result"][0]
    assert found["match"] is True
    assert {"id": "origin-simulated", "value": True} in found["features"]
    assert "simulated" in found["description"]
    assert "simulated" in client.get("/reconcile/preview", params={"id": found["id"]}).text


@pytest.mark.parametrize(
    ("words", "says"),
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
def test_what_does_not_fit_is_told_with_what_would_be_right(
    asking: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    source = book(tmp_path / "a.xlsx", ROWS)
    assert run(["match", str(source), *words]) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == [source]


def test_decisions_are_not_written_over(asking: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadValueError):
        read(tmp_path / name)


def test_cells_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [[], ["code", "share", "name"], [431021, 0.5, " 桂阳县 "], [], ["x", "", ""]], name="数据")
    table = read(path, "数据")
    assert table.columns == ("code", "share", "name")
    assert table.rows == [(3, {"code": "431021", "share": "0.5", "name": "桂阳县"}), (5, {"code": "x", "share": "", "name": ""})]
    with pytest.raises(UnknownNameError):
        read(path, "data")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_becomes_a_formula(tmp_path: Path, text: str) -> None:
    sheet = Sheet("review", ("input", "decision"), [{"input": text, "decision": ""}], {"decision": DECISIONS})
    write(tmp_path / "a.csv", [sheet])
    cell = list(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()))[1][0]
    assert cell == f"'{text}"
    write(tmp_path / "a.xlsx", [sheet])
    with CalamineWorkbook.from_path(tmp_path / "a.xlsx") as opened:
        assert opened.get_sheet_by_index(0).to_python()[1][0] == text


def test_far_cells_are_rows_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
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
    ("line", "says"),
    [
        (["name", *["x"] * 1_000], "wide.xlsx, sheet Sheet1, cell ALM1: It has more than 1,000 columns with a value; the limit is 1,000."),
        (["name", "x" * 32_767], None),
    ],
)
def test_a_file_over_a_limit_ends_with_2_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: list[str], says: str | None
) -> None:
    path = book(tmp_path / "wide.xlsx", [line])
    if says is None:
        assert read(path).columns == tuple(line)
        return
    assert run(["match", str(path), "--column", "name"]) == 2
    assert says in " ".join(capsys.readouterr().err.split())


def test_what_is_not_read_is_said(asking: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = book(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert run(["match", str(source), "--column", "学校"]) == 0
    assert "macros" in capsys.readouterr().err
