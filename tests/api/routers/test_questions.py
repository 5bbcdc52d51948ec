"""Questions on the documented data: every example succeeds and matches its model in the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.schemas.base import answer_of
from graph.queries.questions.question_file import load_questions
from graph.settings import Settings
from tests.conftest import GraphDB
from tests.each import each

QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def chenzhou(documented: GraphDB, serve: Callable[..., str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=serve(documented, Settings(poll_interval=1.0, read_timeout=60)), timeout=90, trust_env=False) as connected:
        yield connected


def test_the_list_describes_every_question(chenzhou: httpx.Client) -> None:
    body = chenzhou.get("/v1/questions").json()
    assert [row["name"] for row in body["results"]] == list(QUESTIONS)
    assert body["meta"]["count"] == len(QUESTIONS)


def test_question_declares_its_sentence_and_flow(chenzhou: httpx.Client) -> None:
    rows = {row["name"]: row for row in chenzhou.get("/v1/questions").json()["results"]}
    assert rows["enterprises-fed-by-programs"]["flow"] == {"from": "program", "to": "enterprise", "width": "graduates"}
    assert rows["co-cultivation"]["flow"] == {"from": "school", "to": "enterprise"}
    for name, row in rows.items():
        columns = {column["name"] for column in row["returns"]}
        assert set((row["flow"] or {}).values()) <= columns
        for sentence in (row["sentence"], row["sentence_zh"]):
            assert set(re.findall(r"{(\w+)}", sentence or "")) <= columns | {"count"}, name


def test_question_source_file_is_returned_verbatim(chenzhou: httpx.Client) -> None:
    for row in chenzhou.get("/v1/questions").json()["results"]:
        (file,) = chenzhou.get(row["text"]).json()["results"]
        question = QUESTIONS[row["name"]]
        files = [question.path, *(question.parts.files() if question.parts is not None else [])]
        assert file["text"].startswith(question.path.read_text(encoding="utf-8"))
        assert all(path.read_text(encoding="utf-8") in file["text"] for path in files)
        assert question.parts is not None or file["text"] == question.path.read_text(encoding="utf-8")
        assert file["file"] == f"cypher/ask/{row['name']}.cypher"
    unknown = chenzhou.get("/v1/questions/enterprises-fed-by-program/text")
    assert unknown.status_code == 404
    assert "enterprises-fed-by-programs" in unknown.text


@each("name", list(QUESTIONS))
def test_every_example_matches_its_model(chenzhou: httpx.Client, name: str) -> None:
    described = next(row for row in chenzhou.get("/v1/questions").json()["results"] if row["name"] == name)
    response = chenzhou.get(described["example"])
    assert response.status_code == 200, response.text
    body = response.json()
    answer_of(QUESTIONS[name]).model_validate(body)
    assert body["meta"]["count"] == len(body["results"])
    assert sum(body["meta"]["origins"].values()) == len(body["results"])


def test_meta_counts_by_type_and_origin(chenzhou: httpx.Client) -> None:
    row = chenzhou.get("/v1/meta").json()["results"][0]
    assert row["counts"]["County"]["reference"] == 11
    assert {package["name"] for package in row["packages"]} == {"reference", "chenzhou"}
