"""The Python client on a real server: pages, files, and frames with the right types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from pydantic import BaseModel

from alliance import Entity, Explorer, ProblemError
from tests.api import conftest as api
from tests.conftest import GraphDB

serve = api.serve
FEEDS = "/v1/questions/enterprises-fed-by-programs"


class School(Entity):
    code: str | None = None


@pytest.fixture(scope="module")
def coded(graph_server: GraphDB) -> GraphDB:
    """The small graph, with a school whose code begins with zeros."""

    def load(db: GraphDB) -> None:
        api.fill(db)
        row = {"id": "school:zero", "name": "School Zero", "kind": "named", "code": "000123", **api.DOC}
        db.run("CREATE (n:Thing:School) SET n = $row, n.search = 'school zero'", row=row)

    return graph_server.hold("coded", load)


@pytest.fixture(scope="module")
def explorer(coded: GraphDB, serve: Callable[[GraphDB], str]) -> Iterator[Explorer]:
    with Explorer(serve(coded)) as made:
        yield made


def test_rows_are_typed_and_complete(explorer: Explorer) -> None:
    schools = explorer.collect(School, "/v1/schools", per_page=2, sort="id")
    assert [(school.id, school.code) for school in schools] == [
        ("school:a", "4143012847"),
        ("school:group", None),
        ("school:sim-1", None),
        ("school:zero", "000123"),
    ]


def test_a_question_has_pages(explorer: Explorer) -> None:
    pages = list(explorer.pages(BaseModel, FEEDS, per_page=1))
    assert [answer.meta.count for answer in pages] == [1, 1]


def test_pandas_keeps_codes_as_text(explorer: Explorer) -> None:
    frame = explorer.to_pandas("/v1/schools", sort="id")
    assert isinstance(frame["code"].dtype, pd.StringDtype)
    assert frame["code"].dropna().tolist() == ["4143012847", "000123"]


def test_pandas_has_integer_years_and_missing_values(explorer: Explorer) -> None:
    frame = explorer.to_pandas(FEEDS).sort_values("year")
    assert (frame["year"].dtype, frame["graduates"].dtype) == (pd.Int64Dtype(), pd.Int64Dtype())
    assert frame["year"].tolist() == [2023, 2024]
    assert frame["graduates"].isna().tolist() == [True, False]


def test_pandas_has_lists_and_metadata(explorer: Explorer) -> None:
    frame = explorer.to_pandas("/v1/counties", sort="id")
    assert frame["aliases"].tolist()[0] == ["Guiyang"]
    assert frame.attrs["data_version"] == api.VERSION


def test_polars_has_text_codes_integer_years_and_nulls(explorer: Explorer) -> None:
    schools, feeds = explorer.to_polars("/v1/schools", sort="id"), explorer.to_polars(FEEDS)
    assert (schools.schema["code"], feeds.schema["year"], feeds.schema["graduates"]) == (pl.String, pl.Int64, pl.Int64)
    assert schools["code"].to_list() == ["4143012847", None, None, "000123"]
    assert feeds["graduates"].null_count() == 1


def test_a_frame_of_something_that_is_no_file_is_refused_with_a_hint(explorer: Explorer) -> None:
    with pytest.raises(ProblemError) as refused:
        explorer.to_pandas("/v1/schools", filter="levle:secondary")
    assert (refused.value.status, refused.value.code) == (422, "unknown-name")


def test_a_download_has_the_format_of_its_extension(explorer: Explorer, tmp_path: Path) -> None:
    path = explorer.download("/v1/schools", tmp_path / "schools.csv", select="code", sort="id")
    assert path.read_text(encoding="utf-8").splitlines()[0].startswith("id,type,code")
    assert [file.name for file in tmp_path.iterdir()] == ["schools.csv"]
