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


@each(("q", "found"), [("4143012847", "school:a"), ("4143012847.0", "school:a"), ("４３１０２１", "county:431021")])
def test_search_finds_a_code(client: httpx.Client, q: str, found: str) -> None:
    assert ids(client, "/v1/search", q)[0] == found


def test_a_hit_by_code_shows_the_code(client: httpx.Client) -> None:
    assert client.get("/v1/search", params={"q": "431021"}).json()["results"][0]["matched"] == "431021"


def test_a_code_of_another_type_is_not_found(client: httpx.Client) -> None:
    assert client.get("/v1/search", params={"q": "431021", "type": "School"}).json()["results"] == []


@each(("q", "found"), [("校", "school:a"), ("厂", "enterprise:x")])
def test_search_finds_the_last_character(client: httpx.Client, q: str, found: str) -> None:
    assert found in ids(client, "/v1/search", q)


@each("q", ["Guiyang City", "guiyang district", "桂阳市", "桂陽 區", "Gui Yang City"])
def test_a_place_is_found_by_another_level_as_a_near_miss(client: httpx.Client, q: str) -> None:
    (hit, *_) = client.get("/v1/search", params={"q": q, "type": "County"}).json()["results"]
    assert (hit["id"], hit["near"]) == ("county:431021", True)


def test_the_right_level_is_not_a_near_miss(client: httpx.Client) -> None:
    hits = client.get("/v1/search", params={"q": "桂阳县"}).json()["results"]
    assert (hits[0]["id"], hits[0]["near"]) == ("county:431021", False)


@each("q", ["Gui Yang County", "gui yang"])
def test_separate_syllables_find_the_county_first(client: httpx.Client, q: str) -> None:
    assert ids(client, "/v1/search", q)[0] == "county:431021"


def test_id_of_another_type_is_named_as_such(client: httpx.Client) -> None:
    problem = client.get("/v1/questions/county-pipelines?county=enterprise:xx").json()
    assert problem["detail"] == "'enterprise:xx' is an id of the type enterprise, not county."


def test_id_with_an_unknown_prefix_gets_the_nearest(client: httpx.Client) -> None:
    problem = client.get("/v1/questions/evidence-for?thing=enterprize:xx").json()
    assert "enterprise:x)" in problem["nearest"][0]


def test_unknown_relationship_of_a_known_type_has_no_type_as_hint(client: httpx.Client) -> None:
    assert "hint" not in client.get("/v1/relationships/FEEDS~program:none~enterprise:none").json()


@each(
    "path",
    [
        "/v1/enterprises/enterprise:xx",
        "/v1/enterprises/enterprise:xx/neighbours",
        "/v1/questions/programs-feeding-enterprise?enterprise=enterprise:xx",
        "/v1/graph?start=enterprise:xx",
        "/v1/relations?from=enterprise:xx&to=school:a",
    ],
)
def test_an_unknown_id_gets_its_nearest(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {404, 422}
    assert "enterprise:x)" in response.json()["nearest"][0]
    assert "Did you mean '甲厂 (enterprise:x)'?" in response.text
