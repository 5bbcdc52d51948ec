"""Upload spreadsheets into drafts through the API, with the importer and the server of a load replaced by fakes."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.middleware.body_limits import IMPORT_BYTES
from api.routers.importing import MOST_FILES
from tests.api.routers.test_editing import FOREIGN, accept, client, data, folders, headers, keyed, publish, row, server, version
from tests.each import each
from tests.seed.importing.test_build import ROWS

__all__ = ["client", "data", "folders", "server"]
Files = list[tuple[str, tuple[str | None, bytes]]]


def upload(
    client: httpx.Client, *, key: str = "request-0001", text: str = ROWS, files: Files | None = None, **fields: str
) -> httpx.Response:
    sent = [("file", ("schools.csv", text.encode()))] if files is None else files
    return client.post("/v1/imports", data={"name": "my-county", **fields}, files=sent, headers=headers(client, key))


def test_an_upload_is_guessed_reviewed_and_published(client: httpx.Client) -> None:
    made = row(upload(client))
    assert (made["state"], made["mapping_from"], made["rows"]["School"], made["who"]) == ("ready", "guessed", 1, "Example office")
    draft = row(client.get(f"/v1/drafts/{made['draft']}"))
    assert {"name": "rows", "of": "School documented", "before": 2, "after": 3} in draft["figures"]
    assert [one["package"] for one in draft["imports"]] == ["my-county"]
    assert row(accept(client, draft))["published"] is False
    assert publish(client)["data_version"] == version(client)
    assert row(client.get(f"/v1/drafts/{made['draft']}"))["published"] is True


def test_an_import_is_read_by_its_id(client: httpx.Client) -> None:
    made = row(upload(client))
    assert row(client.get(f"/v1/imports/{made['id']}")) == made


def test_a_repeated_request_imports_nothing(client: httpx.Client) -> None:
    assert row(upload(client))["id"] == row(upload(client))["id"]


def test_a_key_with_another_file_is_refused(client: httpx.Client) -> None:
    upload(client)
    assert upload(client, text=ROWS + "丁校,中职\n").status_code == 422


def test_a_mapping_and_decisions_can_be_sent_as_files(client: httpx.Client) -> None:
    made = row(upload(client))
    sent: Files = [
        ("file", ("schools.csv", ROWS.encode())),
        ("mapping", ("mapping.yaml", made["mapping"].encode())),
        ("decisions", ("decisions.csv", "type,name,decision\nSchool,丙校,none\nSchool,甲校,new\n".encode())),
    ]
    again = row(upload(client, key="request-0002", files=sent, draft=made["draft"]))
    assert (again["mapping_from"], again["rows"]["School"], again["draft"]) == ("given", 1, made["draft"])
    assert row(client.get(f"/v1/drafts/{made['draft']}"))["imports"][0]["id"] == again["id"]


def test_an_import_again_keeps_the_decisions_and_takes_meanings_of_columns(client: httpx.Client) -> None:
    sent: Files = [("file", ("schools.csv", ROWS.encode())), ("decisions", ("d.csv", "type,name,decision\nSchool,丙校,new\n".encode()))]
    made = row(upload(client, files=sent))
    again: Files = [("again", (None, made["id"].encode())), ("columns", (None, b'{"schools.csv": {"B": ""}}'))]
    changed = row(upload(client, key="request-0002", files=again, draft=made["draft"]))
    assert [one["name"] for one in changed["decided"]] == ["丙校"]
    assert [(one["meaning"], one["chosen"]) for one in changed["columns"]] == [("school.name", False), ("", True)]


def test_a_draft_names_the_files_and_rows_of_its_imports(client: httpx.Client) -> None:
    made = row(upload(client))
    (listed,) = row(client.get(f"/v1/drafts/{made['draft']}"))["imports"]
    assert (listed["files"], listed["rows"]["School"], listed["open_count"]) == (["schools.csv"], 1, 0)


BAD: dict[str, tuple[dict[str, Any], int, str]] = {
    "no file": ({"files": [("mapping", ("m.yaml", b"name: a"))]}, 422, "needs files or 'again'"),
    "unknown type": ({"files": [("file", ("a.exe", b"MZ"))]}, 422, "Unsupported file name"),
    "two of one name": ({"files": [("file", ("a.csv", b"a"))] * 2}, 422, "two of the same name"),
    "too many files": ({"files": [("file", (f"{n}.csv", b"a")) for n in range(MOST_FILES + 1)]}, 422, "Too many files"),
    "no workbook": ({"files": [("file", ("a.xlsx", b"text"))]}, 422, ""),
    "unknown field": ({"mode": "fast"}, 422, "no field 'mode'"),
    "unknown draft": ({"draft": "000000000000"}, 404, "no draft"),
    "path as a draft": ({"draft": "../edits"}, 404, "no draft"),
    "unknown import": ({"files": [("again", (None, b"000000000000"))]}, 404, "no import"),
    "wrong mapping": ({"mapping": "tables: [a"}, 422, "not valid YAML"),
    "wrong columns": ({"columns": "[1]"}, 422, "'columns' is not valid"),
    "unknown package": ({"requires": "nowhere"}, 422, "'nowhere' was not found"),
}


@each("case", BAD)
def test_an_upload_that_cannot_be_used_is_refused(case: str, client: httpx.Client) -> None:
    more, status, message = BAD[case]
    response = upload(client, **more)
    assert (response.status_code, message in response.json()["detail"]) == (status, True), response.text
    assert client.get("/v1/drafts").json()["results"] == []


def test_a_name_with_folders_is_read_as_its_last_part(client: httpx.Client, data: Path) -> None:
    made = row(upload(client, files=[("file", ("..\\..\\../schools.csv", ROWS.encode()))]))
    assert [one["name"] for one in made["files"]] == ["schools.csv"]


def test_a_body_that_announces_too_many_bytes_is_refused_unread(client: httpx.Client) -> None:
    connection = HTTPConnection(client.base_url.host, client.base_url.port or 80)
    connection.putrequest("POST", "/v1/imports")
    for name, value in {**headers(client), "Content-Length": str(IMPORT_BYTES + 1), "Expect": "100-continue"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@each("case", FOREIGN)
def test_a_page_of_another_origin_cannot_import(case: str, client: httpx.Client) -> None:
    sent = {**headers(client), **FOREIGN[case]}
    response = client.post("/v1/imports", files=[("file", ("a.csv", ROWS.encode()))], headers=sent)
    assert response.status_code == (421 if case == "another host" else 401)


@pytest.mark.parametrize("scope", ["propose", "review", "publish"])
def test_an_import_needs_the_scope_propose(scope: str, data: Path, client: httpx.Client) -> None:
    sent = {**headers(client), **keyed(data, scope)}
    response = client.post("/v1/imports", data={"name": "my-county"}, files=[("file", ("a.csv", ROWS.encode()))], headers=sent)
    assert response.status_code == (201 if scope == "propose" else 403)
