"""Packages that were written for version 1 of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from seed.columns import CLASS_BY_FILE, SEPARATOR, columns, keys, names
from seed.model import EDGES, edge_id
from seed.packages.checker import check
from seed.packages.package import resolve
from tests.seed.packages.sample_packages import D, files, lay, report_of

VERSION_1 = {
    "nodes/source.csv": "id,name,name_zh,aliases,note,kind,publisher,published,url,sources,quotes,locator,certainty,origin,rule\n"
    "source:s,An article,,,,article,,,,,,,seen,documented,\n",
    "nodes/school.csv": "id,name,name_zh,aliases,note,code,kind,level,ownership,sources,quotes,locator,certainty,origin,rule\n"
    f"school:a,School A,甲校,,,4143012847,named,secondary,public,{D}\n",
    "nodes/program.csv": "id,name,name_zh,aliases,note,level,status,opened,closed,enrolment,sources,quotes,locator,certainty,origin,rule\n"
    f"program:a.x,X,,,,secondary,active,2019,,120,{D}\n",
    "nodes/enterprise.csv": "id,name,name_zh,aliases,note,code,kind,employees,sources,quotes,locator,certainty,origin,rule\n"
    f"enterprise:e,E,,,,,named,7,{D}\n",
    "nodes/alliance.csv": f"id,name,name_zh,aliases,note,founded,sources,quotes,locator,certainty,origin,rule\nalliance:x,X,,,,2024,{D}\n",
    "relationships/offers.csv": "start,end,valid_from,valid_to,sources,quotes,locator,certainty,origin,rule\n"
    f"school:a,program:a.x,2019,,{D}\n",
    "relationships/feeds.csv": "start,end,year,graduates,sources,quotes,locator,certainty,origin,rule\n"
    f"program:a.x,enterprise:e,2023,12,{D}\nprogram:a.x,enterprise:e,,,{D}\n",
    "relationships/partners_with.csv": "start,end,valid_from,valid_to,form,sources,quotes,locator,certainty,origin,rule\n"
    f"school:a,enterprise:e,,,order class,{D}\n",
    "relationships/member_of.csv": "start,end,valid_from,valid_to,role,sources,quotes,locator,certainty,origin,rule\n"
    f"school:a,alliance:x,,,lead unit,{D}\n",
}
"""Files with all columns of version 1, as its writer made them."""


class _Rows:
    """A sink that keeps the stated cells of each row."""

    def __init__(self) -> None:
        self.rows_by_file: dict[str, list[dict[str, str]]] = {}
        self._columns: tuple[str, ...] = ()
        self._kept: list[dict[str, str]] = []

    def begin(self, cls: type, package: str, columns: tuple[str, ...]) -> None:
        path = next(path for path, known in CLASS_BY_FILE.items() if known is cls)
        self._columns, self._kept = columns, self.rows_by_file.setdefault(path, [])

    def rows(self, batch: list[list[str]]) -> None:
        self._kept += [{name: cell for name, cell in zip(self._columns, row, strict=True) if cell} for row in batch]

    def end(self) -> None:
        pass


@pytest.fixture
def loaded(tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    sink = _Rows()
    report = check(resolve([lay(tmp_path / "old", files(VERSION_1, "old"))]), sink=sink)
    assert report.problems == []
    return sink.rows_by_file


def test_a_package_of_version_1_gives_its_rows_and_nothing_else(loaded: dict[str, list[dict[str, str]]]) -> None:
    for path, text in VERSION_1.items():
        header, *lines = (line.split(",") for line in text.splitlines())
        stated = [{name: cell for name, cell in zip(header, cells, strict=True) if cell} for cells in lines]
        assert [{name: row[name] for name in given} for row, given in zip(loaded[path], stated, strict=True)] == stated
        added = {name: value for row in loaded[path] for name, value in row.items() if name not in header}
        defaults = {column.name: column.default for column in columns(CLASS_BY_FILE[path])}
        assert added == {name: defaults[name] for name in added}, path


def test_relationships_of_version_1_keep_their_ids(loaded: dict[str, list[dict[str, str]]]) -> None:
    ids = {
        edge_id(kind, row["start"], row["end"], row)
        for kind in ("OFFERS", "FEEDS", "PARTNERS_WITH", "MEMBER_OF")
        for row in loaded[f"relationships/{kind.lower()}.csv"]
    }
    assert ids == {
        "OFFERS~school:a~program:a.x",
        "FEEDS~program:a.x~enterprise:e~2023",
        "FEEDS~program:a.x~enterprise:e~",
        "PARTNERS_WITH~school:a~enterprise:e~order class",
        "MEMBER_OF~school:a~alliance:x",
    }


def test_the_new_columns_are_part_of_no_key() -> None:
    assert keys(EDGES["PARTNERS_WITH"]) == ("start", "end", "form")
    assert keys(EDGES["MEMBER_OF"]) == ("start", "end")
    assert keys(EDGES["OFFERS"]) == ("start", "end")


def test_an_empty_name_is_filled_with_the_chinese_name(tmp_path: Path) -> None:
    sink = _Rows()
    assert check(resolve([lay(tmp_path / "p", files())]), sink=sink).ok
    (organisation,) = sink.rows_by_file["nodes/organisation.csv"]
    assert organisation["name"] == organisation["name_zh"] == "郴州市某协会"


def test_a_row_without_any_name_is_refused(tmp_path: Path) -> None:
    content = files()
    content["nodes/organisation.csv"] = content["nodes/organisation.csv"].replace("郴州市某协会".encode(), b"")
    (problem,) = report_of(lay(tmp_path / "p", content)).problems
    assert (problem.code, problem.row, problem.column) == ("required", 2, "name")


def test_a_file_without_a_column_of_names_is_refused(tmp_path: Path) -> None:
    content = files()
    content["nodes/organisation.csv"] = content["nodes/organisation.csv"].replace(b"name_zh", b"note")
    assert [(p.code, p.row, p.column) for p in report_of(lay(tmp_path / "p", content)).problems] == [("missing-column", 1, "name")]


def test_lists_of_ids_are_separated_like_other_lists() -> None:
    assert SEPARATOR == "|"
    assert "programs" in names(EDGES["PARTNERS_WITH"])
