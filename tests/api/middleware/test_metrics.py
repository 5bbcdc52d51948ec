"""Metrics: counts by route, never by path, and access for operators only."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.middleware.metrics import CACHE_HITS, REGISTRY
from tests.conftest import GraphDB

Start = Callable[..., httpx.Client]
Sample = tuple[str, tuple[tuple[str, str], ...]]


def read(client: httpx.Client) -> dict[Sample, float]:
    answered = client.get("/metrics")
    assert answered.status_code == 200
    assert answered.headers["content-type"].startswith("text/plain")
    assert answered.headers["cache-control"] == "no-store"
    families = text_string_to_metric_families(answered.text)
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for family in families for sample in family.samples}


def requests(samples: dict[Sample, float], route: str, status: int, method: str = "GET") -> float:
    labels = (("method", method), ("route", route), ("status", str(status)))
    return samples.get(("alliance_requests_total", labels), 0.0)


def test_requests_are_counted_by_route_method_and_status(start: Start) -> None:
    with start() as client:
        before = read(client)
        for path in (
            "/v1/questions",
            "/v1/questions",
            "/v1/schools/a",
            "/v1/schools/b",
            "/problems/internal",
            "/v1/nothing",
            "/v1/questions?x=1",
        ):
            client.get(path)
        client.post("/v1/schools/a")
        after = read(client)
    for route, status, method, count in (
        ("/v1/questions", 200, "GET", 2),
        ("/v1/questions", 422, "GET", 1),
        ("/v1/schools/{id}", 503, "GET", 2),
        ("/problems/{code}", 200, "GET", 1),
        ("(none)", 404, "GET", 1),
        ("/metrics", 200, "GET", 1),
    ):
        assert requests(after, route, status, method) - requests(before, route, status, method) == count, (route, status)
    seconds = ("alliance_request_seconds_count", (("route", "/v1/schools/{id}"),))
    assert after[seconds] - before.get(seconds, 0) == 3
    assert after[("alliance_requests_in_flight", ())] >= 1, "the metrics request itself"


def test_requests_cannot_create_labels(start: Start) -> None:
    with start() as client:
        client.get("/healthz")
        read(client)
        before = set(read(client))
        for i in range(50):
            client.request(f"METHOD{i}", f"/v1/schools/{i}")
            client.get(f"/path-{i}", headers={"x-request-id": f"id-{i}", "user-agent": f"agent-{i}"})
            client.get(f"/v1/questions/none-{i}")
        new = {sample for sample in set(read(client)) - before if sample[0] == "alliance_requests_total"}
    assert len(new) <= 4
    assert all(dict(labels)["method"] in {"GET", "other"} for _, labels in new)


def test_rejected_requests_are_counted_under_their_route(start: Start) -> None:
    with start(require_key=False) as client:
        before = read(client)
        assert client.get("/v1/schools/a", headers={"x-api-key": "wrong"}).status_code == 401
        after = read(client)
    assert requests(after, "/v1/schools/{id}", 401) - requests(before, "/v1/schools/{id}", 401) == 1


def test_the_state_without_a_database_is_starting(start: Start) -> None:
    with start() as client:
        samples = read(client)
    states = {dict(labels)["state"]: value for (name, labels), value in samples.items() if name == "alliance_database_state"}
    assert states == {"ready": 0, "loading": 0, "empty": 0, "unreachable": 0, "starting": 1}
    assert not [name for name, _ in samples if name == "alliance_data_info"]


def test_database_state_and_data_version(client: httpx.Client, small: GraphDB) -> None:
    samples = read(client)
    assert samples[("alliance_database_state", (("state", "ready"),))] == 1
    version = client.get("/v1/meta").json()["meta"]["data_version"]
    assert samples[("alliance_data_info", (("data_version", version),))] == 1


def test_the_cache_hit_counter_exists() -> None:
    before = REGISTRY.get_sample_value("alliance_cache_hits_total", {"kind": "304"}) or 0
    CACHE_HITS.labels("304").inc()
    assert REGISTRY.get_sample_value("alliance_cache_hits_total", {"kind": "304"}) == before + 1


@pytest.mark.parametrize("changes", [{"public": True}, {"require_key": True}])
def test_metrics_require_a_key(start: Start, changes: dict[str, bool]) -> None:
    with start(**changes) as client:
        assert client.get("/metrics").status_code == 401
