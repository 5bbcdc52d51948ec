"""The package `hunan`: each pair of college and major once, with its documents; nothing claimed beyond what they show."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from seed.columns import TYPES, keys
from seed.model import NODES
from seed.packages.checker import check
from seed.packages.package import BUNDLED, resolve

Rows = list[dict[str, str]]
PACKAGES = ("reference", "chenzhou", "hunan")
EXISTING = "program:czvtc.new-energy-materials"
"""The one pair that the package `chenzhou` already contains: 430307 at 4143012847."""
FACTS = pytest.mark.skipif("ALLIANCE_FACTS" not in os.environ, reason="set ALLIANCE_FACTS to the folder of the fact files")


@cache
def read(package: str, kind: str) -> Rows:
    path = BUNDLED / package / ("nodes" if kind in NODES else "relationships") / f"{kind.lower()}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows(kind: str) -> Rows:
    return [row for package in PACKAGES for row in read(package, kind)]


def hunan(kind: str) -> Rows:
    return read("hunan", kind)


def facts(name: str) -> Rows:
    with (Path(os.environ["ALLIANCE_FACTS"]) / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pairs() -> dict[tuple[str, str], dict[str, str]]:
    """Return the OFFERS of each pair of college and major."""
    offers = {row["end"]: row for row in rows("OFFERS") if row["recruited_years"]}
    majors = {row["start"]: row["end"].partition(":")[2] for row in rows("OF_MAJOR")}
    return {(row["start"].partition(":")[2], majors[program]): row for program, row in offers.items()}


def test_package_has_no_problems():
    report = check(resolve([BUNDLED / "hunan"]))
    assert [str(problem) for problem in report.problems] == []
    assert [package.name for package in resolve([BUNDLED / "hunan"])] == list(PACKAGES)


def test_rows_are_sorted_without_duplicates():
    for kind, cls in TYPES.items():
        found = [tuple(row.get(key, "") for key in keys(cls)) for row in hunan(kind)]
        assert found == sorted(set(found)), kind


def test_counts_of_rows():
    expected = {"School": 91, "Program": 1039, "OFFERS": 1039, "OF_MAJOR": 1039, "Region": 13, "Enterprise": 10}
    assert {kind: len(hunan(kind)) for kind in expected} == expected


def test_nothing_is_simulated():
    assert {row["origin"] for kind in TYPES for row in hunan(kind)} == {"documented", "reference", "inferred"}


def test_1040_pairs_each_once_by_certainty():
    assert len(pairs()) == 1040
    assert len([row for row in rows("OFFERS") if row["recruited_years"]]) == 1040
    assert Counter(row["certainty"] for row in pairs().values()) == {"seen": 1017, "weak": 23}


def test_the_existing_program_has_its_evidence_and_no_second_node():
    offers = pairs()["4143012847", "430307"]
    assert (offers["end"], offers["recruited_years"]) == (EXISTING, "2025")
    assert "source:guangdong-2025-plan-history" in offers["sources"].split("|")
    assert not [row for row in rows("Program") if row["id"] == "program:4143012847.430307"]


def test_49_pairs_in_chenzhou():
    chenzhou = {row["start"] for row in rows("LOCATED_IN") if row["end"] == "region:431000" and row["start"].startswith("school:4143")}
    found = Counter(college for college, _ in pairs() if f"school:{college}" in chenzhou)
    assert found == {"4143012847": 24, "4143014819": 9, "4143014495": 8, "4143014905": 8}


def test_the_id_of_a_program_is_its_college_and_its_major():
    majors = {row["start"]: row["end"] for row in hunan("OF_MAJOR")}
    for offers in hunan("OFFERS"):
        college, major = offers["start"].partition(":")[2], majors[offers["end"]].partition(":")[2]
        assert offers["end"] == f"program:{college}.{major}"


def test_programs_have_no_status_and_no_date():
    assert {(row["status"], row["opened"], row["closed"], row["enrolment"]) for row in hunan("Program")} == {("unknown", "", "", "")}
    assert {(row["valid_from"], row["valid_to"], row["origin"]) for row in hunan("OFFERS")} == {("", "", "documented")}


def test_each_year_of_recruiting_is_in_the_locator_with_its_provinces():
    for row in hunan("OFFERS"):
        assert re.findall(r"(\d{4}): [A-Z]", row["locator"]) == row["recruited_years"].split("|")


def test_places_are_observations_of_one_plan_and_never_summed():
    places = [row for row in hunan("Observation") if row["metric"] == "admission_places"]
    assert len([row for row in places if row["sources"] == "source:guangdong-2025-plan-history"]) == 399
    assert all("|" not in row["sources"] and row["cohort"] and row["period"] and "never add" in row["note"] for row in places)
    about = {row["start"]: row["end"] for row in hunan("ABOUT")}
    assert len({(about[row["id"]], row["sources"]) for row in places}) == len(places)
    assert {row["enrolment"] for row in hunan("Program")} == {""}


def test_group_staff_is_no_number_of_jobs_in_chenzhou():
    assert {row["employees"] for row in hunan("Enterprise")} == {""}
    staff = [row for row in hunan("Observation") if row["metric"] == "employees"]
    assert len(staff) == 6
    assert all(row["note"] == "Not the number of jobs in Chenzhou." for row in staff)
    assert sum(row["cohort"].startswith("the whole group") for row in staff) == 4


def test_every_documented_entity_claim_and_group_of_all_packages_reads_in_chinese():
    unread = {
        row["id"]
        for kind in NODES
        for row in rows(kind)
        if kind not in {"Source", "Coverage"} and row["origin"] == "documented" and not (row.get("name_zh") or row.get("gloss_zh"))
    }
    assert unread == {"enterprise:hunan-greep-new-energy", "person:chen-xiangrong", "person:lei-ning", "person:peng-wei"}, (
        "only these four have no Chinese name: their characters would be a guess"
    )


def test_no_quota_of_places_is_the_enrolment_of_a_program():
    assert [row["id"] for row in hunan("Program") if row.get("enrolment")] == []


def test_each_of_93_colleges_has_its_coverage():
    cover = {row["scope"]: row for row in hunan("Coverage") if row["scope"].startswith("school:")}
    colleges = {f"school:{college}" for college, _ in pairs()}
    assert Counter(row["status"] for row in cover.values()) == {"partly collected": 81, "not collected": 14}  # two are universities
    assert {scope for scope, row in cover.items() if row["status"] == "partly collected"} == colleges
    assert all("no closing" in row["note"] for row in cover.values() if row["status"] == "partly collected")


def test_what_was_not_collected_is_said():
    status = {row["id"]: row["status"] for row in hunan("Coverage")}
    assert status["coverage:hunan-own-plans"] == "not collected"
    assert status["coverage:hunan-program-changes"] == "not collected"


def test_dormant_colleges_are_marked():
    marked = {row["name_zh"] for row in hunan("School") if "probably dormant" in row["note"]}
    assert marked == {"湖南税务高等专科学校", "湖南冶金职业技术学院"}


def test_excellence_states_its_level():
    levels = Counter(row["excellence"].split(",")[0] for row in hunan("School") if row["excellence"])
    assert levels == {"Double High 2019: school": 2, "Double High 2019: program group": 9}
    assert not [row for row in read("chenzhou", "School") if row.get("excellence")]


def test_sources_have_web_addresses_only():
    plans = [row for row in rows("Source") if row["id"].startswith("source:official-") or row["id"].startswith("source:guangdong-2025")]
    assert len(plans) == 36
    assert all(row["publisher"] and row["published"] and re.match(r"https?://|$", row["url"]) for row in plans)


def test_stock_codes_keep_their_zeros_and_names_their_id():
    codes = {row["id"]: row["stock_code"] for row in rows("Enterprise") if row.get("stock_code")}
    assert codes["enterprise:hunan-silver"] == "002716"
    assert codes["enterprise:keliyuan"] == "600478"
    assert len(codes) == 6


def test_neeq_firms_have_no_county():
    for firm in ("enterprise:jingxun-optoelectronics", "enterprise:jinjin-farming"):
        assert [row["end"] for row in hunan("LOCATED_IN") if row["start"] == firm] == ["region:431000"]


def test_our_class_is_not_the_exchanges():
    classes = [row for row in hunan("OPERATES_IN") if row["origin"] == "inferred" and row["end"].startswith("industry:")]
    assert len(classes) == 5
    assert all("our reading" in row["rule"] for row in classes)


def test_crosswalk_rows_are_inferred_with_a_rule():
    serves = hunan("SERVES")
    assert {(row["origin"], row["crosswalk"]) for row in serves} == {("inferred", "catalogue"), ("inferred", "name")}
    for row in serves:
        start = "The catalogue puts the major in the" if row["crosswalk"] == "catalogue" else "Read by hand from the major's name:"
        assert row["rule"].startswith(start), row


def test_the_catalogue_is_complete():
    coded = [row for row in read("reference", "Major") if row["code"]]
    assert len(coded) == 1112
    assert Counter(row["level"] for row in coded) == {"higher vocational": 811, "vocational undergraduate": 298, "secondary": 3}
    assert len({row["group_name_zh"] for row in coded}) == 19
    assert sum(row["code"].endswith("K") for row in coded) == 49
    assert all((row["national_control"] == "true") == row["code"].endswith("K") and row["id"] == f"major:{row['code']}" for row in coded)


def test_majors_of_2026_07_are_not_taught():
    new = {row["id"] for row in read("reference", "Major") if "source:major-additions-2026-07" in row["sources"]}
    assert len(new) == 9
    assert not new & {row["end"] for row in rows("OF_MAJOR")}


def test_nobody_is_seen_recruiting_for_energy_storage_materials():
    assert not [row for row in rows("OF_MAJOR") if row["end"] == "major:430504"]


@FACTS
def test_recount_of_programs_against_the_fact_file():
    found = pairs()
    stated = {(row["moe_code"], row["major_code"]): row for row in facts("programs_hunan.csv")}
    assert set(found) == set(stated)
    names = {row["id"]: row["name_zh"] for row in rows("Program")}
    for key, row in stated.items():
        offers = found[key]
        assert offers["recruited_years"] == row["years"], key
        assert offers["certainty"] == (row["certainty"] if offers["end"] != EXISTING else "seen"), key
        assert {f"source:{document}" for document in row["document_ids"].split("|")} <= set(offers["sources"].split("|")), key
        assert names[offers["end"]] == row["major"], key


@FACTS
def test_recount_of_places_against_the_fact_file():
    found, about = pairs(), {row["start"]: row["end"] for row in hunan("ABOUT")}
    stated = Counter()
    for row in facts("programs_hunan.csv"):
        for document, _, places in (part.partition(":") for part in row["places"].split("|") if part):
            stated[found[row["moe_code"], row["major_code"]]["end"], f"source:{document}", places] += 1
    kept = Counter((about[row["id"]], row["sources"], row["value"]) for row in hunan("Observation") if row["metric"] == "admission_places")
    assert kept == stated


@FACTS
def test_recount_of_majors_against_the_fact_file():
    columns = ("code", "name_zh", "level", "group_code", "group_zh", "class_code", "class_zh")
    stated = {tuple(row[name] for name in columns) for row in facts("majors.csv")}
    ours = ("code", "name_zh", "level", "group", "group_name_zh", "major_class", "major_class_zh")
    assert {tuple(row[name] for name in ours) for row in read("reference", "Major") if row["code"]} == stated


@FACTS
def test_recount_of_colleges_against_the_fact_file():
    city = {row["name_zh"]: row["id"] for row in rows("Region")}
    places = {(row["start"], row["end"]) for row in rows("LOCATED_IN")}
    ours = {row["code"]: row for row in rows("School") if row["code"]}
    for row in facts("colleges_hunan.csv"):
        school = ours[row["moe_code"]]
        assert (school["name_zh"], school["ownership"], school["authority"]) == (row["name_zh"], row["ownership"], row["authority"])
        assert school["level"] == row["level"]
        assert (f"school:{row['moe_code']}", city[row["city"]]) in places


@FACTS
def test_recount_of_firms_and_seats_against_the_fact_files():
    firms = {row["stock_code"]: row for row in rows("Enterprise") if row.get("stock_code")}
    places = {(row["start"], row["end"]) for row in rows("LOCATED_IN")}
    for row in facts("enterprises_chenzhou.csv"):
        firm = firms[row["stock_code"]]
        assert row["legal_name_zh"] in (firm["name_zh"], *firm["aliases"].split("|"))
        assert not row["county_code"] or (firm["id"], f"county:{row['county_code']}") in places
    names = {row["name_zh"] for row in hunan("Enterprise")}
    assert {row["legal_name_zh"] for row in facts("enterprises_chenzhou_agri.csv")} <= names
    for row in facts("seats.csv"):
        code = row["id"].partition(":")[2]
        thing = firms[code]["id"] if row["id"].startswith("stock:") else row["id"].replace("moe:", "school:")
        assert (thing, f"county:{row['county_code']}") in places, row
