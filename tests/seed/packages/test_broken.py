"""Invalid packages: each fault is reported with its code, file, row and column, and nothing else is reported."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.each import each
from tests.seed.packages.sample_packages import Change, D, S, append, descriptor, drop, files, lay, raw, report_of, swap

JSON = "datapackage.json"
SCHOOL, PROGRAM, CLAIM, COUNTY = "nodes/school.csv", "nodes/program.csv", "nodes/claim.csv", "nodes/county.csv"
OFFERS, FEEDS, PARTNERS = "relationships/offers.csv", "relationships/feeds.csv", "relationships/partners_with.csv"
OBSERVATION, OCCUPATION, MEMBER = "nodes/observation.csv", "nodes/occupation.csv", "relationships/member_of.csv"
ENTERPRISE, SOURCE, COVERAGE, REGION = "nodes/enterprise.csv", "nodes/source.csv", "nodes/coverage.csv", "nodes/region.csv"


@dataclass(frozen=True)
class Case:
    name: str
    change: Change
    code: str
    file: str
    row: int | None
    column: str | None
    says: str = ""


def listed(key: str, value: object) -> Change:
    def change(content: dict[str, bytes]) -> None:
        content[JSON] = json.dumps({**json.loads(content[JSON]), key: value}).encode()

    return change


def resource(path: str) -> Change:
    def change(content: dict[str, bytes]) -> None:
        data = json.loads(content[JSON])
        data["resources"].append({"name": "more", "path": path})
        content[JSON] = json.dumps(data).encode()

    return change


def damage(path: str, old: bytes, new: bytes) -> Change:
    return raw(path, lambda text: text.replace(old, new, 1))


CASES = [
    # the package
    Case("no descriptor", drop(JSON), "missing-descriptor", JSON, None, None, "Add one"),
    Case("broken JSON", raw(JSON, lambda text: text[:-1]), "bad-json", JSON, None, None, "line 1"),
    Case("JSON of another kind", raw(JSON, lambda _: b"[]"), "bad-descriptor", JSON, None, None, "object"),
    Case(
        "JSON in another encoding",
        raw(JSON, lambda text: text.replace(b'"P"', '"郴州"'.encode("gbk"))),
        "encoding",
        JSON,
        None,
        None,
        "UTF-8",
    ),
    Case("no name", listed("name", None), "bad-descriptor", JSON, None, "name", "lower-case"),
    Case("a name in capitals", listed("name", "Chenzhou!"), "bad-descriptor", JSON, None, "name", "lower-case"),
    Case("requires is a text", listed("requires", "reference"), "bad-descriptor", JSON, None, "requires", "list"),
    Case("requires a path", listed("requires", ["../p"]), "bad-descriptor", JSON, None, "requires", "names"),
    Case("calibrated to a school", listed("calibrated_to", ["school:a"]), "bad-descriptor", JSON, None, "calibrated_to", "list of ids"),
    Case("a focus that is no place", listed("focus", "school:a"), "bad-descriptor", JSON, None, "focus", "region:431000"),
    Case("a focus that is a list", listed("focus", ["region:a"]), "bad-descriptor", JSON, None, "focus", "region:431000"),
    Case("a focus that does not exist", listed("focus", "region:nowhere"), "missing-node", JSON, None, "focus", "county or region"),
    Case("a title of two lines", listed("title", "A\nB"), "bad-descriptor", JSON, None, "title", "single-line"),
    Case(
        "requires a package that does not exist",
        listed("requires", ["atlantis"]),
        "missing-requirement",
        JSON,
        None,
        "requires",
        "atlantis",
    ),
    Case("requires itself", listed("requires", ["p"]), "cyclic-requires", JSON, None, "requires", "p -> p"),
    Case("choices are a list", listed("choices", []), "bad-descriptor", JSON, None, "choices", "School.level"),
    Case(
        "choices of a fixed list", listed("choices", {"School.kind": ["campus"]}), "bad-descriptor", JSON, None, "choices", "School.level"
    ),
    Case("a choice with a bar", listed("choices", {"School.level": ["a|b"]}), "bad-descriptor", JSON, None, "choices", "no |"),
    Case("resources are missing", listed("resources", None), "bad-descriptor", JSON, None, "resources", "resources"),
    Case("an unknown resource", resource("nodes/schools.csv"), "unknown-file", JSON, None, "resources", "nodes/school.csv"),
    Case("a resource outside", resource("../secret.csv"), "unsafe-path", JSON, None, "resources", "inside the package folder"),
    Case("a resource that is listed twice", resource(SCHOOL), "bad-descriptor", JSON, None, "resources", "twice"),
    Case("a resource without a file", resource("nodes/major.csv"), "missing-file", "nodes/major.csv", None, "resources", "does not exist"),
    Case("a listed file is gone", drop(COVERAGE), "missing-file", COVERAGE, None, "resources", "does not exist"),
    Case("an unknown file", raw("nodes/shcool.csv", lambda _: b"id\n"), "unknown-file", "nodes/shcool.csv", None, None, "nodes/school.csv"),
    Case("a file in the wrong folder", raw("nodes/feeds.csv", lambda _: b"id\n"), "unknown-file", "nodes/feeds.csv", None, None, FEEDS),
    Case(
        "a file that is not listed",
        raw("nodes/major.csv", lambda _: b"id,name\n"),
        "unlisted-file",
        "nodes/major.csv",
        None,
        None,
        "resources",
    ),
    # the file as a whole
    Case("an empty file", raw(COVERAGE, lambda _: b""), "empty-file", COVERAGE, 1, None, "id,name"),
    Case("GB18030", raw(COUNTY, lambda text: text.decode().encode("gb18030")), "encoding", COUNTY, 1, None, "GB18030"),
    Case("UTF-16 with a byte order mark", raw(COUNTY, lambda text: text.decode().encode("utf-16")), "encoding", COUNTY, 1, None, "UTF-16"),
    Case(
        "UTF-16 without a byte order mark",
        raw(COUNTY, lambda text: text.decode().encode("utf-16-le")),
        "encoding",
        COUNTY,
        1,
        None,
        "UTF-16",
    ),
    Case("Latin-1 in one cell", damage(SCHOOL, b"School B", b"Caf\xe9 B"), "encoding", SCHOOL, 3, "name", "not UTF-8"),
    Case("semicolons", raw(SCHOOL, lambda text: text.replace(b",", b";")), "separator", SCHOOL, 1, None, "semicolon"),
    Case("full-width commas", raw(SCHOOL, lambda text: text.replace(b",", "，".encode())), "separator", SCHOOL, 1, None, "full-width"),
    Case("tabs", raw(SCHOOL, lambda text: text.replace(b",", b"\t")), "separator", SCHOOL, 1, None, "tab"),
    Case("a blank header", raw(COVERAGE, lambda text: b"\n" + text), "missing-column", COVERAGE, 1, None, "id,name"),
    Case("old Mac line ends", damage(OFFERS, b"2025,source", b"2025\r,source"), "line-break", OFFERS, 2, None, "CR"),
    Case("a NUL", damage(SCHOOL, b"School B", b"School\x00B"), "control-character", SCHOOL, 3, "name", "NUL"),
    Case("a bell", damage(SCHOOL, b"School B", b"School\x07B"), "control-character", SCHOOL, 3, "name", "U+0007"),
    # the header
    Case("an unknown column", swap(SCHOOL, "aliases", "alaises"), "unknown-column", SCHOOL, 1, "alaises", "aliases"),
    Case(
        "a required column is missing",
        raw(COVERAGE, lambda text: text.replace(b"period,", b"").replace(b"2024,", b"")),
        "missing-column",
        COVERAGE,
        1,
        "period",
    ),
    Case("a duplicate column", swap(SCHOOL, "aliases", "name"), "duplicate-column", SCHOOL, 1, "name", "twice"),
    Case("white space in the header", swap(SCHOOL, "aliases", " aliases"), "white-space", SCHOOL, 1, "aliases", "'aliases'"),
    # rows and quotes
    Case("a cell too many", append(SCHOOL, f"school:c,C,,,{D},"), "cells", SCHOOL, 5, None, "11 cells"),
    Case("cells too few", append(SCHOOL, "school:c,C"), "cells", SCHOOL, 5, None, "2 cells"),
    Case("a blank line", swap(SCHOOL, "school:b", "\nschool:b"), "blank-row", SCHOOL, 3, None, "Remove"),
    Case("a blank line at the end", append(SCHOOL, ""), "blank-row", SCHOOL, 5, None, "Remove"),
    Case("a row of commas", append(SCHOOL, ",,,,,,,,,"), "blank-row", SCHOOL, 5, None, "Remove"),
    Case("a quote that is not closed", append(SCHOOL, f'school:c,"C,,,{D}'), "quotes", SCHOOL, 5, None, "Close"),
    Case("text after a quote", append(SCHOOL, f'school:c,"C"c,,,{D}'), "quotes", SCHOOL, 5, None, "double"),
    Case("a cell of two lines", append(SCHOOL, f'school:c,"C\nc",,,{D}'), "line-break", SCHOOL, 5, "name", "one line"),
    # cells
    Case("white space before", swap(SCHOOL, "School B", " School B"), "white-space", SCHOOL, 3, "name", "'School B'"),
    Case("white space in a choice", swap(SCHOOL, "secondary", "secondary "), "white-space", SCHOOL, 2, "level"),
    Case("a bidirectional control", swap(SCHOOL, "School B", "School \u202eB"), "control-character", SCHOOL, 3, "name", "U+202E"),
    Case("no name for a node", swap(SCHOOL, "School B", ""), "required", SCHOOL, 3, "name"),
    Case("a cell too long", swap(SCHOOL, "School B", "x" * 10_001), "too-long", SCHOOL, 3, "name", "10,001"),
    Case("an unknown choice", swap(SCHOOL, "secondary", "secundary"), "choice", SCHOOL, 2, "level", "Did you mean 'secondary'?"),
    Case("a number with a unit", swap(PROGRAM, ",120,", ",120 students,"), "type", PROGRAM, 2, "enrolment", "digits"),
    Case("a fraction of a student", swap(PROGRAM, ",120,", ",120.5,"), "type", PROGRAM, 2, "enrolment", "whole"),
    Case("a negative count", swap(PROGRAM, ",120,", ",-1,"), "range", PROGRAM, 2, "enrolment", "at least 0"),
    Case("a thousands separator", swap(REGION, "19387", '"19,387"'), "type", REGION, 2, "area_km2", "separators"),
    Case("not a number", swap(CLAIM, "83.6", "nan"), "type", CLAIM, 2, "value", "number"),
    Case("a year out of range", swap(FEEDS, "2023", "20233"), "range", FEEDS, 2, "year", "1900"),
    Case("a date with slashes", swap(PROGRAM, "2024-06", "06/2024"), "date", PROGRAM, 2, "closed", "2024-10"),
    Case("an invalid month", swap(PROGRAM, "2024-06", "2024-13"), "date", PROGRAM, 2, "closed"),
    Case("an invalid day", swap(PROGRAM, "2024-06", "2023-02-29"), "date", PROGRAM, 2, "closed", "does not exist"),
    Case("closed before opened", swap(PROGRAM, "2024-06", "2018"), "date-order", PROGRAM, 2, "closed", "after"),
    Case("valid_to before valid_from", swap(OFFERS, "2019,2024,", "2019,2018-12,"), "date-order", OFFERS, 2, "valid_to", "after"),
    Case("more than 100 %", swap(CLAIM, "83.6", "183.6"), "percentage", CLAIM, 2, "value", "between 0 and 100"),
    Case("less than 0 %", swap(CLAIM, "83.6", "-3"), "percentage", CLAIM, 2, "value", "between 0 and 100"),
    Case("an empty list item", swap(SCHOOL, "A|The A", "A||The A"), "words", SCHOOL, 2, "aliases"),
    Case("a duplicate list item", swap(SCHOOL, "A|The A", "A|A"), "words", SCHOOL, 2, "aliases", "twice"),
    Case("a scope that does not exist", swap(COVERAGE, "county:431021", "county:431022"), "dangling", COVERAGE, 2, "scope", "County"),
    Case("an unknown type", swap(COVERAGE, "FEEDS", "FEED"), "unknown-type", COVERAGE, 2, "sought", "FEEDS"),
    Case("a year that is none", swap(OFFERS, "2024|2025", "2024|soon"), "pattern", OFFERS, 2, "recruited_years", "soon"),
    Case("an observation without a value", swap(OBSERVATION, ",40,stated,", ",,stated,"), "value", OBSERVATION, 2, "value", "suppressed"),
    Case(
        "a suppressed value that is given", swap(OBSERVATION, ",,suppressed,", ",3,suppressed,"), "value", OBSERVATION, 3, "value", "empty"
    ),
    Case("more than 100 % observed", swap(OBSERVATION, ",40,stated,places", ",140,stated,%"), "percentage", OBSERVATION, 2, "value"),
    Case("a proof that does not exist", swap(MEMBER, "activity:m", "activity:n"), "dangling", MEMBER, 2, "proof", "Activity"),
    Case("a proof of another type", swap(MEMBER, "activity:m", "school:a"), "reference", MEMBER, 2, "proof", "Activity or Source"),
    Case("a proof that is no id", swap(MEMBER, "activity:m", "the minutes"), "id", MEMBER, 2, "proof", "malformed"),
    Case("a program that does not exist", swap(PARTNERS, "program:a.x", "program:a.z"), "dangling", PARTNERS, 2, "programs", "Program"),
    Case("an unknown scheme", swap(OCCUPATION, ",SOC,", ",SCO,"), "choice", OCCUPATION, 2, "scheme", "Did you mean 'SOC'?"),
    # ids, keys and ends
    Case("an id without a prefix", swap(SCHOOL, "school:b", "b"), "id", SCHOOL, 3, "id", "prefix"),
    Case("an id with a blank", swap(SCHOOL, "school:b", "school:b c"), "id", SCHOOL, 3, "id", "malformed"),
    Case("an unknown prefix", swap(SCHOOL, "school:b", "scool:b"), "id", SCHOOL, 3, "id", "Did you mean 'school'?"),
    Case("an id of another type", swap(SCHOOL, "school:b", "county:b"), "id", SCHOOL, 3, "id", "start with 'school:'"),
    Case("a duplicate node", append(SCHOOL, f"school:a,Again,,,{D}"), "duplicate", SCHOOL, 5, "id", "row 2"),
    Case("a duplicate relationship", append(FEEDS, f"program:a.x,enterprise:e,2024,1,{D}"), "duplicate", FEEDS, 4, "start", "row 3"),
    Case("a start that does not exist", append(OFFERS, f"school:z,program:a.x,,,,{D}"), "dangling", OFFERS, 4, "start", "School"),
    Case("an end that does not exist", append(FEEDS, f"program:a.x,enterprise:z,2024,,{D}"), "dangling", FEEDS, 4, "end", "Enterprise"),
    Case("no end", append(FEEDS, f"program:a.x,,2024,,{D}"), "required", FEEDS, 4, "end"),
    Case("an end with white space", append(FEEDS, f"program:a.x, enterprise:e,2022,,{D}"), "white-space", FEEDS, 4, "end"),
    Case(
        "an end of the wrong type", append(FEEDS, f"program:a.x,school:a,2024,,{D}"), "endpoints", FEEDS, 4, "end", "Program -> Enterprise"
    ),
    Case(
        "a start of the wrong type",
        append(FEEDS, f"school:a,enterprise:e,2024,,{D}"),
        "endpoints",
        FEEDS,
        4,
        "start",
        "Program -> Enterprise",
    ),
    Case(
        "part of itself",
        append("relationships/part_of.csv", f"school:a,school:a,{D}"),
        "self-reference",
        "relationships/part_of.csv",
        3,
        "end",
    ),
    Case("an unknown form", swap(PARTNERS, "order class", "order clas"), "choice", PARTNERS, 2, "form", "Did you mean 'order class'?"),
    # provenance
    Case("no source", append(SCHOOL, "school:c,C,,,,,p. 1,seen,documented,"), "sources", SCHOOL, 5, "sources", "names no source"),
    Case(
        "a source that does not exist",
        append(SCHOOL, f"school:c,C,,,{D.replace('source:s,', 'source:t,')}"),
        "sources",
        SCHOOL,
        5,
        "sources",
        "source:s",
    ),
    Case(
        "one of two sources does not exist",
        append(SCHOOL, f"school:c,C,,,{D.replace(':s,', ':s|source:t,')}"),
        "sources",
        SCHOOL,
        5,
        "sources",
    ),
    Case(
        "a source cites a source that does not exist",
        raw(SOURCE, lambda _: b"id,name,kind,sources,origin\nsource:s,A,article,source:x,\nsource:sim,S,simulation,,simulated\n"),
        "sources",
        SOURCE,
        2,
        "sources",
    ),
    Case(
        "documented without evidence",
        append(SCHOOL, "school:c,C,,,source:s,,,seen,documented,"),
        "evidence",
        SCHOOL,
        5,
        "quotes",
        "locator",
    ),
    Case(
        "a quote of 13 words",
        append(SCHOOL, "school:c,C,,,source:s,a b c d e f g h i j k l m,,,documented,"),
        "quote-length",
        SCHOOL,
        5,
        "quotes",
        "13 words",
    ),
    Case("inferred without a rule", append(SCHOOL, "school:c,C,,,source:s,,,seen,inferred,"), "rule", SCHOOL, 5, "rule"),
    Case(
        "an unknown origin",
        append(SCHOOL, "school:c,C,,,source:s,,p,seen,document,"),
        "choice",
        SCHOOL,
        5,
        "origin",
        "Did you mean 'documented'?",
    ),
    Case(
        "documented by a simulation",
        append(SCHOOL, "school:c,C,,,source:sim,,p,seen,documented,"),
        "strength",
        SCHOOL,
        5,
        "origin",
        "simulated",
    ),
    Case(
        "stronger than an inferred end",
        append(FEEDS, f"program:a.x,enterprise:i,2024,,{D}"),
        "strength",
        FEEDS,
        4,
        "origin",
        "inferred or simulated",
    ),
    Case(
        "stronger than a simulated end", append(OFFERS, f"school:sim-1,program:sim-1,,,,{D}"), "strength", OFFERS, 4, "origin", "simulated"
    ),
    Case(
        "a simulated row refers to a real school",
        append(OFFERS, f"school:b,program:sim-1,,,,{S}"),
        "simulated-touches-real",
        OFFERS,
        4,
        "start",
        "School",
    ),
    Case(
        "a simulated row refers to a real enterprise",
        append(FEEDS, f"program:sim-1,enterprise:e,2024,,{S}"),
        "simulated-touches-real",
        FEEDS,
        4,
        "end",
    ),
]
TWO_FAULTS = {"a duplicate column", "stronger than a simulated end", "a NUL", "an id of another type"}
"""Cases in which one mistake is correctly reported at two places."""


@each("case", CASES, ids=lambda case: case.name)
def test_broken_package(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = files()
    case.change(content)
    report = report_of(lay(tmp_path_factory.mktemp("broken") / "p", content))
    assert not report.ok
    found = [(problem.code, problem.file, problem.row, problem.column) for problem in report.problems]
    assert (case.code, case.file, case.row, case.column) in found
    problem = report.problems[found.index((case.code, case.file, case.row, case.column))]
    assert case.says in f"{problem.detail} {problem.expected}"
    assert problem.package == "p"
    assert problem.detail.endswith(".")
    assert problem.expected
    if case.name not in TWO_FAULTS:
        assert len(set(found)) == 1, report.problems


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_valid_package_has_no_problems(tmp_path: Path) -> None:
    report = report_of(lay(tmp_path / "p", files()))
    assert report.problems == []
    assert report.rows["School"] == 3
    assert report.rows["FEEDS"] == 2


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    content = files()
    for name in ("a blank line", "a negative count", "a start that does not exist", "more than 100 %", "an unknown file"):
        next(case for case in CASES if case.name == name).change(content)
    codes = {problem.code for problem in report_of(lay(tmp_path / "p", content)).problems}
    assert codes == {"blank-row", "range", "dangling", "percentage", "unknown-file"}


def test_problems_beyond_the_limit_are_only_counted(tmp_path: Path) -> None:
    content = files()
    append(SCHOOL, *(f"school:n{i},,,,{D}" for i in range(50)))(content)
    report = report_of(lay(tmp_path / "p", content), limit=7)
    assert len(report.problems) == 7
    assert report.problem_count == 50


def test_a_damaged_file_of_nodes_does_not_make_all_ends_dangle(tmp_path: Path) -> None:
    content = files()
    content[SCHOOL] = b"name\nx\n"
    codes = {problem.code for problem in report_of(lay(tmp_path / "p", content)).problems}
    assert codes == {"missing-column", "sources", "evidence"}


def test_a_damaged_row_is_reported_with_its_row_number(tmp_path: Path) -> None:
    count = 30_000
    rows = "".join(f"enterprise:n{i},Enterprise number {i},{D}\n" for i in range(count))
    content = files()
    content[ENTERPRISE] += rows.encode()
    content[ENTERPRISE] += f'enterprise:bad,"Bad,{D}\nenterprise:last,Last,{D.replace("seen", "sen")}\n'.encode()
    found = [(p.code, p.row, p.column) for p in report_of(lay(tmp_path / "p", content)).problems]
    assert found == [("quotes", count + 5, None), ("choice", count + 6, "certainty")]


def test_gb18030_after_many_utf8_rows_is_detected(tmp_path: Path) -> None:
    content = files()
    content[ENTERPRISE] += b"".join(f"enterprise:n{i},Enterprise number {i},{D}\n".encode() for i in range(20_000))
    content[ENTERPRISE] += f"enterprise:zh,郴州职业技术学院,{D}\n".encode("gb18030")
    (problem,) = report_of(lay(tmp_path / "p", content)).problems
    assert (problem.code, problem.row, problem.column) == ("encoding", 20_005, "name")
    assert "郴州职业技术学院" in problem.expected


def test_unlisted_files_are_reported(tmp_path: Path) -> None:
    content = files()
    content[JSON] = descriptor([], name="p")
    report = report_of(lay(tmp_path / "p", content))
    assert {problem.code for problem in report.problems} == {"unlisted-file"}


def test_location_and_text_of_a_problem(tmp_path: Path) -> None:
    content = files()
    swap(SCHOOL, "secondary", "secundary")(content)
    (problem,) = report_of(lay(tmp_path / "p", content)).problems
    assert problem.where == "p/nodes/school.csv, row 2, column level"
    assert str(problem).startswith("p/nodes/school.csv, row 2, column level: This value is not allowed. Did you mean 'secondary'?")
    assert problem.value == "secundary"
