"""The mappings for England and for a state of the United States, on small artificial files of the same form."""

from __future__ import annotations

from pathlib import Path

from seed.importing.compiler import Compiled, compile_files
from seed.importing.files import open_source
from seed.importing.mapping_file import load_mapping
from seed.importing.output import write_import
from seed.importing.shipped import recognise, shipped_path
from seed.packages.checker import check
from seed.packages.package import resolve

DELIVERY = """year,provider_name,learner_home_lad,delivery_lad,starts,enrolments,achievements
2024/25,EXAMPLE COLLEGE (10000001),Exampleton,Exampleton,3,5,0
2024/25,EXAMPLE COLLEGE (10000001),Sampleford,Exampleton,2,2,1
2024/25,THIRD TRAINING LTD (10000003),Exampleton,Exampleton,0,0,0
2024/25,OTHER TRAINING LTD (10000002),Exampleton,Outside of England and unknown,4,4,4
"""
STANDARDS = """year,apps_Level,std_fwk_name,ssa_t1_desc,ssa_t2_desc,std_fwk_flag,provider_type,provider_name,measure,values
2024/25,Higher Apprenticeship,"Example, General",Business,Management,Standard,General FE College,Example College (10000001),Starts,6
2024/25,Higher Apprenticeship,"Example, General",Business,Management,Standard,General FE College,Example College (10000001),Enrolments,0
"""
INSTITUTIONS = """UNITID,INSTNM,IALIAS,ADDR,CITY,STABBR,ZIP,FIPS,OPEID,SECTOR,CONTROL,CYACTIVE,WEBADDR,COUNTYCD,COUNTYNM,LONGITUD,LATITUDE
000001,Example College,EC|Example,1 Example Rd,Example,EX,01234,9,00100,4,1,1,www.example.org/,09001,Example County,-80.7,41.1
"""
COMPLETIONS = """UNITID,CIPCODE,MAJORNUM,AWLEVEL,CTOTALT,CTOTALM,CTOTALW,IS_CIP_6DIGIT
000001,01.0000,1,3,7,3,4,True
000001,01.0100,1,3,0,0,0,True
000001,01,1,3,7,3,4,False
000001,99,1,3,7,3,4,False
"""
CROSSWALK = """CIP2020Code,CIP2020Title,SOC2018Code,SOC2018Title
01.0000,"Example, General.",19-1011,Example Scientists
01.0100,Other Example.,99-9999,NO MATCH
99.9999,NO MATCH,19-1012,Other Example Scientists
"""


def imported(folder: Path, files: dict[str, str], expected: str) -> Compiled:
    """Import files with the mapping that their headers give, and check the package."""
    paths = []
    for name, text in files.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    assert recognise([open_source(path) for path in paths]) == expected
    path = shipped_path(expected)
    assert path is not None
    mapping = load_mapping(path)
    result = compile_files(paths, mapping, {}, folder=folder)
    write_import(folder / "out", mapping, path.read_text(encoding="utf-8"), result, {})
    assert check(resolve([folder / "out"])).problems == []
    return result


def rows_of(result: Compiled, name: str) -> list[dict[str, str]]:
    return [row for cls, rows in result.rows.items() if cls.__name__ == name for row in rows]


def test_apprenticeships_by_district(tmp_path: Path) -> None:
    result = imported(tmp_path, {"delivery.csv": DELIVERY}, "england-apprenticeships")
    assert [(row["id"], row["name"], row["scheme"]) for row in rows_of(result, "School")] == [
        ("school:10000001", "EXAMPLE COLLEGE", "UKPRN"),
        ("school:10000002", "OTHER TRAINING LTD", "UKPRN"),
        ("school:10000003", "THIRD TRAINING LTD", "UKPRN"),
    ]
    assert [row["name"] for row in rows_of(result, "County")] == ["Exampleton"]
    figures = [(row["metric"], row["value"], row["cohort"]) for row in rows_of(result, "Observation")]
    assert len(figures) == 9
    assert ("starts", "2", "learners living in Sampleford") in figures
    assert ("achievements", "0", "learners living in Exampleton") in figures
    assert rows_of(result, "LocatedIn") == []


def test_apprenticeships_by_standard(tmp_path: Path) -> None:
    result = imported(tmp_path, {"standards.csv": STANDARDS}, "england-standards")
    assert {(row["metric"], row["value"]) for row in rows_of(result, "Observation")} == {("starts", "6"), ("enrolments", "0")}
    assert len(rows_of(result, "Program")) == 1
    assert [row["name"] for row in rows_of(result, "Major")] == ["Example, General"]
    assert [row["award"] for row in rows_of(result, "Program")] == ["Higher Apprenticeship"]


def test_a_state_of_the_united_states(tmp_path: Path) -> None:
    files = {"institutions.csv": INSTITUTIONS, "completions_2024.csv": COMPLETIONS, "cip2020_soc2018.csv": CROSSWALK}
    result = imported(tmp_path, files, "us-state")
    (school,) = rows_of(result, "School")
    assert (school["id"], school["name"], school["aliases"], school["ownership"]) == (
        "school:000001",
        "Example College",
        "EC|Example",
        "public",
    )
    assert (school["website"], school["address"]) == ("https://www.example.org/", "1 Example Rd, Example, EX 01234")
    assert (school["category"], school["same_as"], school.get("note")) == ("Public, 2-year", "OPEID:00100", None)
    assert {row["code"]: row["name"] for row in rows_of(result, "Major")} == {"01.0000": "Example, General", "01.0100": "Other Example"}
    figures = {(row["cohort"], row["value"]) for row in rows_of(result, "Observation")}
    assert figures == {(f"{whom}, first majors", "0") for whom in ("all", "men", "women")} | {
        ("all, first majors", "7"),
        ("men, first majors", "3"),
        ("women, first majors", "4"),
    }
    assert [row["award"] for row in rows_of(result, "Program")] == ["Associate's degree"] * 2
    assert [(row["start"], row["end"]) for row in rows_of(result, "PreparesFor")] == [("major:01.0000", "occupation:19-1011")]
    assert [(row["id"], row["kind"]) for row in rows_of(result, "Region")] == [("region:09", "state")]
    (gap,) = rows_of(result, "Coverage")
    assert (gap["scope"], gap["status"]) == ("major:01.0100", "checked, none")
    assert {row["origin"] for row in rows_of(result, "PreparesFor")} == {"reference"}


def test_the_crosswalk_is_optional(tmp_path: Path) -> None:
    result = imported(tmp_path, {"institutions.csv": INSTITUTIONS, "completions_2024.csv": COMPLETIONS}, "us-state")
    assert {row["name"] for row in rows_of(result, "Major")} == {"01.0000", "01.0100"}
