"""Requests, bytes and CPU time of ten typical pages of an application, in the first edition of the API and in the present one.

    ALLIANCE_CACHE_BYTES=0 uv run alliance up --demo --port 8001 &
    python -m tests.bench.bench_requests http://127.0.0.1:8001 --pid PID
    python -m tests.bench.bench_requests http://127.0.0.1:8000 --pid PID --first   # a server of commit 326018c, on its default data

PID is the process of `alliance up`; its CPU time and that of its children are counted, of the API (Python) and of the database (Java)
apart, for each page after :data:`WARM` rounds. Both servers hold simulated data, which differ little. Start both with
ALLIANCE_CACHE_BYTES=0, so that each response is computed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import httpx
import psutil

WARM, ROUNDS = 8, 25
PROGRAM = "program:chenzhou-comprehensive.e-commerce"
SCHOOL = "school:4143012847"


@dataclass(frozen=True)
class Page:
    """A page of an application: what it requests in the first edition and now."""

    name: str
    first: tuple[str, ...]
    now: tuple[str, ...]


PAGES = (
    Page("table of 100 programs", ("/v1/programs?per_page=100",), ("/v1/programs?per_page=100&select=name,name_zh,level,status",)),
    Page(
        "50 programs with their schools",
        ("/v1/programs?per_page=50", "/v1/relationships?type=OFFERS&per_page=200", "/v1/schools?per_page=200"),
        ("/v1/programs?per_page=50&include=school&select=name,name_zh,school.name,school.name_zh",),
    ),
    Page(
        "100 pipelines",
        ("/v1/questions/enterprises-fed-by-programs?limit=100",),
        ("/v1/questions/enterprises-fed-by-programs?per_page=100",),
    ),
    Page("one school", (f"/v1/schools/{SCHOOL}",), (f"/v1/schools/{SCHOOL}?per_page=20",)),
    Page("one program, its row only", (f"/v1/programs/{PROGRAM}",), (f"/v1/programs/{PROGRAM}?relationships=false",)),
    Page("measure with its groups", ("/v1/measures/alignment?by=level",), ("/v1/measures/alignment?by=level",)),
    Page(
        "rows behind a figure",
        ("/v1/measures/alignment/audit?by=level&key=catalogue%7Csecondary",),
        ("/v1/measures/alignment/audit?by=level&key=catalogue%7Csecondary&per_page=50",),
    ),
    Page("search", ("/v1/search?q=e-commerce",), ("/v1/search?q=e-commerce",)),
    Page("graph around a school", (f"/v1/graph?seed={SCHOOL}",), (f"/v1/graph?start={SCHOOL}",)),
    Page("claims beside counts", ("/v1/questions/claims-against-graph",), ("/v1/questions/claims-against-graph?per_page=100",)),
)


def cpu(pid: int) -> tuple[float, float]:
    """Return the CPU seconds of the Python processes and of Java below a process."""
    whole = psutil.Process(pid)
    python = java = 0.0
    for process in (whole, *whole.children(recursive=True)):
        times = process.cpu_times()
        if "java" in process.name():
            java += times.user + times.system
        else:
            python += times.user + times.system
    return python, java


def sizes(client: httpx.Client, paths: tuple[str, ...]) -> tuple[int, int]:
    """Return the bytes of the bodies, plain and as sent to a browser."""
    plain = packed = 0
    for path in paths:
        response = client.get(path, headers={"Accept-Encoding": "identity"})
        response.raise_for_status()
        plain += len(response.content)
        with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as stream:
            packed += sum(map(len, stream.iter_raw()))
    return plain, packed


def main() -> None:
    """Print one row for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--first", action="store_true", help="the server has the first edition of the API")
    given = parser.parse_args()
    print("| page | requests | bytes | gzip | API, CPU ms | database, CPU ms |\n|-|-|-|-|-|-|")
    with httpx.Client(base_url=given.url, trust_env=False, timeout=60) as client:
        for page in PAGES:
            paths = page.first if given.first else page.now
            plain, packed = sizes(client, paths)
            for _ in range(WARM):
                sizes(client, paths)
            before = cpu(given.pid)
            for _ in range(ROUNDS):
                for path in paths:
                    client.get(path, headers={"Accept-Encoding": "identity"}).raise_for_status()
            api, database = (1000 * (after - start) / ROUNDS for start, after in zip(before, cpu(given.pid), strict=True))
            print(f"| {page.name} | {len(paths)} | {plain:,} | {packed:,} | {api:.1f} | {database:.1f} |", flush=True)


if __name__ == "__main__":
    main()
