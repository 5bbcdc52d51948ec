"""Send more than 300 search queries and print the first hit of each, and how many have the expected entity first.

    uv run python -m tests.bench.bench_search http://127.0.0.1:8000

The queries are the names of 40 entities of the documented data, drawn with a fixed seed, in six spellings: as stored, in traditional
characters, in full width, in pinyin without and with a blank between the characters or words, and in English; the table of queries of the
tests; majors of the catalogue by their readings, among them all with a polyphone; single characters. ``*`` marks a query whose first hit
is another entity. Two entities may have one name, and names in pinyin may be the same, so not every mark is a fault. Prints a Markdown
table. A test compares docs/search-queries.md, which contains it, with the default data.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import opencc
from pypinyin import lazy_pinyin

from seed.model import NODES

LABELS = ("County", "Region", "School", "Enterprise", "Major", "Industry", "Sector", "Alliance")
ENTITIES, SEED = 40, 1
MAJORS = 40
POLYPHONES = ("会计", "给排水", "畜禽", "调度", "音乐", "银行", "轧")
SINGLE = "长沙湘衡岳潭永兴郴县歌"
GROUPS = {
    *("as stored", "traditional", "blanks, full width", "pinyin", "pinyin, blanks", "English"),
    *("reading of a major", "single character"),
}
TABLES = Path(__file__).parents[1] / "graph" / "queries" / "search"


@dataclass(frozen=True)
class Query:
    """A query, its spelling, and the id or the Chinese name of the wanted entity; None if any may come first, empty if none."""

    text: str
    spelling: str
    wanted: str | None

    def fits(self, hit: dict[str, Any] | None) -> bool:
        """Return whether a first hit is the wanted entity."""
        if self.wanted is None:
            return True
        return not self.wanted if hit is None else self.wanted in {hit["id"], hit["name_zh"]}


def _results(client: httpx.Client, path: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the results of a request. A busy server (503, 504) is asked again, up to 20 times."""
    for _ in range(20):
        response = client.get(path, params=params)
        if response.status_code not in {503, 504}:
            break
        time.sleep(2)
    rows: list[dict[str, Any]] = response.raise_for_status().json()["results"]
    return rows


def entities(client: httpx.Client) -> list[dict[str, Any]]:
    """Return entities with a Chinese name, of all types in turn."""
    dice, by_label = random.Random(SEED), []
    for label in LABELS:
        params = {"per_page": 200, "origin": "documented,reference", "select": "name,name_zh"}
        rows = _results(client, f"/v1/{NODES[label].path}", params)
        named = [row for row in rows if row["name_zh"]]
        dice.shuffle(named)
        by_label.append(named)
    longest = max(map(len, by_label))
    return [rows[at] for at in range(longest) for rows in by_label if at < len(rows)][:ENTITIES]


def spellings(name: str) -> Iterator[tuple[str, str]]:
    """Yield five spellings of a Chinese name, each with its description."""
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    syllables = lazy_pinyin(name)
    yield "as stored", name
    yield "traditional", opencc.OpenCC("s2t").convert(name)
    yield "blanks, full width", " ".join(unicodedata.normalize("NFKC", name)).translate(wide)
    yield "pinyin", "".join(syllables)
    yield "pinyin, blanks", " ".join(syllables)


def of_entities(client: httpx.Client) -> Iterator[Query]:
    """Yield the names of entities in each spelling."""
    for entity in entities(client):
        for spelling, query in spellings(entity["name_zh"]):
            yield Query(query, spelling, entity["id"])
        if entity["name"].isascii():
            yield Query(entity["name"], "English", entity["id"])


def of_tables() -> Iterator[Query]:
    """Yield the queries of the tests, readings of majors, and single characters."""
    with (TABLES / "queries.csv").open(encoding="utf-8", newline="") as file:
        yield from (Query(row["query"], row["how"], row["first"]) for row in csv.DictReader(file))
    with (TABLES / "majors.csv").open(encoding="utf-8", newline="") as file:
        majors = [(row["name_zh"], row["reading"].replace(" ", "")) for row in csv.DictReader(file)]
    drawn = random.Random(SEED).sample(majors, MAJORS)
    for name, reading in dict.fromkeys([*drawn, *(one for one in majors if any(word in one[0] for word in POLYPHONES))]):
        yield Query(reading, "reading of a major", name)
    yield from (Query(character, "single character", None) for character in SINGLE)


def main() -> None:
    """Send the queries and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    options = parser.parse_args()
    right: dict[str, int] = {}
    sent: dict[str, int] = {}
    print("| query | spelling | wanted | first hit | |\n|-|-|-|-|-|")
    with httpx.Client(base_url=options.url, timeout=60, trust_env=False) as client:
        for query in dict.fromkeys([*of_entities(client), *of_tables()]):
            hits = _results(client, "/v1/search", {"q": query.text[:200], "limit": 1})
            hit = hits[0] if hits else None
            first = f"{hit['id']} {hit['name_zh'] or hit['name']}" if hit else "none"
            group = query.spelling if query.spelling in GROUPS else "table of the tests"
            sent[group] = sent.get(group, 0) + 1
            right[group] = right.get(group, 0) + query.fits(hit)
            wanted = "any" if query.wanted is None else query.wanted or "none"
            print(f"| {query.text} | {query.spelling} | {wanted} | {first} | {'' if query.fits(hit) else '*'} |", flush=True)
    print("\n| spelling | queries | expected entity first |\n|-|-|-|")
    for spelling, count in sent.items():
        print(f"| {spelling} | {count} | {'-' if spelling == 'single character' else right[spelling]} |")


if __name__ == "__main__":
    main()
