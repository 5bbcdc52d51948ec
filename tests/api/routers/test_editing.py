"""Propose, review, publish and compare versions through the API, with the importer and the server replaced by fakes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.dependencies import Stores
from api.routers.edit_requests import BODY_BYTES
from api.schemas.editing import MOST_CHANGES
from api.security.api_keys import Keys
from api.security.write_scopes import WRITE_SCOPES
from api.server.uvicorn_thread import Serving
from graph.loading import local_loader
from graph.settings import Settings
from graph.storage.ledger import Note
from tests.conftest import CACHE, replace_server
from tests.each import each
from tests.seed.edits.small import small

Start = Callable[..., httpx.Client]
CHANGE = {"do": "set", "row": "school:a", "property": "level", "value": "technician", "reason": "typing error"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A data folder with the small package, and a copy of it to restore it from."""
    root = tmp_path_factory.mktemp("editing")
    with pytest.MonkeyPatch.context() as patch:
        replace_server(patch)
        patch.delenv("NEO4J_URI", raising=False)
        settings = Settings(data=root / "data", cache=CACHE)
        local_loader.load_local(root / "data", CACHE, [small(root / "small")], settings=settings, note=Note("load", "Example office"))
        shutil.copytree(root / "data", root / "first", symlinks=True)
        yield root / "data", root / "first"


@pytest.fixture(scope="module")
def server(folders: tuple[Path, Path]) -> Iterator[httpx.Client]:
    """A client of an API on the data folder, without a database."""
    settings = Settings(host="127.0.0.1").model_copy(update={"data": folders[0], "cache": CACHE, "editor": "Example office"})
    serving = Serving("127.0.0.1", 0, Stores(), settings)
    serving.start()
    with httpx.Client(base_url=serving.url, timeout=120, trust_env=False) as client:
        yield client
    serving.stop()


@pytest.fixture
def data(folders: tuple[Path, Path]) -> Path:
    """The data folder as it was first."""
    shutil.rmtree(folders[0])
    shutil.copytree(folders[1], folders[0], symlinks=True)
    return folders[0]


@pytest.fixture
def client(data: Path, server: httpx.Client) -> httpx.Client:
    return server


def version(client: httpx.Client, **headers: str) -> str:
    return str(client.get("/v1/versions", headers=headers).json()["meta"]["data_version"])


def headers(client: httpx.Client, key: str = "request-0001") -> dict[str, str]:
    return {"If-Match": f'"{version(client)}"', "Idempotency-Key": key}


def propose(client: httpx.Client, *changes: dict[str, Any], key: str = "request-0001", **more: Any) -> httpx.Response:
    return client.post("/v1/edits", json={"changes": changes or [CHANGE], **more}, headers=headers(client, key))


def row(response: httpx.Response) -> dict[str, Any]:
    assert response.is_success, response.text
    return dict(response.json()["results"][0])


def accept(client: httpx.Client, draft: dict[str, Any]) -> httpx.Response:
    return client.post(f"/v1/drafts/{draft['id']}/accept", headers={"If-Match": f'"{draft["revision"]}"'})


def publish(client: httpx.Client, key: str = "request-0001") -> dict[str, Any]:
    """Publish, and ask for the state until the publication has ended."""
    state = row(client.post("/v1/publications", json={"message": "levels"}, headers=headers(client, key)))
    while state["state"] == "running":
        time.sleep(0.02)
        state = row(client.get(f"/v1/publications/{state['id']}"))
    return state


def test_one_person_on_loopback_proposes_accepts_and_publishes(client: httpx.Client) -> None:
    first = version(client)
    draft = row(propose(client))
    assert (draft["state"], draft["proposed"][0]["who"]) == ("open", "Example office")
    assert row(accept(client, draft))["state"] == "accepted"
    state = publish(client)
    assert (state["state"], state["data_version"], state["who"]) == ("done", version(client), "Example office")
    assert version(client) != first


def test_a_draft_shows_its_edits_differences_and_figures(client: httpx.Client) -> None:
    draft = row(client.get(f"/v1/drafts/{row(propose(client))['id']}"))
    level = next(group for group in draft["changes"] if group["property"] == "level")
    assert (level["count"], level["examples"][0]["old"], level["examples"][0]["new"]) == (1, "secondary", "technician")
    assert {"name": "rows", "of": "School inferred", "before": 0, "after": 1} in draft["figures"]
    assert draft["edits"][0]["property"] == "level"


def test_a_draft_that_no_longer_fits_shows_its_conflict(client: httpx.Client) -> None:
    first, second = row(propose(client)), row(propose(client, {**CHANGE, "value": "undergraduate"}, key="request-0002"))
    accept(client, first)
    shown = row(client.get(f"/v1/drafts/{second['id']}"))
    assert shown["conflict"].endswith("expects level of school:a to be 'secondary', but it is 'technician'.")
    assert accept(client, second).status_code == 422


def test_a_draft_is_sent_back_with_a_word(client: httpx.Client) -> None:
    draft = row(propose(client))
    sent = client.post(f"/v1/drafts/{draft['id']}/return", json={"word": "cite it"}, headers={"If-Match": f'"{draft["revision"]}"'})
    assert (row(sent)["state"], row(sent)["word"]) == ("returned", "cite it")
    assert [(one["id"], one["state"]) for one in client.get("/v1/drafts").json()["results"]] == [(draft["id"], "returned")]


def test_a_review_of_an_older_revision_is_412(client: httpx.Client) -> None:
    draft = row(propose(client))
    row(propose(client, {**CHANGE, "value": "undergraduate"}, key="request-0002", draft=draft["id"]))
    assert accept(client, draft).status_code == 412


def test_a_second_review_is_409(client: httpx.Client) -> None:
    draft = row(propose(client))
    accept(client, draft)
    assert accept(client, draft).status_code == 409


def test_a_repeated_proposal_is_one_draft(client: httpx.Client) -> None:
    assert row(propose(client))["id"] == row(propose(client))["id"]
    assert len(client.get("/v1/drafts").json()["results"]) == 1


def test_all_kinds_of_changes_can_be_proposed(client: httpx.Client) -> None:
    by = {"reason": "a test"}
    changes: list[dict[str, Any]] = [
        {"do": "add", "type": "Enterprise", "values": {"id": "enterprise:f", "name": "F"}, **by},
        {"do": "same_as", "row": "enterprise:e", "other": "enterprise:f", "keep": {"name": "A"}, **by},
        {"do": "rename", "row": "school:b", "new": "school:c", **by},
        {"do": "remove", "row": "school:a", "with_relationships": True, **by},
    ]
    draft = row(propose(client, *changes))
    accept(client, draft)
    edits = client.get("/v1/edits").json()["results"]
    assert [edit["action"] for edit in edits] == ["add", "same_as", "rename", "remove", "remove"]
    undone = row(propose(client, {"do": "undo", "edit": edits[2]["edit"], **by}, key="request-0002"))
    assert row(accept(client, undone))["state"] == "accepted"
    assert {edit["state"] for edit in client.get("/v1/edits").json()["results"]} == {"pending", "undone"}


def test_versions_and_the_changes_between_them_come_in_pages(client: httpx.Client) -> None:
    accept(client, row(propose(client)))
    publish(client)
    assert [entry["action"] for entry in client.get("/v1/versions").json()["results"]] == ["publish", "load"]
    whole = client.get("/v1/versions/1/changes/2").json()
    pages = [client.get(f"/v1/versions/1/changes/2?per_page=1&after={number}").json() for number in range(len(whole["results"]))]
    assert [page["results"][0] for page in pages] == whole["results"]
    assert [page["meta"]["truncated"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert {
        "change": "changed",
        "type": "School",
        "row": "school:a",
        "property": "level",
        "old": "secondary",
        "new": "technician",
    } in whole["results"]


def test_an_unknown_parameter_is_refused(client: httpx.Client) -> None:
    assert "There is no parameter 'cursor'" in client.get("/v1/versions?cursor=1").json()["detail"]


def test_a_failed_publication_says_why(client: httpx.Client) -> None:
    state = publish(client)
    assert (state["state"], state["detail"].partition(".")[0]) == ("failed", "There are no edits to publish")


BAD: dict[str, tuple[dict[str, Any], dict[str, str], int, str]] = {
    "no version": ({}, {"If-Match": ""}, 412, "If-Match must state the data version"),
    "another version": ({}, {"If-Match": '"0000"'}, 412, "not '0000'"),
    "no key": ({}, {"Idempotency-Key": ""}, 422, "Idempotency-Key is missing"),
    "no changes": ({"json": {"changes": []}}, {}, 422, "changes"),
    "too many changes": ({"json": {"changes": [CHANGE] * (MOST_CHANGES + 1)}}, {}, 422, "at most 20 items"),
    "unknown change": ({"json": {"changes": [{"do": "drop"}]}}, {}, 422, "changes/0"),
    "unknown field": ({"json": {"changes": [CHANGE], "state": "accepted"}}, {}, 422, "state"),
    "unknown row": ({"json": {"changes": [{**CHANGE, "row": "school:zz"}]}}, {}, 422, "no row 'school:zz'"),
    "no evidence": ({"json": {"changes": [{**CHANGE, "reason": ""}]}}, {}, 422, "needs a source or a reason"),
    "unknown draft": ({"json": {"changes": [CHANGE], "draft": "000000000000"}}, {}, 404, "no draft"),
    "path as a draft": ({"json": {"changes": [CHANGE], "draft": "../edits"}}, {}, 404, "no draft"),
    "form": ({"content": b"changes=1"}, {"Content-Type": "application/x-www-form-urlencoded"}, 415, ""),
    "text": ({"content": b"{}"}, {"Content-Type": "text/plain"}, 415, ""),
    "large body": ({"content": b" " * (BODY_BYTES + 1)}, {"Content-Type": "application/json"}, 413, "exceeds 256,000 bytes"),
    "deep body": ({"content": b'{"changes":' + b"[" * 100_000}, {"Content-Type": "application/json"}, 422, ""),
    "not UTF-8": ({"content": b'{"changes": "\xff"}'}, {"Content-Type": "application/json"}, 422, "changes"),
}


@each("case", BAD)
def test_a_proposal_that_is_not_valid_is_refused(case: str, client: httpx.Client) -> None:
    sent, changed, status, message = BAD[case]
    response = client.post("/v1/edits", **(sent or {"json": {"changes": [CHANGE]}}), headers={**headers(client), **changed})
    assert (response.status_code, message in response.json()["detail"]) == (status, True), response.text
    assert client.get("/v1/drafts").json()["results"] == []


FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Origin": "https://example.org"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "a sandboxed page": {"Origin": "null"},
    "OpenRefine": {"Origin": "http://127.0.0.1:3333"},
    "same site": {"Sec-Fetch-Site": "same-site"},
    "cross site": {"Sec-Fetch-Site": "cross-site"},
    "a proxy": {"X-Forwarded-For": "192.0.2.1"},
    "another host": {"Host": "example.org"},
}


@each("case", FOREIGN)
def test_a_page_of_another_origin_cannot_propose(case: str, client: httpx.Client) -> None:
    response = client.post("/v1/edits", json={"changes": [CHANGE]}, headers={**headers(client), **FOREIGN[case]})
    assert response.status_code == (421 if case == "another host" else 401)
    assert client.get("/v1/drafts").json()["results"] == []


def test_a_preflight_of_an_allowed_origin_does_not_allow_the_headers_of_a_proposal(client: httpx.Client) -> None:
    asked = {
        "Origin": "http://127.0.0.1:3333",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "if-match,idempotency-key",
    }
    assert client.options("/v1/edits", headers=asked).status_code == 400


def test_a_page_of_this_server_can_propose(client: httpx.Client) -> None:
    same = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert client.post("/v1/edits", json={"changes": [CHANGE]}, headers={**headers(client), **same}).status_code == 201


def keyed(data: Path, scope: str) -> dict[str, str]:
    key = Keys(data / "keys.json").create(f"Office {scope}", ["read", scope])
    return {"Authorization": f"Bearer {key}"}


REQUESTS = {
    "propose": ("/v1/edits", {"changes": [CHANGE]}),
    "review": ("/v1/drafts/000000000000/accept", {}),
    "publish": ("/v1/publications", {}),
}


@pytest.mark.parametrize("own", WRITE_SCOPES)
def test_each_scope_allows_its_own_requests_only(own: str, data: Path, client: httpx.Client) -> None:
    key = keyed(data, own)
    for scope, (path, body) in REQUESTS.items():
        sent = {**key, "If-Match": f'"{version(client)}"', "Idempotency-Key": "request-0001"}
        assert (client.post(path, json=body, headers=sent).status_code == 403) == (scope != own), scope
    assert client.get("/v1/drafts", headers=key).status_code == 200


def test_with_such_a_key_loopback_without_a_key_can_no_longer_write_or_read_drafts(data: Path, client: httpx.Client) -> None:
    keyed(data, "propose")
    assert propose(client).status_code == 401
    assert client.get("/v1/drafts").status_code == 401
    assert client.get("/v1/versions").status_code == 200


def scopes(client: httpx.Client, **headers: str) -> list[str]:
    return list(row(client.get("/v1/editing", headers=headers))["scopes"])


def test_one_person_on_loopback_has_all_scopes(client: httpx.Client) -> None:
    assert scopes(client) == list(WRITE_SCOPES)


def test_a_key_has_its_own_scope(data: Path, client: httpx.Client) -> None:
    assert scopes(client, **keyed(data, "review")) == ["review"]


def test_with_such_a_key_loopback_without_a_key_has_no_scope(data: Path, client: httpx.Client) -> None:
    keyed(data, "propose")
    assert scopes(client) == []


def test_data_that_cannot_be_edited_has_no_scope(start: Start, tmp_path: Path) -> None:
    with start(data=tmp_path, cache=CACHE) as empty:
        assert scopes(empty) == []


def test_edits_carry_the_name_of_the_key(data: Path, client: httpx.Client) -> None:
    sent = {**headers(client), **keyed(data, "propose")}
    draft = row(client.post("/v1/edits", json={"changes": [CHANGE]}, headers=sent))
    assert draft["proposed"][0]["who"] == "Office propose"


def test_a_public_server_needs_a_key(data: Path, start: Start) -> None:
    with start(data=data, cache=CACHE, public=True, rate_limit="off") as public:
        assert [propose(public).status_code, public.get("/v1/edits").status_code] == [401, 401]
        assert public.post("/v1/publications", json={}).status_code == 401
