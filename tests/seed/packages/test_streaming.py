"""The check keeps a few bytes per row, so a package can be larger than memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from seed.model import Enterprise, Feeds, Program, Source
from seed.packages import decoding
from seed.packages.checker import check
from seed.packages.package import resolve
from seed.packages.writer import write_package

EDGES, NODES = 60_000, 1_000
PROVENANCE_VALUES = {"sources": "source:s", "origin": "simulated"}


def feeds() -> Iterator[dict[str, object]]:
    for i in range(EDGES):
        yield {
            "start": f"program:{i % NODES}",
            "end": f"enterprise:{i * 7 % NODES}",
            "year": 1950 + i // NODES,
            "graduates": i % 500,
            **PROVENANCE_VALUES,
        }


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        (Source, [{"id": "source:s", "name": "S", "kind": "simulation", "origin": "simulated"}]),
        (Program, [{"id": f"program:{i}", "name": str(i), **PROVENANCE_VALUES} for i in range(NODES)]),
        (Enterprise, [{"id": f"enterprise:{i}", "name": str(i), **PROVENANCE_VALUES} for i in range(NODES)]),
        (Feeds, feeds()),
    ]
    root = write_package(tmp_path / "big", name="big", title="Big", rows=rows)
    packages = resolve([root])
    monkeypatch.setattr(decoding, "PIECE", 64 * 1024)
    tracemalloc.start()
    try:
        report = check(packages)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.ok
    assert report.rows["FEEDS"] == EDGES
    # The texts of these rows would take more than 20 MB. Hashes take 8 bytes per row, twice that while they are sorted.
    assert (root / "relationships" / "feeds.csv").stat().st_size > 3_000_000
    assert peak < 12_000_000, peak
