"""Recount the bundled packages against the files that their rows were taken from, in both directions.

    uv run python -m tests.bench.recount_packages FACTS [--show 40 --seed 1]

FACTS is a folder with ``article.txt`` and the CSV files of facts (programs, colleges, majors, firms, names). Prints the number of
compared values and the differences of each check; exits with 1 if there are any. ``--show`` prints random program rows beside those of the
packages, to be checked by hand.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).parents[2] / "seed" / "data"
PACKAGES = ("reference", "chenzhou", "hunan")
Row = dict[str, str]
Check = tuple[int, list[str]]
"""Number of compared values, and a sentence for each that differs."""


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows(*files: str, packages: Iterable[str] = PACKAGES) -> list[Row]:
    """Return the rows of some files of the packages, such as ``nodes/school.csv``."""
    paths = [DATA / package / file for package in packages for file in files]
    return [row for path in paths if path.exists() for row in read(path)]


def words(text: str) -> set[str]:
    return {word for word in text.split("|") if word}


def program_rows(facts: Path) -> Iterator[tuple[Row, Row | None]]:
    """Yield each program of the facts with its OFFERS row, found by school and code of the major."""
    majors = {row["start"]: row["end"] for row in rows("relationships/of_major.csv")}
    offers = {(row["start"], majors.get(row["end"])): row for row in rows("relationships/offers.csv") if row["recruited_years"]}
    for fact in read(facts / "programs_hunan.csv"):
        yield fact, offers.get((f"school:{fact['moe_code']}", f"major:{fact['major_code']}"))


def check_programs(facts: Path) -> Check:
    compared, wrong, used = 0, [], 0
    names = {row["id"]: row["name_zh"] for row in rows("nodes/program.csv")}
    for fact, row in program_rows(facts):
        name = f"{fact['moe_code']} {fact['major_code']} {fact['major']}"
        if row is None:
            wrong.append(f"{name}: no program")
            continue
        used += 1
        compared += 3
        documents = {f"source:{document}" for document in words(fact["document_ids"])}
        if words(row["recruited_years"]) != words(fact["years"]):
            wrong.append(f"{name}: years {row['recruited_years']}, facts {fact['years']}")
        if not documents <= words(row["sources"]):
            wrong.append(f"{name}: sources {row['sources']}, facts {fact['document_ids']}")
        if not names[row["end"]].startswith(fact["major"]):
            wrong.append(f"{name}: name {names[row['end']]}")
    offered = sum(bool(row["recruited_years"]) for row in rows("relationships/offers.csv"))
    return compared, [*wrong, *([f"{offered} programs in the packages, {used} in the facts"] if offered != used else [])]


def check_places(facts: Path) -> Check:
    of = {row["start"]: row["end"] for row in rows("relationships/about.csv") if row["start"].startswith("observation:admission-places")}
    majors = {row["start"]: row["end"].removeprefix("major:") for row in rows("relationships/of_major.csv")}
    schools = {row["end"]: row["start"].removeprefix("school:") for row in rows("relationships/offers.csv")}
    held = {
        (schools[of[row["id"]]], majors[of[row["id"]]], row["sources"].removeprefix("source:"), row["value"])
        for row in rows("nodes/observation.csv")
        if row["id"] in of
    }
    stated = {
        (fact["moe_code"], fact["major_code"], *entry.rsplit(":", 1))
        for fact in read(facts / "programs_hunan.csv")
        for entry in words(fact["places"])
    }
    return len(stated), [*(f"no observation: {one}" for one in stated - held), *(f"not in the facts: {one}" for one in held - stated)]


def check_colleges(facts: Path) -> Check:
    schools = {row["code"]: row for row in rows("nodes/school.csv") if row["code"]}
    compared, wrong = 0, []
    for fact in read(facts / "colleges_hunan.csv"):
        row = schools.get(fact["moe_code"])
        if row is None:
            wrong.append(f"{fact['moe_code']} {fact['name_zh']}: no school")
            continue
        for name in ("name_zh", "level", "ownership", "authority", "website"):
            compared += 1
            if row[name].removeprefix("http://").rstrip("/") != fact[name] and not (name in {"authority", "website"} and not row[name]):
                wrong.append(f"{fact['moe_code']}: {name} {row[name]!r}, facts {fact[name]!r}")
        if bool(row["excellence"]) != bool(fact["double_high_2019_level"]):
            wrong.append(f"{fact['moe_code']}: excellence {row['excellence']!r}, facts {fact['double_high_2019_level']!r}")
    return compared, wrong


def check_majors(facts: Path) -> Check:
    majors = {row["code"]: row for row in rows("nodes/major.csv") if row["code"]}
    compared, wrong = 0, []
    for fact in read(facts / "majors.csv"):
        row = majors.get(fact["code"])
        if row is None:
            wrong.append(f"{fact['code']} {fact['name_zh']}: no major")
            continue
        pairs = {
            "name_zh": "name_zh",
            "level": "level",
            "group_name_zh": "group_zh",
            "major_class": "class_code",
            "major_class_zh": "class_zh",
        }
        for mine, theirs in pairs.items():
            compared += 1
            if row[mine] != fact[theirs]:
                wrong.append(f"{fact['code']}: {mine} {row[mine]!r}, facts {fact[theirs]!r}")
    return compared, wrong


def check_firms(facts: Path) -> Check:
    firms = {name: row for row in rows("nodes/enterprise.csv") for name in (row["name_zh"], *words(row["aliases"])) if name}
    compared, wrong = 0, []
    for fact in (*read(facts / "enterprises_chenzhou.csv"), *read(facts / "enterprises_chenzhou_agri.csv")):
        row = firms.get(fact["legal_name_zh"])
        compared += 1
        if row is None:
            wrong.append(f"{fact['legal_name_zh']}: no enterprise")
            continue
        for mine, theirs in {"code": "credit_code", "stock_code": "stock_code"}.items():
            if fact.get(theirs) and row[mine] != fact[theirs]:
                wrong.append(f"{fact['legal_name_zh']}: {mine} {row[mine]!r}, facts {fact[theirs]!r}")
        if row["employees"]:
            wrong.append(f"{fact['legal_name_zh']}: employees are stated of the group, not of Chenzhou")
    return compared, wrong


def check_names(facts: Path) -> Check:
    nodes = {row["id"]: row for path in sorted(DATA.glob("*/nodes/*.csv")) for row in read(path)}
    compared, wrong = 0, []
    for fact in read(facts / "names_zh.csv"):
        row = nodes.get(fact["id"])
        if row is None or not fact["name_zh"]:
            continue
        compared += 1
        held = {row["name_zh"]} if fact["status"] == "seen" else {row.get("gloss_zh", ""), *words(row.get("search_words", ""))}
        if fact["name_zh"] not in held:
            wrong.append(f"{fact['id']}: {held!r}, facts {fact['name_zh']!r} ({fact['status']})")
    return compared, wrong


def check_quotes(facts: Path) -> Check:
    article = " ".join((facts / "article.txt").read_text(encoding="utf-8").split())
    quotes = {
        quote
        for path in sorted(DATA.glob("*/*/*.csv"))
        for row in read(path)
        if "source:deep-news" in words(row.get("sources", ""))
        for quote in words(row.get("quotes", ""))
        if not re.search("[\u4e00-\u9fff]", quote)
    }
    return len(quotes), sorted(f"not in the article: {quote}" for quote in quotes if quote not in article)


CHECKS = {
    "programs seen recruiting: years, documents, name": check_programs,
    "places of one plan": check_places,
    "colleges: name, level, ownership, authority, website": check_colleges,
    "majors: name, level, group, class": check_majors,
    "firms: legal name, codes, no staff of a group": check_firms,
    "Chinese names seen, and working translations": check_names,
    "quotes against the article": check_quotes,
}


def show(facts: Path, number: int, seed: int) -> None:
    for fact, row in random.Random(seed).sample(list(program_rows(facts)), number):
        given = " ".join(fact[name] for name in ("moe_code", "college", "major_code", "major", "years", "document_ids", "places"))
        print(f"{given}\n    {row and ' '.join((row['start'], row['end'], row['recruited_years'], row['sources'], row['locator']))}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    differences = 0
    for name, check in CHECKS.items():
        compared, wrong = check(given.facts)
        differences += len(wrong)
        print(f"{name}: {compared} compared, {len(wrong)} differ")
        for text in wrong[:10]:
            print(f"    {text}")
    if given.show:
        show(given.facts, given.show, given.seed)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
