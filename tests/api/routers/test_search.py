"""Search and the parameter ``q`` of lists: every spelling of a name finds it."""

from __future__ import annotations

import unicodedata

import httpx

from tests.each import each

SPELLINGS = [
    "桂阳县",
    "桂陽縣",
    "桂 阳 县",
    "桂阳\u200b县",
    "\u202a桂阳县\u202c",
    "GUIYANG COUNTY",
    "Ｇuiyang　County",
    "Guìyáng county",
    unicodedata.normalize("NFD", "Guìyáng county"),
]


def ids(client: httpx.Client, path: str, q: str) -> list[str]:
    response = client.get(path, params={"q": q})
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()["results"]]


@each("spelling", SPELLINGS)
def test_search_finds_every_spelling_first(client: httpx.Client, spelling: str) -> None:
    assert ids(client, "/v1/search", spelling)[0] == "county:431021"


@each("spelling", SPELLINGS)
def test_a_list_finds_every_spelling(client: httpx.Client, spelling: str) -> None:
    assert ids(client, "/v1/counties", spelling) == ["county:431021"]


@each("spelling", SPELLINGS)
def test_a_name_in_a_question_may_have_every_spelling(client: httpx.Client, spelling: str) -> None:
    response = client.get("/v1/questions/county-pipelines", params={"county": spelling})
    assert response.status_code == 200, response.text


def test_the_last_character_of_a_name_is_found(client: httpx.Client) -> None:
    assert ids(client, "/v1/counties", "县") == ["county:431021", "county:431024"]


@each(("q", "found"), [("校", "school:a"), ("厂", "enterprise:x")])
def test_search_finds_the_last_character(client: httpx.Client, q: str, found: str) -> None:
    assert found in ids(client, "/v1/search", q)
