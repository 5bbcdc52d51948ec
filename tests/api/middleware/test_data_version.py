"""The data version of every response, and requests pinned to one."""

from __future__ import annotations

import asyncio

import httpx
import orjson

from api.app import create_app
from api.middleware.data_version import DataVersionMiddleware
from api.openapi import document
from api.openapi.operations import operations
from tests.api.asgi import JSON, Got, Inner, get, stores
from tests.api.conftest import VERSION
from tests.each import each

ONE, OTHER = "a" * 64, "b" * 64
LIST = "/v1/schools"


def run(inner: Inner, path: str, **more: str) -> Got:
    return asyncio.run(get(DataVersionMiddleware(inner, stores(ONE)), path, **more))


def problem(got: Got) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(got.body)
    return found


def test_response_without_a_version_gets_the_current_one() -> None:
    assert run(Inner(), LIST).headers["x-data-version"] == ONE


def test_response_keeps_its_own_version() -> None:
    inner = Inner(headers=[*JSON, (b"x-data-version", OTHER.encode())])
    assert run(inner, LIST).headers["x-data-version"] == OTHER


def test_error_names_the_version() -> None:
    assert run(Inner(status=404), LIST).headers["x-data-version"] == ONE


def test_page_outside_of_the_api_has_no_version() -> None:
    assert "x-data-version" not in run(Inner(), "/docs").headers


@each("pin", [ONE, ONE[:12]])
def test_pinned_response_is_immutable(pin: str) -> None:
    assert run(Inner(), f"{LIST}?data_version={pin}").headers["cache-control"] == "private, max-age=31536000, immutable"


def test_link_to_the_next_page_is_pinned() -> None:
    inner = Inner(headers=[*JSON, (b"link", f'<{LIST}?cursor=x>; rel="next"'.encode())])
    assert run(inner, f"{LIST}?data_version={ONE[:12]}").headers["link"] == f'<{LIST}?cursor=x&data_version={ONE[:12]}>; rel="next"'


def test_other_links_stay() -> None:
    inner = Inner(headers=[*JSON, (b"link", b'</v1/cite?of=x>; rel="cite-as"')])
    assert run(inner, f"{LIST}?data_version={ONE}").headers["link"] == '</v1/cite?of=x>; rel="cite-as"'


def test_pin_is_no_parameter_of_the_route() -> None:
    inner = Inner()
    run(inner, f"{LIST}?q=a%26b&data_version={ONE}&per_page=2")
    assert inner.asked[0]["query_string"] == b"q=a%26b&per_page=2"


def test_error_to_a_pinned_request_is_not_immutable() -> None:
    assert "cache-control" not in run(Inner(status=404), f"{LIST}?data_version={ONE}").headers


def test_other_version_is_refused() -> None:
    assert run(Inner(), f"{LIST}?data_version={OTHER}").status == 409


def test_refusal_says_how_to_go_on() -> None:
    hint = problem(run(Inner(), f"{LIST}?data_version={OTHER}"))["hint"]
    assert hint == f"Repeat the request from the first page with data_version={ONE}, or without data_version."


def test_refused_request_does_not_reach_the_route() -> None:
    inner = Inner()
    run(inner, f"{LIST}?data_version={OTHER}")
    assert inner.asked == []


def test_data_that_changes_meanwhile_is_refused() -> None:
    got = run(Inner(headers=[*JSON, (b"x-data-version", OTHER.encode())]), f"{LIST}?data_version={ONE}")
    assert (got.status, problem(got)["type"]) == (409, "/problems/data-changed")


@each("query", ["data_version=x", "data_version=", "data_version=aaa", f"data_version={ONE}&data_version={ONE}", f"data_version={ONE}a"])
def test_invalid_version_is_refused(query: str) -> None:
    assert run(Inner(), f"{LIST}?{query}").status == 422


def test_citation_keeps_its_own_parameter() -> None:
    inner = Inner()
    run(inner, f"/v1/cite?of=x&data_version={OTHER}")
    assert inner.asked[0]["query_string"].endswith(OTHER.encode())


class TestOverHttp:
    """On a real socket and a real database."""

    @each(
        "path",
        [
            LIST,
            f"{LIST}/school:a",
            f"{LIST}/school:none",
            "/v1/model",
            "/v1/nothing",
            "/v1/measures",
            f"{LIST}?county=1",
            f"{LIST}?format=csv",
        ],
    )
    def test_every_answer_names_the_version(self, client: httpx.Client, path: str) -> None:
        assert client.get(path).headers["x-data-version"] == VERSION

    def test_answer_not_modified_names_the_version(self, client: httpx.Client) -> None:
        tag = client.get(LIST).headers["etag"]
        unchanged = client.get(LIST, headers={"If-None-Match": tag})
        assert (unchanged.status_code, unchanged.headers["x-data-version"]) == (304, VERSION)

    def test_pinned_answer_equals_the_plain_one(self, client: httpx.Client) -> None:
        assert client.get(f"{LIST}?data_version={VERSION}").content == client.get(LIST).content

    def test_pinned_answer_shares_the_cache(self, client: httpx.Client) -> None:
        client.get(LIST)
        assert client.get(f"{LIST}?data_version={VERSION[:12]}").headers["cache-status"] == "alliance; hit"

    def test_pages_of_a_pinned_list(self, client: httpx.Client) -> None:
        first = client.get(f"{LIST}?per_page=1&data_version={VERSION}").json()
        following = client.get(LIST, params={"per_page": 1, "data_version": VERSION, "cursor": first["meta"]["next_cursor"]})
        assert following.status_code == 200

    def test_head_is_pinned_too(self, client: httpx.Client) -> None:
        assert client.head(f"{LIST}?data_version={OTHER}").status_code == 409


def test_document_has_the_parameter_at_every_read() -> None:
    spec = document(create_app())
    reads = {path: operation for path, method, operation in operations(spec) if method == "get" and path.startswith("/v1/")}
    without = {path for path, operation in reads.items() if "DataVersionQuery" not in str(operation.get("parameters"))}
    assert without == {"/v1/cite"}
