"""Exports in the background, on an application with one file that is sent as slowly as a test wants."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.dependencies import Stores
from api.middleware.database_lease import DatabaseLeaseMiddleware
from api.middleware.export_files import ExportFilesMiddleware
from api.middleware.file_ranges import FileRangesMiddleware
from api.parameters.route_parameters import query_parameters
from api.responses import problems
from api.routers.exports import router as exports
from api.routers.exports.records import Records
from graph.settings import Settings
from tests.api.asgi import data

THINGS = "/v1/things?format=csv"
CONTENT = b"0123456789"
Client = httpx.AsyncClient


class Slow:
    """The export: its second half is sent when ``go`` is set."""

    def __init__(self) -> None:
        self.go, self.begun, self.left = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.asked: list[str] = []

    async def __call__(self, fail: bool = False, data_version: str = "") -> Response:
        self.asked.append(data_version)
        if fail:
            return JSONResponse({"detail": "No such type."}, 422)
        return StreamingResponse(self._parts(), media_type="text/csv")

    async def _parts(self) -> AsyncIterator[bytes]:
        try:
            yield CONTENT[:5]
            self.begun.set()
            await self.go.wait()
            yield CONTENT[5:]
        except BaseException:
            self.left.set()
            raise


def make(folder: Path, slow: Slow, budget: int) -> FastAPI:
    settings = Settings(data=folder, export_cache_bytes=budget)
    store = data()
    store.serving = lambda: store.version
    stores = Stores(store)
    app = FastAPI()
    app.state.stores = stores
    problems.install(app)
    app.get("/v1/things")(slow.__call__)
    app.include_router(exports.router(settings))
    app.state.parameters = query_parameters(app)
    app.add_middleware(DatabaseLeaseMiddleware, stores=stores)
    app.add_middleware(FileRangesMiddleware, stores=stores, folder=folder / "exports", budget=budget)
    app.add_middleware(ExportFilesMiddleware, records=exports.records_of(settings))
    return app


def played(folder: Path, play: Callable[[Client, Slow], Awaitable[None]], budget: int = 1_000_000) -> None:
    """Play a scene with a client of the application."""

    async def scene() -> None:
        slow = Slow()
        transport = httpx.ASGITransport(make(folder, slow, budget))
        async with asyncio.timeout(20), Client(transport=transport, base_url="http://localhost") as client:
            await play(client, slow)

    asyncio.run(scene())


async def asked(client: Client, url: str = THINGS) -> str:
    """Ask for an export and return the address of its state."""
    response = await client.post("/v1/exports", json={"url": url})
    assert response.status_code == 202, response.text
    return str(response.headers["location"])


async def ended(client: Client, address: str) -> dict[str, Any]:
    """Wait until an export has ended and return it."""
    while True:
        (operation,) = (await client.get(address)).json()["results"]
        if operation["state"] != "running":
            return dict(operation)
        await asyncio.sleep(0.02)


def test_an_export_runs_until_its_file_is_complete(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        response = await client.get(address)
        (running,) = response.json()["results"]
        assert (running["state"], running["file"], response.headers["retry-after"]) == ("running", None, "1")
        slow.go.set()
        done = await ended(client, address)
        assert (done["state"], done["bytes"]) == ("done", len(CONTENT))

    played(tmp_path, play)


def test_the_file_is_the_kept_one_also_for_a_client_that_accepts_compression(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        slow.go.set()
        done = await ended(client, await asked(client))
        got = await client.get(done["file"], headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
        assert (got.content, got.headers["etag"]) == (CONTENT, done["etag"])
        assert len(slow.asked) == 1

    played(tmp_path, play)


def test_a_part_of_the_file_can_be_read(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        slow.go.set()
        done = await ended(client, await asked(client))
        got = await client.get(done["file"], headers={"Range": "bytes=7-"})
        assert (got.status_code, got.content) == (206, CONTENT[7:])

    played(tmp_path, play)


def test_the_export_is_pinned_to_the_data_version(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        slow.go.set()
        done = await ended(client, await asked(client))
        assert (done["url"], slow.asked) == (f"{THINGS}&data_version=one", ["one"])

    played(tmp_path, play)


def test_cancelling_stops_the_production(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        response = await client.delete(address)
        assert response.json()["results"][0]["state"] == "cancelled"
        await slow.left.wait()
        assert (await client.get(address)).json()["results"][0]["state"] == "cancelled"

    played(tmp_path, play)


def test_another_process_can_cancel_it(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        Records(tmp_path / "export-operations").end(address.rpartition("/")[2], "cancelled")
        await slow.left.wait()

    played(tmp_path, play)


def test_deleting_the_folder_stops_the_production(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        shutil.rmtree(tmp_path / "export-operations")
        await slow.left.wait()
        assert (await client.get(address)).status_code == 404

    played(tmp_path, play)


def test_a_server_whose_folder_cannot_be_written_says_that_it_keeps_no_files(tmp_path: Path) -> None:
    (tmp_path / "export-operations").write_text("a file")

    async def play(client: Client, _: Slow) -> None:
        response = await client.post("/v1/exports", json={"url": THINGS})
        assert (response.status_code, response.json()["detail"]) == (409, "This server keeps no files.")

    played(tmp_path, play)


def test_an_address_with_half_of_a_character_is_refused(tmp_path: Path) -> None:
    async def play(client: Client, _: Slow) -> None:
        body = '{"url": "/v1/things?format=csv&q=\\ud800"}'
        response = await client.post("/v1/exports", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 422

    played(tmp_path, play)


def test_cancelling_a_finished_export_changes_nothing(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        slow.go.set()
        address = await asked(client)
        await ended(client, address)
        assert (await client.delete(address)).json()["results"][0]["state"] == "done"

    played(tmp_path, play)


def test_an_export_that_is_refused_gets_the_refusal(tmp_path: Path) -> None:
    async def play(client: Client, _: Slow) -> None:
        response = await client.post("/v1/exports", json={"url": f"{THINGS}&fail=true"})
        assert (response.status_code, response.json()) == (422, {"detail": "No such type."})
        assert list((tmp_path / "export-operations").iterdir()) == []

    played(tmp_path, play)


def test_a_file_that_is_too_large_to_keep_is_not_produced_to_its_end(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        slow.go.set()
        failed = await ended(client, address)
        assert failed["state"] == "failed"
        assert "Download it directly" in failed["detail"]

    played(tmp_path, play, budget=4 * len(CONTENT) - 4)


@pytest.mark.parametrize(
    "url",
    [
        "/v1/things",
        "/v1/things?format=json",
        "/docs?format=csv",
        "https://example.org/v1/things?format=csv",
        "//example.org/v1/things?format=csv",
        "//[x?format=csv",
        "/v1/exports/0?format=csv",
    ],
)
def test_only_exports_of_this_api_can_be_asked_for(tmp_path: Path, url: str) -> None:
    async def play(client: Client, _: Slow) -> None:
        response = await client.post("/v1/exports", json={"url": url})
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/body/url")

    played(tmp_path, play)


def test_the_file_of_a_running_export_is_refused(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        address = await asked(client)
        await slow.begun.wait()
        assert (await client.get(f"{address}/file")).status_code == 409
        slow.go.set()
        await ended(client, address)

    played(tmp_path, play)


@pytest.mark.parametrize("address", ["/v1/exports/" + "0" * 32, "/v1/exports/..", "/v1/exports/" + "0" * 32 + "/file"])
def test_an_unknown_export_is_not_found(tmp_path: Path, address: str) -> None:
    async def play(client: Client, _: Slow) -> None:
        assert (await client.get(address)).status_code == 404

    played(tmp_path, play)


def test_too_many_running_exports_are_refused(tmp_path: Path) -> None:
    async def play(client: Client, slow: Slow) -> None:
        addresses = [await asked(client, f"{THINGS}&n={number}") for number in range(exports.MOST_RUNNING)]
        refused = await client.post("/v1/exports", json={"url": THINGS})
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        slow.go.set()
        for address in addresses:
            await ended(client, address)

    played(tmp_path, play)


def test_a_server_that_keeps_no_files_says_so(tmp_path: Path) -> None:
    async def play(client: Client, _: Slow) -> None:
        response = await client.post("/v1/exports", json={"url": THINGS})
        assert (response.status_code, response.json()["detail"]) == (409, "This server keeps no files.")

    played(tmp_path, play, budget=0)


def test_an_export_of_a_process_that_died_has_failed(tmp_path: Path) -> None:
    records = Records(tmp_path)
    name = records.begin(THINGS, "/v1/exports", "one").id
    file = tmp_path / f"{name}.json"
    file.write_text(file.read_text().replace(str(psutil.Process().create_time()), "1.0"))
    assert records.get(name).state == "failed"
    assert records.get(name).detail == "The server was stopped before the file was complete."


def test_records_are_private_and_old_ones_are_forgotten(tmp_path: Path) -> None:
    records = Records(tmp_path)
    old, name = (records.begin(THINGS, "/v1/exports", "one").id for _ in range(2))
    assert (tmp_path / f"{name}.json").stat().st_mode & 0o777 == 0o600
    os.utime(tmp_path / f"{old}.json", (0, 0))
    being_written = tmp_path / ".x.json.1.part"
    being_written.touch()
    records.begin(THINGS, "/v1/exports", "one")
    assert being_written.exists()
    assert sorted(file.stem for file in tmp_path.iterdir() if file.stem in {old, name}) == [name]
