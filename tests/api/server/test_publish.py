"""Edit, publish and undo beside a running ``alliance up``: what the API answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.server.test_up import Up, only_local, ready, start

pytestmark = pytest.mark.slow
MERGED = "enterprise:anneng-copy"
FIRM = "enterprise:anneng"
SOURCE = ("--source", "source:hunan-daily-2024-06-21", "--locator", "Enterprises of Linwu's lithium industry")


@pytest.fixture(scope="module")
def up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    only_local(request)
    running = start(tmp_path_factory.mktemp("up") / "data", ALLIANCE_EDITOR="Example office")
    with ready(running):
        yield running


def firm(up: Up, name: str = FIRM) -> dict[str, Any]:
    body = httpx.get(f"{up.url}/v1/enterprises/{name}", timeout=20, trust_env=False).json()
    return dict(body["results"][0])


def test_an_edit_is_answered_after_its_publication_and_no_longer_after_its_undo(up: Up) -> None:
    first, before = up.wait(), firm(up)
    edit = up.run("edit", "set", FIRM, "name", "An Neng", *SOURCE).partition(":")[0]
    assert re.fullmatch("[0-9a-f]{8}", edit)
    assert firm(up) == before
    up.run("publish", "-m", "spelling")
    second = up.wait(first)
    row = firm(up)
    assert (row["name"], row["origin"]) == ("An Neng", "documented")
    source = httpx.get(f"{up.url}/v1/sources/source:edit-{edit}", timeout=20, trust_env=False).json()["results"][0]
    assert (source["publisher"], source["note"]) == ("Example office", f"name of {FIRM}: 'Anneng' replaced by 'An Neng'")
    up.run("undo", edit)
    up.run("publish", "-m", "undone")
    assert up.wait(second) == first
    assert firm(up) == before
    log = up.run("log", "--format", "csv").splitlines()
    assert [line.split(",")[3] for line in log[1:]] == ["publish", "publish", "load"]


def test_the_address_of_a_renamed_and_of_a_merged_entity_redirects_until_the_undo(up: Up) -> None:
    first = up.wait()
    up.run("edit", "add", "Enterprise", f"id={MERGED}", "name=Anneng", *SOURCE)
    renamed = up.run("edit", "rename", FIRM, f"{FIRM}-lithium", "--reason", "a longer id").partition(":")[0]
    merged = up.run("edit", "same-as", f"{FIRM}-lithium", MERGED, *SOURCE).partition(":")[0]
    up.run("publish", "-m", "one firm")
    second = up.wait(first)
    for old in (FIRM, MERGED):
        response = httpx.get(f"{up.url}/v1/enterprises/{old}?select=name", timeout=20, trust_env=False)
        assert (response.status_code, response.headers["location"]) == (308, f"/v1/enterprises/{FIRM}-lithium?select=name")
    page = httpx.get(f"{up.url}/enterprises/{FIRM}", timeout=20, trust_env=False)
    assert page.headers["location"] == f"/enterprises/{FIRM}-lithium"
    assert httpx.get(f"{up.url}/v1/enterprises/{MERGED}", timeout=20, trust_env=False, follow_redirects=True).status_code == 200
    up.run("undo", merged)
    up.run("undo", renamed)
    up.run("publish", "-m", "two firms")
    up.wait(second)
    assert [firm(up)["id"], firm(up, MERGED)["id"]] == [FIRM, MERGED]
