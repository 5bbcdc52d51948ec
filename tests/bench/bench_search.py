"""Send 200 search queries and print the first hit of each, and how many have the expected entity first.

    uv run python -m tests.bench.bench_search http://127.0.0.1:8000

The queries are the names of 40 entities of the documented data, drawn with a fixed seed, in five spellings: as stored, in traditional
characters, in full width, in pinyin without and with a blank between the characters or words. ``*`` marks a query whose first hit is
another entity. Two entities may have one name, and names in pinyin may be the same, so not every mark is a fault. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import random
import unicodedata
from collections.abc import Iterator
from typing import Any

import httpx
import opencc
from pypinyin import lazy_pinyin

from seed.model import NODES

LABELS = ("County", "Region", "School", "Enterprise", "Major", "Industry", "Sector", "Alliance")
ENTITIES, SEED = 40, 1


def entities(client: httpx.Client) -> list[dict[str, Any]]:
    """Return entities with a Chinese name, of all types in turn."""
    dice, by_label = random.Random(SEED), []
    for label in LABELS:
        params = {"per_page": 200, "origin": "documented,reference", "select": "name,name_zh"}
        rows = client.get(f"/v1/{NODES[label].path}", params=params).raise_for_status().json()["results"]
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    options = parser.parse_args()
    right: dict[str, int] = {}
    sent: dict[str, int] = {}
    print("| query | spelling | wanted | first hit | |\n|-|-|-|-|-|")
    with httpx.Client(base_url=options.url, timeout=60, trust_env=False) as client:
        for entity in entities(client):
            for spelling, query in spellings(entity["name_zh"]):
                hits = client.get("/v1/search", params={"q": query[:200], "limit": 1}).raise_for_status().json()["results"]
                first = f"{hits[0]['id']} {hits[0]['name_zh'] or hits[0]['name']}" if hits else "none"
                fits = bool(hits) and hits[0]["id"] == entity["id"]
                sent[spelling] = sent.get(spelling, 0) + 1
                right[spelling] = right.get(spelling, 0) + fits
                print(f"| {query} | {spelling} | {entity['id']} | {first} | {'' if fits else '*'} |")
    print("\n| spelling | queries | expected entity first |\n|-|-|-|")
    for spelling, count in sent.items():
        print(f"| {spelling} | {count} | {right[spelling]} |")


if __name__ == "__main__":
    main()
