"""Programs with their school and its county: requests and bytes of three ways to read them. Needs a running server.

    python -m tests.bench.bench_include http://127.0.0.1:8000             # one page of 50 programs
    python -m tests.bench.bench_include http://127.0.0.1:8000 --pages 200 # also the times of 200 pages with and without include

One by one: the list, then each program, then each school, as before there were joins. Joined: the list and two lists of relationships.
``--pages`` walks over the pages of all programs. Every page is another URL, so none comes from the cache of the server.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

ROWS = 50
INCLUDED = {"include": "school.county", "select": "name,name_zh,school.name,school.name_zh,school.county.name,school.county.name_zh"}
Pairs = dict[str, tuple[str | None, str | None]]
"""The school and the county of each program, by id."""


@dataclass
class Counter:
    """Counts the requests and the bytes of the bodies, as sent without compression."""

    client: httpx.Client
    requests: int = 0
    bytes: int = 0

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        response = self.client.get(path, params=params, headers={"Accept-Encoding": "identity"})
        response.raise_for_status()
        self.requests, self.bytes = self.requests + 1, self.bytes + len(response.content)
        body: dict[str, Any] = response.json()
        return body


def one_by_one(api: Counter) -> Pairs:
    """Read the list, then each program with its relationships, then each school with its own."""
    programs = [row["id"] for row in api.get("/v1/programs", select="name,name_zh", per_page=ROWS)["results"]]
    schools = {program: _other(api.get(f"/v1/programs/{program}"), "OFFERS", "School") for program in programs}
    counties = {school: _other(api.get(f"/v1/schools/{school}"), "LOCATED_IN", "County") for school in set(schools.values()) if school}
    return {program: (school, counties.get(school) if school else None) for program, school in schools.items()}


def _other(body: dict[str, Any], kind: str, label: str) -> str | None:
    ties = body["relationships"]["results"]
    return min((tie["other"]["id"] for tie in ties if tie["type"] == kind and tie["other"]["type"] == label), default=None)


def joined(api: Counter) -> Pairs:
    """Read three lists and join them."""
    programs = [row["id"] for row in api.get("/v1/programs", select="name,name_zh", per_page=ROWS)["results"]]
    offers = _ends(api, "OFFERS", "end", programs)
    schools = {row["end"]["id"]: row["start"]["id"] for row in offers}
    places = _ends(api, "LOCATED_IN", "start", sorted(set(schools.values())))
    counties = {row["start"]["id"]: row["end"]["id"] for row in places if row["end"]["type"] == "County"}
    return {program: (school := schools.get(program), counties.get(school) if school else None) for program in programs}


def _ends(api: Counter, kind: str, end: str, ids: list[str]) -> list[dict[str, Any]]:
    body = api.get("/v1/relationships", type=kind, filter=f"{end}:{'|'.join(ids)}", select="origin", per_page=200)
    assert body["meta"]["next_cursor"] is None, "more than one page"
    rows: list[dict[str, Any]] = body["results"]
    return rows


def included(api: Counter) -> Pairs:
    """Read one list."""
    rows = api.get("/v1/programs", per_page=ROWS, **INCLUDED)["results"]
    return {row["id"]: _first_two(row) for row in rows}


def _first_two(row: dict[str, Any]) -> tuple[str | None, str | None]:
    schools = row["included"]["school"]["items"]
    counties = schools[0]["included"]["county"]["items"] if schools else []
    return (schools[0]["id"] if schools else None, counties[0]["id"] if counties else None)


def pages(client: httpx.Client, most: int, **params: str) -> Iterator[float]:
    """Yield the milliseconds of each page of the programs."""
    cursor: str | None = "*"
    for _ in range(most):
        began = time.perf_counter()
        response = client.get("/v1/programs", params={"per_page": ROWS, "cursor": cursor, **params})
        yield (time.perf_counter() - began) * 1000
        response.raise_for_status()
        cursor = response.json()["meta"]["next_cursor"]
        if cursor is None:
            return


def main(url: str, most: int) -> None:
    """Print the figures."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        expected = included(Counter(client))
        print(f"{len(expected)} programs with school and county\n\n| way | requests | bytes |\n|-|-|-|")
        for way in (one_by_one, joined, included):
            api = Counter(client)
            differ = {key for key, pair in way(api).items() if pair != expected[key]}
            print(f"| {way.__name__.replace('_', ' ')} | {api.requests} | {api.bytes:,} |")
            assert not differ, f"{way.__name__} differs: {sorted(differ)[:3]}"
        for name, params in (("without include", {"select": "name,name_zh"}), ("with include", INCLUDED)) if most else ():
            times = sorted(pages(client, most, **params))
            p95 = times[max(0, int(len(times) * 0.95) - 1)]
            print(f"\n{name}: {len(times)} pages of {ROWS}, median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--pages", type=int, default=0, help="number of pages to time")
    options = parser.parse_args()
    main(options.url, options.pages)
