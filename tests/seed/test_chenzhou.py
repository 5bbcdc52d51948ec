"""The bundled packages match their sources: complete, with evidence, and without known misreadings of the article."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from seed.columns import TYPES, keys
from seed.model import EDGES, NODES
from seed.packages.checker import check
from seed.packages.package import BUNDLED, resolve

Rows = list[dict[str, str]]
ARTICLE = "source:deep-news"
CJK = re.compile("[㐀-鿿]")
PACKAGES = ("reference", "chenzhou")
ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"


@cache
def read(package: str, kind: str) -> Rows:
    """Return the rows of one type of a package, as texts."""
    folder = "nodes" if kind in NODES else "relationships"
    path = BUNDLED / package / folder / f"{kind.lower()}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows(kind: str) -> Rows:
    return [row for package in PACKAGES for row in read(package, kind)]


def everything() -> list[tuple[str, dict[str, str]]]:
    return [(kind, row) for kind in TYPES for row in rows(kind)]


def node(kind: str, node_id: str) -> dict[str, str]:
    return next(row for row in rows(kind) if row["id"] == node_id)


def words(row: dict[str, str], column: str) -> list[str]:
    return [word for word in row.get(column, "").split("|") if word]


def claim(metric: str, scope: str) -> dict[str, str]:
    matches = [row for row in rows("Claim") if (row["metric"], row["scope"]) == (metric, scope)]
    assert len(matches) == 1, (metric, scope, matches)
    return matches[0]


def documented(kind: str) -> Rows:
    return [row for row in rows(kind) if row["origin"] == "documented"]


@pytest.mark.parametrize("package", PACKAGES)
def test_package_has_no_problems(package):
    report = check(resolve([BUNDLED / package]))
    assert [str(problem) for problem in report.problems] == []
    assert report.ok
    assert report.rows["County"] == 11


def test_requires_reference():
    assert [package.name for package in resolve([BUNDLED / "chenzhou"])] == ["reference", "chenzhou"]


def test_counts_of_nodes():
    expected = {
        "County": 11,
        "Region": 4,
        "Framework": 2,
        "Initiative": 3,
        "Facility": 3,
        "Alliance": 1,
        "Activity": 2,
        "Person": 5,
        "Program": 10,
        "School": 20,
        "Enterprise": 25,
        "Claim": 48,
    }
    assert {kind: len(rows(kind)) for kind in expected} == expected


def test_nothing_is_simulated():
    assert {row["origin"] for _, row in everything()} == {"documented", "reference", "inferred"}


def test_rows_are_sorted_without_duplicates():
    for package in PACKAGES:
        for kind, cls in TYPES.items():
            found_keys = [tuple(row.get(key, "") for key in keys(cls)) for row in read(package, kind)]
            assert found_keys == sorted(set(found_keys)), (package, kind)


def test_only_inferred_rows_have_a_rule():
    wrong = [row for _, row in everything() if (row["origin"] == "inferred") != bool(row.get("rule"))]
    assert wrong == []


def test_general_knowledge_is_inferred_and_unverified():
    alone = [row for _, row in everything() if row["sources"] == "source:general-knowledge"]
    assert len(alone) == 16
    assert {(row["origin"], row["certainty"]) for row in alone} == {("inferred", "unverified")}


def test_documented_rows_have_evidence():
    for kind, row in everything():
        if row["origin"] == "documented" and kind != "Source":
            assert words(row, "quotes") or row.get("locator"), row


def test_quotes_have_at_most_twelve_words():
    assert [quote for _, row in everything() for quote in words(row, "quotes") if len(quote.split()) > 12] == []


@pytest.mark.skipif("ALLIANCE_ARTICLE" not in os.environ, reason="set ALLIANCE_ARTICLE to a copy of the article")
def test_quotes_are_verbatim():
    article = " ".join(Path(os.environ["ALLIANCE_ARTICLE"]).read_text(encoding="utf-8").split())
    quotes = {quote for _, row in everything() if ARTICLE in words(row, "sources") for quote in words(row, "quotes")}
    english = {quote for quote in quotes if not CJK.search(quote)}
    assert len(english) > 60
    assert sorted(quote for quote in english if quote not in article) == []


def test_chinese_quotes_cite_the_chinese_original():
    quoting = [row for _, row in everything() if any(CJK.search(quote) for quote in words(row, "quotes"))]
    assert quoting
    assert all("source:hnjy" in words(row, "sources") for row in quoting)


def test_private_persons_are_not_recorded():
    people = {row["name"] for row in rows("Person") if row["kind"] != "unnamed group"}
    assert people == {"Sun Huapeng", "Chen Xiangrong", "Peng Wei", "Lei Ning"}
    text = "\n".join(cell for _, row in everything() for cell in row.values())
    for name in ("Zhu Xiaohong", "Chen Shihan"):
        assert name not in text


def test_chinese_names_only_if_a_source_states_them():
    named = {row["name"]: row["name_zh"] for row in rows("Person") if row.get("name_zh")}
    assert named == {"Sun Huapeng": "孙化鹏"}
    assert node("Alliance", ALLIANCE).get("name_zh", "") == ""
    assert node("Enterprise", "enterprise:hunan-greep-new-energy")["name_zh"] == ""


def test_every_documented_entity_reads_in_chinese():
    unread = [
        row["id"]
        for kind in NODES
        for row in rows(kind)
        if kind not in {"Source", "Coverage"} and not (row.get("name_zh") or row.get("gloss_zh"))
    ]
    assert unread == ["enterprise:hunan-greep-new-energy", "person:chen-xiangrong", "person:lei-ning", "person:peng-wei"]


def test_no_characters_are_guessed_for_the_name_of_a_person_or_a_firm():
    greep = node("Enterprise", "enterprise:hunan-greep-new-energy")
    assert (greep["name_zh"], greep["gloss_zh"]) == ("", "")
    assert not any(CJK.search(row["search_words"]) or row.get("gloss_zh") for row in rows("Person") if row["kind"] != "unnamed group")


def test_a_working_translation_stands_only_without_a_chinese_name():
    assert [row["id"] for _, row in everything() if row.get("gloss_zh") and row.get("name_zh")] == []


def test_weak_chinese_names_are_noted():
    weak = {row["id"]: row["note"] for _, row in everything() if row.get("name_zh_certainty")}
    assert set(weak) == {"school:chenzhou-comprehensive-vocational", "school:jiahe-vocational", "initiative:farmer-college"}
    assert all(note.startswith("The Chinese name is weak: ") for note in weak.values())


def test_every_scope_of_a_claim_reads_in_chinese():
    assert len({(row["scope"], row["scope_zh"]) for row in rows("Claim")}) == len({row["scope"] for row in rows("Claim")}) == 25
    assert all(CJK.search(row["scope_zh"]) for row in rows("Claim"))


def test_no_source_is_a_page_of_a_package_registry():
    hosts = ("pypi", "npmjs", "npm ", "crates.io", "rubygems", "maven")
    text = [cell.lower() for row in rows("Source") for cell in row.values()]
    assert [cell for cell in text for host in hosts if host in cell] == []


def test_framework_1221_has_no_items_but_a_coverage_note():
    assert [row for row in rows("PRIORITISES") if row["start"] == "framework:chenzhou-1221"] == []
    cover = [row for row in rows("Coverage") if row["scope"] == "framework:chenzhou-1221"]
    assert [(row["sought"], row["status"]) for row in cover] == [("PRIORITISES", "not collected")]
    assert "four digits" in cover[0]["note"]


def test_framework_4x4_has_sixteen_items_ten_of_them_checked():
    items = [row for row in rows("PRIORITISES") if row["start"] == "framework:hunan-4x4"]
    assert Counter(row["tier"] for row in items) == {"traditional": 4, "advantageous": 4, "emerging": 4, "future": 4}
    assert Counter((row["origin"], row["certainty"]) for row in items) == {("reference", "seen"): 10, ("inferred", "unverified"): 6}


def test_each_row_of_the_crosswalk_is_inferred_with_a_reason():
    crosswalk = rows("MAPS_TO")
    assert len(crosswalk) > 50
    assert {(row["origin"], row["crosswalk"]) for row in crosswalk} == {("inferred", "hand-made")}
    assert all(row["rule"].startswith("Mapped by hand. ") and len(row["rule"]) > 30 for row in crosswalk)


def test_codes_of_majors_only_if_read_in_a_source():
    for row in rows("Major"):
        assert bool(row["code"]) == (row["code_status"] in {"seen", "weak"}), row["id"]
        assert row["group"] == row["code"][:2]


def test_one_figure_printed_twice_is_one_claim():
    aligned = [row for row in rows("Claim") if row["metric"] == "aligned_share"]
    assert sorted((row["value"], row["scope"]) for row in aligned) == [("75", "city, higher vocational"), ("83.6", "city, secondary")]
    assert len([quote for quote in words(claim("aligned_share", "city, secondary"), "quotes") if quote.startswith("83.6%")]) == 2


def test_every_figure_of_the_article_is_one_claim():
    printed = Counter(row["value"] for row in rows("Claim") if ARTICLE in words(row, "sources"))
    shares = "83.6 75 50 92.6 98.5 68"
    counts = "60000 1000 20 19 7 22 600 400 500 81000 32000 38000 1427 196 220 391 3 3000 52 107 186 5000"
    years = "2 2018 2022 2024"
    assert printed == {**dict.fromkeys(f"{shares} {counts} {years}".split(), 1), "100000": 2, "8": 2}


def test_person_times_are_not_counted_as_persons():
    trained = claim("people_trained", "city, vocational institutions")
    assert (trained["value"], trained["qualifier"], trained["unit"]) == ("100000", "over", "person-times")
    assert set(words(trained, "sources")) == {ARTICLE, "source:hnjy"}
    assert "人次" in trained["note"]


def test_derived_figures_are_not_claims():
    assert {"56.3", "13.7", "0"}.isdisjoint(row["value"] for row in rows("Claim"))


def test_220_of_391_is_a_claim_about_the_partnership_not_hires_by_jd():
    placed = claim("graduates_in_relevant_jobs", "Chenzhou Comprehensive Vocational School with JD.com")
    about = {row["end"] for row in rows("ABOUT") if row["start"] == placed["id"]}
    assert about == {"school:chenzhou-comprehensive-vocational", "enterprise:jd"}
    feeds = [row for row in rows("FEEDS") if row["end"] == "enterprise:jd"]
    assert [(row["start"], row["origin"]) for row in feeds] == [("program:chenzhou-comprehensive.e-commerce", "documented")]


def test_feeds_have_no_number_and_no_year():
    assert len(rows("FEEDS")) == 3
    assert [row for row in rows("FEEDS") if row.get("graduates") or row.get("year")] == []


def test_unnamed_groups_are_flagged():
    for kind in ("School", "Enterprise", "Person"):
        flagged = {row["id"] for row in rows(kind) if row["kind"] == "unnamed group"}
        telling = {row["id"] for row in rows(kind) if "not named" in row["name"] or "does not list" in row["name"]}
        assert flagged == telling
        assert flagged
    assert [row["start"] for row in rows("MEMBER_OF")] == ["enterprise:alliance-members"]


def test_questions_have_documented_rows():
    forms = {row["form"] for row in documented("PARTNERS_WITH")}
    assert {"co-cultivation", "shared expertise", "curriculum", "apprenticeship", "facility"} <= forms
    wanted = "FEEDS CONSULTS_FOR LECTURES_AT TEACHES_AT WORKS_IN MEMBER_OF SUPPORTS RUNS OFFERS SERVES KNOWN_FOR TOOK_PART_IN OF LOCATED_IN"
    assert [kind for kind in wanted.split() if not documented(kind)] == []
    assert node("Activity", "activity:alliance-founding-2024")["date"] == "2024"


def test_relationships_are_not_stronger_than_their_ends():
    strength = {"documented": 2, "reference": 2, "inferred": 1}
    origin = {row["id"]: strength[row["origin"]] for kind in NODES for row in rows(kind)}
    edges = [row for kind in EDGES for row in rows(kind)]
    assert [row for row in edges if strength[row["origin"]] > min(origin[row["start"]], origin[row["end"]])] == []


def test_guiyang_is_matched_by_code():
    guiyang = node("County", "county:431021")
    assert (guiyang["name"], guiyang["name_zh"]) == ("Guiyang County", "桂阳县")
    assert "贵阳" in guiyang["note"]
    assert {row["start"] for row in rows("RUNS") if row["end"] == "initiative:farmer-college"} == {"county:431021"}


def test_counties_not_named_in_the_article_are_checked_none():
    silent = {row["scope"] for row in rows("Coverage") if row["status"] == "checked, none"}
    assert silent == {"county:431002", "county:431003", "county:431022", "county:431027"}


def test_sources_without_a_stated_date_have_none():
    assert node("Source", ARTICLE)["published"] == ""
    assert "10/27" in node("Source", ARTICLE)["note"]


def test_the_page_has_the_current_counts():
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    table = {name: tuple(map(int, counts)) for name, *counts in re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)}
    counted = {kind: Counter(row["origin"] for row in rows(kind)) for kind in TYPES if rows(kind)}
    assert table == {kind: tuple(found[origin] for origin in ("documented", "reference", "inferred")) for kind, found in counted.items()}
