"""Questions on the documented data: every example succeeds and matches its model in the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.schemas.columns import answer_of
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


def test_pages_follow_the_cursor_and_the_link(chenzhou: httpx.Client) -> None:
    path = "/v1/questions/claims-against-graph"
    whole = chenzhou.get(path, params={"per_page": 200}).json()
    assert len(whole["results"]) > 14
    seen, response = [], chenzhou.get(path, params={"per_page": 7})
    while True:
        seen += response.json()["results"]
        assert response.json()["meta"]["total"] == len(whole["results"])
        if "next" not in response.links:
            break
        assert response.json()["meta"]["next_cursor"] in response.links["next"]["url"]
        response = chenzhou.get(response.links["next"]["url"])
    assert response.json()["meta"]["next_cursor"] is None
    assert seen == whole["results"]


@each(
    "changes",
    [
        {"county": "county:431021"},
        {"limit": 5},
        {"origin": "documented"},
        {"as_of": "2024"},
        {"place": "county:431024"},
    ],
)
def test_cursor_of_another_request_is_rejected(chenzhou: httpx.Client, changes: dict[str, str]) -> None:
    path, asked = "/v1/questions/programs-outside-priorities", {"county": "county:431003", "per_page": "1"}
    cursor = chenzhou.get(path, params=asked).json()["meta"]["next_cursor"]
    response = chenzhou.get(path, params={**asked, **changes, "cursor": cursor})
    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["pointer"] == "/query/cursor"


def test_cursor_stays_valid_with_another_page_size(chenzhou: httpx.Client) -> None:
    path = "/v1/questions/claims-against-graph"
    cursor = chenzhou.get(path, params={"per_page": 1}).json()["meta"]["next_cursor"]
    rows = chenzhou.get(path, params={"per_page": 6}).json()["results"]
    assert chenzhou.get(path, params={"per_page": 5, "cursor": cursor}).json()["results"] == rows[1:]


def test_cursor_does_not_apply_to_a_file(chenzhou: httpx.Client) -> None:
    path = "/v1/questions/programs-outside-priorities"
    cursor = chenzhou.get(path, params={"per_page": 1}).json()["meta"]["next_cursor"]
    response = chenzhou.get(path, params={"format": "csv", "cursor": cursor})
    assert response.status_code == 422


@each("name", list(QUESTIONS))
@pytest.mark.parametrize("evidence", ["none", "full"])
def test_every_example_matches_its_model_with_other_evidence(chenzhou: httpx.Client, name: str, evidence: str) -> None:
    described = next(row for row in chenzhou.get("/v1/questions").json()["results"] if row["name"] == name)
    path = described["example"]
    body = chenzhou.get(f"{path}{'&' if '?' in path else '?'}evidence={evidence}").json()
    answer_of(QUESTIONS[name]).model_validate(body)
    rows = chenzhou.get(path).json()["results"]
    for row, other in zip(rows, body["results"], strict=True):
        short, long = ({key: value for key, value in one.items() if key != "evidence"} for one in (row, other))
        assert short == long
        assert ("evidence" in other) == (evidence == "full" and "evidence" in QUESTIONS[name].returns)


def test_evidence_by_id_names_the_sources_of_the_full_evidence(chenzhou: httpx.Client) -> None:
    path = "/v1/questions/enterprises-fed-by-programs"
    brief, full = (chenzhou.get(path, params={"evidence": one}).json()["results"] for one in ("ids", "full"))
    named = [[(edge["id"], edge["sources"]) for edge in row["evidence"]] for row in brief]
    assert named == [[(edge["id"], edge["sources"]) for edge in row["evidence"]] for row in full]
    assert all("quotes" not in edge for row in brief for edge in row["evidence"])


def test_evidence_does_not_apply_to_a_file(chenzhou: httpx.Client) -> None:
    response = chenzhou.get("/v1/questions/enterprises-fed-by-programs", params={"format": "csv", "evidence": "ids"})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/query/evidence")


def test_an_empty_answer_states_what_that_means(chenzhou: httpx.Client) -> None:
    meta = chenzhou.get("/v1/questions/program-openings-and-closings?from=2100").json()["meta"]
    assert (meta["total"], meta["absent"], meta["absent_zh"]) == (
        0,
        "Nothing on record answers this question. It may exist and not have been collected.",
        "没有符合该问题的记录。可能存在，但尚未收集。",
    )


def test_an_answer_with_rows_states_no_absence(chenzhou: httpx.Client) -> None:
    assert "absent" not in chenzhou.get("/v1/questions/teacher-consultants").json()["meta"]


@each("name", sorted(load_questions()))
def test_every_example_has_rows_or_a_reason(chenzhou: httpx.Client, name: str) -> None:
    body = chenzhou.get(f"/v1/questions/{name}", params=dict(load_questions()[name].example)).json()
    assert body["results"] or body["meta"]["absent"]
