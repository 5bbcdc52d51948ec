"""Tables and CSV of the command line: names, the summary below a table, and the note beside CSV."""

from __future__ import annotations

from typing import Any

import pytest

from api.cli.output import Form, flat, write, write_table

META = {"count": 2, "origins": {"documented": 2}, "data_version": "feed" * 16, "as_of": "2022-12-31", "undated": 2}


def body(**changes: Any) -> dict[str, Any]:
    return {"meta": {**META, **changes}, "results": [{"id": "program:a"}, {"id": "program:b"}]}


def test_table_states_the_day_and_the_undated_rows(capsys: pytest.CaptureFixture[str]) -> None:
    write(body(), {"id": False}, Form.table)
    assert "2 rows (2 documented); as of 2022-12-31, including 2 rows without a date; data version feedfeedfeed" in capsys.readouterr().out


def test_csv_states_them_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    write(body(undated=1), {"id": False}, Form.csv)
    said = capsys.readouterr()
    assert said.out == "id\nprogram:a\nprogram:b\n"
    assert "As of 2022-12-31, including 1 row without a date." in said.err


def test_nothing_is_said_without_a_date(capsys: pytest.CaptureFixture[str]) -> None:
    write(body(as_of=None, undated=None), {"id": False}, Form.table)
    assert "as of" not in capsys.readouterr().out


SECTOR = {"id": "sector:a", "name": "new materials", "name_zh": None, "gloss_zh": "新材料"}


def test_a_table_marks_a_working_translation(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([{"sector": SECTOR}], {"sector": True})
    assert "新材料（暂译） new materials" in capsys.readouterr().out


def test_a_table_shows_a_chinese_name_without_a_mark(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([{"sector": {**SECTOR, "name_zh": "新型材料"}}], {"sector": True})
    shown = capsys.readouterr().out
    assert "新型材料 new materials" in shown
    assert "暂译" not in shown


def test_a_table_of_entities_marks_a_working_translation(capsys: pytest.CaptureFixture[str]) -> None:
    write_table([SECTOR], dict.fromkeys(("id", "name", "name_zh"), False))
    assert "新材料（暂译）" in capsys.readouterr().out


def test_csv_has_no_working_translation_as_a_name() -> None:
    assert flat({"sector": SECTOR}, ["sector"]) == {"sector": "sector:a", "sector_name": "new materials", "sector_name_zh": ""}
