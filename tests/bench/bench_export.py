"""Export one list or question in every format and measure time, size and server memory; then read each file back.

    uv run python -m tests.bench.bench_export http://127.0.0.1:8000 --pid 4242
    uv run python -m tests.bench.bench_export --package build/province     # starts its own database and server

Each file is streamed to disk, then opened with a common library that counts its rows (nodes and edges for graphs). Memory is the largest
resident size of the server process and its children during the export, sampled 20 times per second; ``before`` is the size at the start.
Prints a Markdown table. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import networkx as nx
import psutil
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from tests.bench.rig import rig

MB = 1024 * 1024
QUESTION = "/v1/questions/enterprises-fed-by-programs"
"""Returns one row per flow of graduates, as many as there are FEEDS relationships."""
CSV_FIELD = 10_000_000


@dataclass
class Memory:
    """Resident memory of a process and its children in MB; 0 if there is no process."""

    process: psutil.Process | None
    before: float = 0
    peak: float = 0

    def now(self) -> float:
        if self.process is None:
            return 0
        return sum(part.memory_info().rss for part in (self.process, *self.process.children(recursive=True))) / MB

    @contextmanager
    def watched(self) -> Iterator[None]:
        self.before = self.peak = self.now()
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(0.05):
                self.peak = max(self.peak, self.now())

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def rows_of_csv(file: Path) -> str:
    csv.field_size_limit(CSV_FIELD)
    with file.open(encoding="utf-8", newline="") as text:
        return f"{sum(1 for _ in csv.DictReader(text))} rows, csv"


def rows_of_jsonl(file: Path) -> str:
    with file.open("rb") as lines:
        return f"{sum(isinstance(json.loads(line), dict) for line in lines)} rows, json"


def rows_of_xlsx(file: Path) -> str:
    book = CalamineWorkbook.from_path(file)
    heights = [book.get_sheet_by_name(name).height - 1 for name in book.sheet_names if name != "meta"]
    return f"{sum(heights)} rows, calamine"


def rows_of_parquet(file: Path) -> str:
    return f"{parquet.read_table(file).num_rows} rows, pyarrow"


def drawn(read: Callable[[Path], nx.Graph]) -> Callable[[Path], str]:
    def count(file: Path) -> str:
        graph = read(file)
        return f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, networkx"

    return count


READERS: dict[str, Callable[[Path], str]] = {
    "csv": rows_of_csv,
    "jsonl": rows_of_jsonl,
    "xlsx": rows_of_xlsx,
    "parquet": rows_of_parquet,
    "graphml": drawn(nx.read_graphml),
    "gexf": drawn(nx.read_gexf),
}


def fetch(client: httpx.Client, path: str, format: str, file: Path) -> tuple[float, float]:
    """Download a file; return the seconds to the first and the last byte."""
    began = time.perf_counter()
    with client.stream(
        "GET", path, params={"format": format}, headers={"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
    ) as answer:
        if answer.status_code != 200:
            raise SystemExit(f"{format}: {answer.status_code} {answer.read().decode()}")
        first = 0.0
        with file.open("wb") as target:
            for part in answer.iter_bytes(MB):
                first = first or time.perf_counter() - began
                target.write(part)
    return first, time.perf_counter() - began


def measure(url: str, pid: int | None, path: str, formats: list[str]) -> None:
    memory = Memory(None if pid is None else psutil.Process(pid))
    print(
        "| format | first byte s | seconds | MB | server before MB | server peak MB | opened again | seconds |\n|-|-|-|-|-|-|-|-|",
        flush=True,
    )
    with (
        httpx.Client(base_url=url, timeout=httpx.Timeout(60, read=900), trust_env=False) as client,
        tempfile.TemporaryDirectory() as folder,
    ):
        for format in formats:
            file = Path(folder) / f"export.{format}"
            with memory.watched():
                first, took = fetch(client, path, format, file)
            size, began = file.stat().st_size / MB, time.perf_counter()
            found = READERS[format](file)
            again = time.perf_counter() - began
            line = f"| {format} | {first:.1f} | {took:.1f} | {size:.1f} | {memory.before:.0f} | {memory.peak:.0f} | {found} | {again:.1f} |"
            print(line, flush=True)
            file.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help="URL of a running server; one is started if omitted")
    parser.add_argument("--pid", type=int, help="process id of that server, to measure its memory")
    parser.add_argument("--path", default=QUESTION, help="path to export")
    parser.add_argument("--formats", default=",".join(READERS))
    parser.add_argument("--package", default="chenzhou", help="package to load if a server is started")
    options = parser.parse_args()
    formats = options.formats.split(",")
    if options.url:
        measure(options.url, options.pid, options.path, formats)
        return
    with tempfile.TemporaryDirectory() as folder, rig(Path(folder), package=options.package, heap="1g") as found:
        measure(found.url, found.process.pid, options.path, formats)


if __name__ == "__main__":
    main()
