"""Problem responses: one format, an explanation page each, no internals; all driver exceptions are translated."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Iterator

import httpx
import neo4j.exceptions
import pytest
from fastapi import FastAPI

from api import logs
from api.app import create_app
from api.middleware.request_context import POLICY, hostname
from api.responses import problem_catalogue
from api.responses.problems import from_error, http_problem
from api.schemas.base import Problem
from graph import errors
from graph.database.driver_errors import translate
from tests.each import each

PROBLEM = "application/problem+json"
BASE = "http://127.0.0.1"


def driver_classes() -> Iterator[type[BaseException]]:
    for value in vars(neo4j.exceptions).values():
        if isinstance(value, type) and issubclass(value, Exception) and value.__module__.startswith("neo4j"):
            yield value


@each("kind", sorted(set(driver_classes()), key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__)
def test_every_driver_exception_is_translated(kind: type[BaseException]) -> None:
    made = translate(kind("bolt://secret:7687"))
    assert isinstance(made, errors.EnvironmentalError)
    assert made.status in {500, 503, 504}
    assert "secret" not in str(made)


def test_every_error_has_a_page() -> None:
    codes = {kind.code for kind in problem_catalogue.kinds() if kind.__module__ == "graph.errors"}
    assert codes <= set(problem_catalogue.ALL)


async def get(app: FastAPI, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, headers=headers) as client:
        return await client.get(path)


@functools.cache
def failing_app() -> tuple[FastAPI, list[BaseException]]:
    """An application whose route ``/fail`` raises the only item of the list."""
    app, problems = create_app(), list[BaseException]()

    async def fail() -> None:
        raise problems[0]

    app.add_api_route("/fail", fail)
    return app, problems


def failing(problem: BaseException) -> FastAPI:
    app, problems = failing_app()
    problems[:] = [problem]
    return app


@each("kind", problem_catalogue.kinds(), ids=lambda kind: kind.__name__)
def test_every_error_is_a_problem_with_both_titles(kind: type[errors.AllianceError], run: object) -> None:
    made = kind.__new__(kind)
    Exception.__init__(made, "words")
    made.detail, made.hint = "words", "hint"
    made.nearest, made.candidates, made.pointer, made.errors = (), (), None, []  # type: ignore[attr-defined]
    answered = run(get(failing(made), "/fail"))  # type: ignore[operator]
    body = answered.json()
    assert answered.headers["content-type"] == PROBLEM
    assert (body["status"], body["title"], body["title_zh"]) == (answered.status_code, kind.title, kind.title_zh)
    assert body["request_id"] == answered.headers["x-request-id"]
    assert (answered.status_code in {429, 503}) == ("retry-after" in answered.headers)


def test_unexpected_errors_reveal_no_internals(run: object) -> None:
    answered = run(get(failing(RuntimeError("password hunter2")), "/fail"))  # type: ignore[operator]
    assert answered.status_code == 500
    assert answered.headers["content-type"] == PROBLEM
    assert "hunter2" not in answered.text
    assert "Traceback" not in answered.text


@pytest.mark.parametrize(
    ("path", "pointer", "words"),
    [
        ("/v1/schools?per_pag=3", "/query/per_pag", "per_page"),
        ("/v1/programs?county=county:431024", "/query/county", "Use filter=school.county:county:431024."),
        ("/v1/schools?sample=3&seed=1", "/query/seed", "It is called 'random_seed'."),
        ("/v1/graph?seed=school:a", "/query/seed", "It is called 'start'."),
        ("/v1/measures/communities?seed=1", "/query/seed", "It is called 'random_seed'."),
        ("/v1/questions?x=1", "/query/x", "Valid names: data_version"),
        ("/v1/schools?origin=documented&origin=inferred", "/query/origin", "more than once"),
    ],
)
def test_unknown_parameters_are_rejected_by_name(bare: httpx.Client, path: str, pointer: str, words: str) -> None:
    answered = bare.get(path)
    assert answered.status_code == 422
    assert answered.json()["errors"][0]["pointer"] == pointer
    assert words in answered.json()["errors"][0]["detail"]


@each(
    ("path", "near"),
    [
        ("/v1/measures/alignment?by=leve", "'leve' is not a valid value. Did you mean 'level'? Valid values: all, level, county"),
        ("/v1/questions/county-pipelines?how=feed", "Did you mean 'feeds'?"),
    ],
)
def test_wrong_choice_gets_the_nearest(client: httpx.Client, path: str, near: str) -> None:
    assert near in client.get(path).json()["errors"][0]["detail"]


@each(
    ("path", "near"),
    [("/v1/scools", "/v1/schools"), ("/v1/scools/school:a", "/v1/schools"), ("/v1/measure", "/v1/measures")],
)
def test_wrong_path_gets_the_nearest(bare: httpx.Client, path: str, near: str) -> None:
    body = bare.get(path).json()
    assert (body["nearest"][0], body["hint"].startswith(f"Did you mean '{near}'")) == (near, True)


def test_path_like_no_other_has_no_hint(bare: httpx.Client) -> None:
    assert "hint" not in bare.get("/v1/zzzzzzzzzzzz").json()


@each("kind", problem_catalogue.kinds(), ids=lambda kind: kind.__name__)
def test_every_member_of_a_problem_is_declared(kind: type[errors.AllianceError]) -> None:
    made = kind.__new__(kind)
    Exception.__init__(made, "words")
    made.detail, made.hint = "words", "hint"
    candidates = (errors.Candidate("county:1", "A", "甲"),)
    made.nearest, made.candidates, made.pointer, made.errors = ("a",), candidates, "/query/x", []  # type: ignore[attr-defined]
    assert set(json.loads(from_error(made, "/v1/x").body)) <= set(Problem.model_fields)


def test_scope_of_a_problem_is_declared() -> None:
    assert set(json.loads(http_problem(403, "words", "/v1/x", scope="admin").body)) <= set(Problem.model_fields)


@each(
    ("path", "pointer"),
    [
        ("/v1/schools?per_page=201", "/query/per_page"),
        ("/v1/schools?per_page=x", "/query/per_page"),
        ("/v1/schools?cursor=%21", "/query/cursor"),
        ("/v1/schools?cursor=zz", "/query/cursor"),
        ("/v1/schools?origin=documentd", "/query/origin"),
        ("/v1/schools/a?as_of=2024-13", "/query/as_of"),
        ("/v1/schools/a?as_of=2023-02-30", "/query/as_of"),
        ("/v1/schools/a?as_of=0000", "/query/as_of"),
        ("/v1/search", "/query/q"),
        ("/v1/search?q=a&type=Count", "/query/type"),
        ("/v1/questions/enterprises-fed-by-programs?limit=0", "/query/limit"),
        ("/v1/questions/enterprises-fed-by-programs?county=", "/query/county"),
    ],
)
def test_invalid_values_are_rejected_with_a_pointer(client: httpx.Client, path: str, pointer: str) -> None:
    answered = client.get(path)
    assert answered.status_code == 422, answered.text
    assert [error["pointer"] for error in answered.json()["errors"]] == [pointer]


def test_the_hint_says_what_to_write_instead_of_an_unknown_parameter(bare: httpx.Client) -> None:
    assert bare.get("/v1/schools?lvel=secondary").json()["hint"] == "Use filter=level:secondary."


def test_all_unknown_parameters_are_listed(bare: httpx.Client) -> None:
    body = bare.get("/v1/schools?a=1&b=2").json()
    assert [error["pointer"] for error in body["errors"]] == ["/query/a", "/query/b"]


def test_503_with_retry_after_without_a_database(bare: httpx.Client) -> None:
    for path in ("/readyz", "/v1/meta", "/v1/schools", "/v1/search?q=a", "/v1/questions/alliance-members"):
        answered = bare.get(path)
        assert answered.status_code == 503, path
        assert int(answered.headers["retry-after"]) >= 1
        assert answered.headers["content-type"] == PROBLEM


def test_pages_without_data_work_without_a_database(bare: httpx.Client) -> None:
    for path in ("/", "/healthz", "/docs", "/openapi.json", "/v1/questions", "/problems", "/problems/query-timeout", "/static/page.css"):
        assert bare.get(path).status_code == 200, path


@each("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_get_a_problem_response(bare: httpx.Client, method: str) -> None:
    answered = bare.request(method, "/v1/schools")
    assert answered.status_code == 405
    assert answered.headers["content-type"] == PROBLEM
    assert answered.headers["allow"] == "GET, HEAD, OPTIONS"


@each("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::1]x.evil:80", "[::1", ""])
def test_an_unknown_host_is_rejected(bare: httpx.Client, host: str) -> None:
    answered = bare.get("/healthz", headers={"host": host})
    assert answered.status_code in {400, 421}


@each(("header", "name"), [("127.0.0.1:8000", "127.0.0.1"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("LocalHost", "localhost")])
def test_hostname_strips_the_port(header: str, name: str) -> None:
    assert hostname(header) == name


def test_a_well_formed_request_id_is_kept(bare: httpx.Client) -> None:
    assert bare.get("/healthz", headers={"x-request-id": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert bare.get("/healthz", headers={"x-request-id": "a b\tc" * 30}).headers["x-request-id"] != "a b\tc" * 30


def test_pages_load_no_external_resources_and_no_inline_script(bare: httpx.Client) -> None:
    for path in ("/", "/docs", "/problems", "/problems/internal"):
        answered = bare.get(path)
        assert answered.headers["content-security-policy"] == POLICY
        assert "http://" not in answered.text
        assert "https://" not in answered.text
        assert "<script>" not in answered.text


def test_a_log_line_is_json_with_the_request_id(capfd: pytest.CaptureFixture[str], run: object) -> None:
    before = logging.getLogger().handlers[:]
    try:
        logs.configure("json")
        run(get(create_app(), "/healthz", **{"x-request-id": "known-id"}))  # type: ignore[operator]
    finally:
        logging.getLogger().handlers[:] = before
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    line = next(line for line in lines if line["event"] == "answered" and line["path"] == "/healthz")  # other requests may be logged too
    assert (line["request_id"], line["path"], line["status"], line["level"]) == ("known-id", "/healthz", 200, "info")
