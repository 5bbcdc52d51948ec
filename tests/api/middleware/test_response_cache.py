"""The response cache: equal bytes, 304, uncacheable responses, shared computation, and behaviour without a database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx
import pytest

from api.app import create_app
from api.middleware.response_cache import ResponseCacheMiddleware
from tests.api.asgi import Got, Inner, data, get, stores
from tests.conftest import GraphDB
from tests.each import each

LIST = "/v1/schools"
SMALL = 100_000


def cache_of(inner: Inner, limit: int = 10_000_000) -> ResponseCacheMiddleware:
    return ResponseCacheMiddleware(inner, stores(), limit)


def run(work: object) -> Got:
    return asyncio.run(work)  # type: ignore[arg-type]


class TestOverHttp:
    """On a real socket and a real database."""

    def test_a_repeated_request_is_a_cache_hit_with_the_same_bytes(self, client: httpx.Client) -> None:
        first, second = client.get(LIST), client.get(LIST)
        assert second.headers["cache-status"] == "alliance; hit"
        assert first.content == second.content
        assert first.headers["etag"] == second.headers["etag"]
        assert not first.headers["etag"].startswith("W/"), "the tag is strong"
        assert first.headers["x-request-id"] != second.headers["x-request-id"]

    def test_responses_have_cache_headers(self, client: httpx.Client) -> None:
        answered = client.get(LIST)
        assert answered.headers["cache-control"] == "no-cache"
        assert {name.strip().lower() for name in answered.headers["vary"].split(",")} >= {"accept", "accept-encoding"}

    @each(
        "path",
        [
            LIST,
            f"{LIST}/school:a",
            "/v1/search?q=a",
            "/v1/meta",
            "/v1/questions/enterprises-fed-by-programs",
            "/v1/relationships?type=OFFERS",
        ],
    )
    def test_every_response_names_its_data_version(self, client: httpx.Client, path: str) -> None:
        for _ in ("computed", "cached"):
            answered = client.get(path)
            assert answered.headers["x-data-version"] == answered.json()["meta"]["data_version"]

    @each("form", ["{tag}", "W/{tag}", '"other", {tag}', 'W/"a","b" , {tag}', "*"])
    def test_a_matching_tag_gets_304(self, client: httpx.Client, form: str) -> None:
        whole = client.get(LIST)
        answered = client.get(LIST, headers={"If-None-Match": form.format(tag=whole.headers["etag"])})
        assert answered.status_code == 304
        assert answered.content == b""
        for name in ("etag", "cache-control", "vary"):
            assert answered.headers[name] == whole.headers[name]
        assert "content-type" not in answered.headers
        assert answered.headers["x-request-id"] != whole.headers["x-request-id"]

    @each("form", ['"nothing"', "", "nothing", '{tag}x"'])
    def test_another_tag_gets_the_full_response(self, client: httpx.Client, form: str) -> None:
        tag = client.get(LIST).headers["etag"]
        answered = client.get(LIST, headers={"If-None-Match": form.format(tag=tag[:-1])})
        assert answered.status_code == 200
        assert answered.json()["results"]

    def test_another_process_validates_the_tag_without_computing_the_response(
        self, client: httpx.Client, small: GraphDB, serve: Callable[..., str]
    ) -> None:
        path = f"{LIST}?per_page=3"
        whole = client.get(path)
        with httpx.Client(base_url=serve(small), timeout=20, trust_env=False) as other:
            answered = other.get(path, headers={"If-None-Match": whole.headers["etag"]})
            assert answered.status_code == 304
            again = other.get(path)
        assert again.headers["cache-status"] == "alliance; fwd=miss; stored", "the 304 did not compute the response"
        assert (again.content, again.headers["etag"]) == (whole.content, whole.headers["etag"])

    @pytest.mark.parametrize("path", ["/v1/schools/school:none", "/v1/schools?per_page=0", "/v1/nothing"])
    def test_problems_are_not_cached(self, client: httpx.Client, path: str) -> None:
        for _ in range(2):
            answered = client.get(path, headers={"If-None-Match": "*"})
            assert answered.status_code in {404, 422}
            assert answered.headers["cache-control"] == "no-store"
            assert "etag" not in answered.headers
            assert "hit" not in answered.headers.get("cache-status", "")

    def test_different_requests_have_different_tags(self, client: httpx.Client) -> None:
        paths = [LIST, "/v1/counties", f"{LIST}?per_page=2", f"{LIST}?per_page=20"]
        assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)

    def test_probes_are_not_cached(self, client: httpx.Client) -> None:
        client.get("/readyz")
        assert "cache-status" not in client.get("/readyz").headers


def test_old_data_is_served_during_a_load_and_replaced_afterwards(small: GraphDB, serve: Callable[..., str]) -> None:
    path, other = f"{LIST}?per_page=11", f"{LIST}?per_page=12"
    with httpx.Client(base_url=serve(small), timeout=20, trust_env=False) as client:
        old = client.get(path)
        try:
            small.run("MATCH (m:Meta) SET m.state = 'loading'")
            _until(lambda: client.get("/readyz").status_code == 503)
            assert client.get(other).status_code == 503
            kept = client.get(path)
            assert (kept.status_code, kept.content) == (200, old.content)
            assert kept.headers["cache-status"] == 'alliance; hit; detail="loading"'
            assert client.get(path, headers={"If-None-Match": old.headers["etag"]}).status_code == 304
            small.run("MATCH (m:Meta) SET m.state = 'ready', m.data_version = 'another'")
            _until(lambda: client.get(path).headers["etag"] != old.headers["etag"])
            assert client.get(path).json()["meta"]["data_version"] == "another"
            assert client.get(path, headers={"If-None-Match": old.headers["etag"]}).status_code == 200
        finally:
            small.run("MATCH (m:Meta) SET m.state = 'ready', m.data_version = $v", v=old.json()["meta"]["data_version"])


def _until(fits: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not fits():
        assert time.monotonic() < end
        time.sleep(0.02)


class TestFlight:
    """One computation for concurrent requests."""

    def test_concurrent_requests_share_one_computation(self) -> None:
        inner = Inner()

        async def scene() -> list[Got]:
            inner.before = lambda: asyncio.sleep(0.05)
            cache = cache_of(inner)
            return await asyncio.gather(*(get(cache) for _ in range(20)))

        got = asyncio.run(scene())
        assert len(inner.asked) == 1
        assert {(one.status, one.body) for one in got} == {(200, b'{"a": 1}')}
        assert sum("collapsed" in one.headers["cache-status"] for one in got) == 19

    def test_a_disconnect_does_not_cancel_the_other_requests(self) -> None:
        inner = Inner()

        async def scene() -> tuple[Got, Got]:
            going = asyncio.Event()
            inner.before = going.wait
            cache = cache_of(inner)
            first = asyncio.create_task(get(cache))
            await asyncio.sleep(0)
            second = asyncio.create_task(get(cache))
            await asyncio.sleep(0.01)
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            going.set()
            return await second, await get(cache)

        waited, later = asyncio.run(scene())
        assert waited.status == later.status == 200
        assert len(inner.asked) == 1

    def test_waiting_requests_run_on_their_own_after_a_failure(self) -> None:
        inner = Inner(b"{}", status=503)

        async def scene() -> list[Got]:
            inner.before = lambda: asyncio.sleep(0.02)
            cache = cache_of(inner)
            return await asyncio.gather(*(get(cache) for _ in range(3)))

        assert [one.status for one in asyncio.run(scene())] == [503] * 3
        assert len(inner.asked) == 3

    def test_an_exception_is_propagated(self) -> None:
        async def broken(scope: object, receive: object, send: object) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            run(get(ResponseCacheMiddleware(broken, stores(), SMALL)))


class TestCached:
    """What is cached and what is not."""

    def test_short_streams_are_cached_and_long_ones_pass_through(self) -> None:
        async def scene(inner: Inner) -> tuple[Got, Got]:
            cache = cache_of(inner)
            return await get(cache), await get(cache)

        short, long = Inner(b"a", b"b", b"c"), Inner(*[b"x" * 100_000] * 5)
        first, second = asyncio.run(scene(short))
        assert first.body == second.body == b"abc"
        assert len(short.asked) == 1
        first, second = asyncio.run(scene(long))
        assert len(long.asked) == 2
        assert first.parts == [b"x" * 100_000] * 5
        assert first.headers["etag"] == second.headers["etag"], "it is not cached, but has a tag"

    def test_a_stream_is_not_buffered(self) -> None:
        inner = Inner(*[b"x" * 200_000] * 4)
        seen: list[int] = []

        async def scene() -> None:
            got = Got()

            async def send(message: dict[str, object]) -> None:
                got.parts.append(message.get("body", b""))  # type: ignore[arg-type]

            async def between() -> None:
                seen.append(len(got.body))

            inner.between = between
            scope = {"type": "http", "method": "GET", "path": "/v1/x", "query_string": b"", "headers": []}
            await cache_of(inner)(scope, None, send)  # type: ignore[arg-type]

        asyncio.run(scene())
        assert seen == [0, 400_000, 600_000, 800_000]

    @each(
        ("method", "path", "inner"),
        [
            ("POST", "/v1/cypher", Inner()),
            ("GET", "/docs", Inner()),
            ("GET", "/v1/x", Inner(status=404)),
            ("GET", "/v1/x", Inner(status=206)),
            ("GET", "/v1/x", Inner(headers=[(b"cache-control", b"no-store")])),
            ("GET", "/v1/x", Inner(b"x" * SMALL)),
        ],
    )
    def test_uncacheable_responses(self, method: str, path: str, inner: Inner) -> None:
        async def scene() -> tuple[Got, Got]:
            cache = cache_of(inner, SMALL)
            return await get(cache, path, method=method), await get(cache, path, method=method)

        for one in asyncio.run(scene()):
            assert "hit" not in one.headers.get("cache-status", "")
        assert len(inner.asked) == 2

    def test_the_cache_stays_within_its_limit(self) -> None:
        inner = Inner(b"x" * 4000)
        cache = cache_of(inner, SMALL)

        async def scene() -> None:
            for number in range(100):
                await get(cache, f"/v1/x?n={number}")

        asyncio.run(scene())
        assert 0 < cache._entries.currsize <= SMALL
        assert 10 < len(cache._entries) < 25

    def test_a_limit_of_0_disables_caching_but_keeps_tags(self) -> None:
        inner = Inner()

        async def scene() -> tuple[Got, Got]:
            cache = cache_of(inner, 0)
            first = await get(cache)
            return first, await get(cache, if_none_match=first.headers["etag"])

        first, second = asyncio.run(scene())
        assert (first.status, second.status, len(inner.asked)) == (200, 304, 1)

    def test_accept_and_coding_are_part_of_the_key(self) -> None:
        inner = Inner()

        async def scene() -> list[Got]:
            cache = cache_of(inner)
            asked = [{}, {"accept": "text/csv"}, {"accept_encoding": "gzip"}, {"accept_encoding": "zstd, gzip"}]
            plain = [{"accept": "*/*"}, {"accept": "application/json"}, {"accept_encoding": "identity"}]
            return [await get(cache, **headers) for headers in [*asked, *plain]]

        got = asyncio.run(scene())
        assert len(inner.asked) == 4, "the last three requests equal the first"
        assert len({one.headers["etag"] for one in got}) == 4
        assert [dict(scope["headers"]).get(b"accept-encoding") for scope in inner.asked] == [None, None, b"gzip", b"zstd"]


class TestVersions:
    """Behaviour when data changes or becomes unavailable."""

    def test_a_new_version_drops_the_cache(self) -> None:
        inner, held = Inner(), stores()
        cache = ResponseCacheMiddleware(inner, held, SMALL)

        async def scene() -> None:
            await get(cache)
            held.swap(data("two"))
            await get(cache)

        asyncio.run(scene())
        assert len(inner.asked) == 2
        assert len(cache._entries) == 1

    def test_a_response_during_a_data_change_is_untagged_and_not_cached(self) -> None:
        inner, held = Inner(), stores()
        cache = ResponseCacheMiddleware(inner, held, SMALL)

        async def change() -> None:
            held.swap(data("two"))

        async def scene() -> tuple[Got, Got]:
            inner.before = change
            first = await get(cache)
            inner.before = None
            return first, await get(cache)

        first, second = asyncio.run(scene())
        assert (first.status, "etag" in first.headers) == (200, False)
        assert "etag" in second.headers
        assert len(inner.asked) == 2

    @pytest.mark.parametrize("state", ["loading", "unreachable", None])
    def test_cached_responses_are_served_while_the_database_is_unavailable(self, state: str | None) -> None:
        inner, held = Inner(), stores()
        cache = ResponseCacheMiddleware(inner, held, SMALL)

        async def scene() -> tuple[Got, Got, Got]:
            first = await get(cache)
            held.swap(None if state is None else data("one", state))
            inner.status = 503
            return first, await get(cache), await get(cache, "/v1/other")

        first, kept, other = asyncio.run(scene())
        assert (kept.status, kept.body, kept.headers["etag"]) == (200, first.body, first.headers["etag"])
        assert kept.headers["cache-status"] == f'alliance; hit; detail="{state or "starting"}"'
        assert other.status == 503

    def test_deleted_data_is_no_longer_served(self) -> None:
        inner, held = Inner(), stores()
        cache = ResponseCacheMiddleware(inner, held, SMALL)

        async def scene() -> Got:
            first = await get(cache)
            held.swap(data("", "empty"))
            inner.status = 503
            return await get(cache, if_none_match=first.headers["etag"])

        assert run(scene()).status == 503


def test_no_route_dependency_runs_in_a_thread() -> None:
    """A plain function as dependency or endpoint runs in a thread, which costs more than most routes need in total."""
    found: set[str] = set()

    def walk(routes: list[object]) -> None:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                walk(inner.routes)
            dependant = getattr(route, "dependant", None)
            if dependant is not None:
                look(dependant)

    def look(dependant: object) -> None:
        call = getattr(dependant, "call", None)
        if call is not None and not asyncio.iscoroutinefunction(call):
            found.add(f"{call.__module__}.{call.__qualname__}")
        for other in dependant.dependencies:  # type: ignore[attr-defined]
            look(other)

    walk(create_app().router.routes)
    assert found == set()
