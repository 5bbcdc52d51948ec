"""The present URL of a request that names a replaced id. ``tests/api/server/test_publish.py`` requests one from a server."""

from __future__ import annotations

from api.middleware.replaced_ids import present_url
from tests.each import each

REDIRECTS = {"school:a": "school:x", "enterprise:f": "enterprise:e"}
URLS = {
    "/v1/schools/school:a": "/v1/schools/school:x",
    "/schools/school:a": "/schools/school:x",
    "/v1/schools/school:a/neighbours?per_page=5&format=csv": "/v1/schools/school:x/neighbours?per_page=5&format=csv",
    "/v1/relationships/PARTNERS_WITH~school:a~enterprise:f~facility": "/v1/relationships/PARTNERS_WITH~school:x~enterprise:e~facility",
    "/v1/questions/q?school=school%3Aa&name=%E7%94%B2&flag": "/v1/questions/q?school=school:x&name=%E7%94%B2&flag",
    "/v1/subgraph?of=school:b,school:a": "/v1/subgraph?of=school:b,school:x",
    "/v1/schools/school:ab": None,
    "/v1/search?q=school:abc": None,
    "/v1/schools": None,
}


@each("url", URLS)
def test_a_replaced_id_becomes_the_present_one(url: str) -> None:
    path, _, query = url.partition("?")
    assert present_url(path, query, REDIRECTS) == URLS[url]


def test_a_path_stays_on_this_server() -> None:
    assert present_url("//example.org/school:a", "", REDIRECTS) == "/%2Fexample.org/school:x"
