"""Ranges of exported files: equal bytes, conditions, one production for all, the budget, and no file of another version."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from api.middleware.file_ranges import FileRangesMiddleware
from api.middleware.kept_files import KeptFiles
from tests.api.asgi import Inner, data, get, stores

T = TypeVar("T")
CSV = [(b"content-type", b"text/csv"), (b"x-data-version", b"one"), (b"etag", b'"streamed"'), (b"cache-control", b"no-cache")]
URL = "/v1/things?format=csv"
CONTENT = b"0123456789"


def file(*parts: bytes, status: int = 200) -> Inner:
    return Inner(*(parts or (b"01234", b"56789")), status=status, headers=CSV)


def ranged(inner: Inner, folder: Path, budget: int = 1_000_000) -> FileRangesMiddleware:
    return FileRangesMiddleware(inner, stores(), folder, budget)


def run(work: Awaitable[T]) -> T:
    async def wrapped() -> T:
        return await work

    return asyncio.run(wrapped())


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_dir())


def test_a_range_has_its_bytes_and_states_them(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL, range="bytes=2-6"))
    assert (got.status, got.body) == (206, b"23456")
    assert (got.headers["content-range"], got.headers["content-length"]) == ("bytes 2-6/10", "5")
    assert (got.headers["content-type"], got.headers["x-data-version"], got.headers["accept-ranges"]) == ("text/csv", "one", "bytes")


def test_ranges_together_are_the_file(tmp_path: Path) -> None:
    app = ranged(file(), tmp_path)

    async def walk() -> bytes:
        return b"".join([(await get(app, URL, range=f"bytes={first}-{first + 2}")).body for first in range(0, 10, 3)])

    assert run(walk()) == CONTENT


def test_head_gives_length_and_tag_without_a_body(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL, method="HEAD"))
    assert (got.status, got.headers["content-length"], got.body) == (200, "10", b"")
    assert got.headers["etag"].startswith('"')


def test_head_ignores_a_range(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL, method="HEAD", range="bytes=2-6"))
    assert (got.status, got.headers["content-length"]) == (200, "10")


def test_the_format_of_accept_counts_too(tmp_path: Path) -> None:
    assert run(get(ranged(file(), tmp_path), "/v1/things", accept="text/csv", range="bytes=0-0")).status == 206


def test_json_has_no_ranges(tmp_path: Path) -> None:
    inner = file()
    assert run(get(ranged(inner, tmp_path), "/v1/things", range="bytes=0-0")).status == 200
    assert not list(tmp_path.iterdir())


def test_a_range_behind_the_end_is_416_with_the_size(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL, range="bytes=10-"))
    assert (got.status, got.headers["content-range"]) == (416, "bytes */10")


def test_several_ranges_get_the_whole_file(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL, range="bytes=0-1,4-5"))
    assert (got.status, got.body) == (200, CONTENT)


def test_if_range_decides_between_part_and_whole(tmp_path: Path) -> None:
    app = ranged(file(), tmp_path)

    async def statuses() -> list[int]:
        tag = (await get(app, URL, method="HEAD")).headers["etag"]
        return [(await get(app, URL, range="bytes=5-", if_range=value)).status for value in (tag, f"W/{tag}", '"streamed"')]

    assert run(statuses()) == [206, 200, 200]


def test_if_none_match_is_304_and_another_if_match_412(tmp_path: Path) -> None:
    app = ranged(file(), tmp_path)

    async def statuses() -> list[int]:
        tag = (await get(app, URL, method="HEAD")).headers["etag"]
        same = await get(app, URL, range="bytes=0-1", if_none_match=tag)
        other = await get(app, URL, range="bytes=0-1", if_match='"other"')
        return [same.status, other.status]

    assert run(statuses()) == [304, 412]


def test_a_file_is_produced_once_for_all_who_wait(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def together() -> list[bytes]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(get(app, URL, range=f"bytes={number}-{number}")) for number in range(10)]
        return [task.result().body for task in tasks]

    assert b"".join(run(together())) == CONTENT
    assert len(inner.asked) == 1


def test_the_application_sees_neither_range_nor_compression(tmp_path: Path) -> None:
    inner = file()
    run(get(ranged(inner, tmp_path), URL, range="bytes=0-1", accept_encoding="gzip", if_none_match='"x"'))
    assert {name for name, _ in inner.asked[0]["headers"]} == set()


def test_a_kept_file_serves_plain_requests_without_compression(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def requests() -> tuple[bytes, str, str]:
        head = await get(app, URL, method="HEAD")
        plain = await get(app, URL)
        return plain.body, plain.headers["etag"], head.headers["etag"]

    body, tag, head = run(requests())
    assert (body, tag, len(inner.asked)) == (CONTENT, head, 1)


def test_a_plain_request_is_streamed_and_states_that_ranges_are_served(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path), URL))
    assert (got.parts, got.headers["accept-ranges"]) == ([b"01234", b"56789"], "bytes")
    assert not list(tmp_path.iterdir())


def test_another_data_version_is_another_file_and_deletes_the_old_ones(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def change() -> bytes:
        await get(app, URL, range="bytes=0-")
        inner.parts = (b"new",)
        app._stores.swap(data("two"))
        return (await get(app, URL, range="bytes=0-")).body

    assert run(change()) == b"new"
    assert len(kept(tmp_path)) == 1


def test_a_file_whose_data_changed_while_it_was_written_is_sent_but_not_kept(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def swap() -> None:
        app._stores.swap(data("two"))

    inner.between = swap
    assert run(get(app, URL, range="bytes=0-4")).body == b"01234"
    assert kept(tmp_path) == []


def test_without_data_no_kept_file_is_served(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def unload() -> int:
        await get(app, URL, range="bytes=0-")
        inner.status = 503
        app._stores.swap(data("one", "empty"))
        return (await get(app, URL, range="bytes=0-")).status

    assert run(unload()) == 503


def test_while_data_is_loaded_a_kept_file_is_served(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path)

    async def load() -> tuple[int, bytes]:
        await get(app, URL, range="bytes=0-")
        inner.status = 503
        app._stores.swap(data("one", "loading"))
        got = await get(app, URL, range="bytes=0-4")
        return got.status, got.body

    assert run(load()) == (206, b"01234")


def test_an_error_goes_to_the_client_and_leaves_no_file(tmp_path: Path) -> None:
    got = run(get(ranged(file(b"problem", status=422), tmp_path), URL, range="bytes=0-"))
    assert (got.status, got.body) == (422, b"problem")
    assert kept(tmp_path) == []


def test_a_file_that_breaks_off_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    inner = file()

    async def fail() -> None:
        raise RuntimeError("database gone")

    inner.between = fail
    with pytest.raises(RuntimeError, match="database gone"):
        run(get(ranged(inner, tmp_path), URL, range="bytes=0-"))
    assert kept(tmp_path) == []


def test_a_client_that_leaves_ends_the_production(tmp_path: Path) -> None:
    inner, app_sent = file(b"0", b"1", b"2"), []
    app = ranged(inner, tmp_path)
    left = asyncio.Event()

    async def leave() -> None:
        app_sent.append(1)
        left.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    inner.between = leave
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": "/v1/things",
        "query_string": b"format=csv",
        "headers": [(b"range", b"bytes=0-")],
    }

    async def receive() -> Any:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError("nobody is there")

    run(app(scope, receive, send))
    assert len(app_sent) < 3
    assert kept(tmp_path) == []


def test_a_file_beyond_its_share_of_the_budget_is_streamed(tmp_path: Path) -> None:
    inner = file()
    app = ranged(inner, tmp_path, budget=4 * 9)
    for _ in range(2):
        got = run(get(app, URL, range="bytes=2-6"))
        assert (got.status, got.body) == (200, CONTENT)
    assert "content-range" not in got.headers
    assert kept(tmp_path) == []


def test_head_of_a_file_beyond_its_share_has_no_length(tmp_path: Path) -> None:
    got = run(get(ranged(file(), tmp_path, budget=4 * 9), URL, method="HEAD"))
    assert (got.status, got.body) == (200, b"")
    assert "content-length" not in got.headers


def test_many_requests_stay_within_the_budget(tmp_path: Path) -> None:
    app = ranged(file(b"x" * 100), tmp_path, budget=1000)
    for number in range(30):
        assert run(get(app, f"{URL}&q={number}", range="bytes=0-0")).status == 206
        assert sum((home / "body").stat().st_size for home in kept(tmp_path)) <= 500


def test_the_file_used_last_is_kept(tmp_path: Path) -> None:
    inner = file(b"x" * 100)
    app = ranged(inner, tmp_path, budget=1000)
    for number in range(6):
        run(get(app, f"{URL}&q={number}", range="bytes=0-0"))
    run(get(app, f"{URL}&q=5", range="bytes=0-0"))
    assert len(inner.asked) == 6


def test_a_folder_that_cannot_be_written_means_streaming(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    got = run(get(ranged(file(), tmp_path / "taken"), URL, range="bytes=0-1"))
    assert (got.status, got.body) == (200, CONTENT)


def test_no_name_of_a_path_comes_from_the_request(tmp_path: Path) -> None:
    run(get(ranged(file(), tmp_path), "/v1/../../etc/passwd?format=csv&q=../../x", range="bytes=0-0"))
    (home,) = kept(tmp_path)
    assert set(home.name) <= set("0123456789abcdef")


def test_what_an_ended_process_was_writing_is_deleted(tmp_path: Path) -> None:
    left = tmp_path / "v" / "part-999999999-abc"
    left.mkdir(parents=True)
    KeptFiles(tmp_path, 1000).use("v")
    assert not left.exists()


def test_another_process_finds_the_file(tmp_path: Path) -> None:
    first, second = file(), file()
    run(get(ranged(first, tmp_path), URL, range="bytes=0-0"))
    assert run(get(ranged(second, tmp_path), URL, range="bytes=1-1")).body == b"1"
    assert second.asked == []
