"""The reader on arbitrary bytes, and round trips of writing and reading."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seed.columns import columns, names
from seed.model import Claim, Enterprise, Feeds, Program, Row, School, Source
from seed.packages import decoding
from seed.packages.cell_checks import typed
from seed.packages.checker import check
from seed.packages.csv_reader import Table
from seed.packages.decoding import sniff
from seed.packages.package import resolve
from seed.packages.writer import write_package
from seed.problems import Problems
from tests.each import each
from tests.seed.packages.sample_packages import files, lay

HEAD = b"id,name,aliases,level\n"


def read(raw: bytes, cls: type[Row] = School) -> tuple[Table, list[tuple[int, list[str]]], Problems]:
    problems = Problems()
    table = Table(lambda: io.BytesIO(raw), cls, problems.at("p", "nodes/school.csv"))
    return table, [pair for batch in table.batches() for pair in zip(batch.numbers, batch.rows, strict=True)], problems


LINES = st.lists(
    st.sampled_from(["school:a,A,,", '"', '""', ",", "\n", "\r", "\r\n", "\x00", "a", "郴", ";", "\t", '"a,b"', '"\n']), max_size=40
)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
@example(b"\n")
@example(b'"')
@example(b"id,name\r\rschool:a,\xff")
@example(b"origin")
def test_any_bytes_are_read_without_failing(raw: bytes) -> None:
    table, rows, problems = read(raw)
    assert all(len(row) == len(table.header) for _, row in rows)
    assert rows or problems.count or raw.strip().decode() == ",".join(table.header)  # a header alone is a file without rows


@given(LINES)
def test_any_text_after_a_header_is_read_without_failing(parts: list[str]) -> None:
    table, rows, problems = read(HEAD + "".join(parts).encode())
    numbers = [number for number, _ in rows]
    assert table.header == ["id", "name", "aliases", "level"]
    assert numbers == sorted(set(numbers))
    assert all(number > 1 for number in numbers)
    if not problems.count:
        assert [row for _, row in rows] == list(csv.reader(io.StringIO("".join(parts)), strict=True))


@given(st.binary(max_size=300), st.sampled_from(["nodes/school.csv", "relationships/feeds.csv", "datapackage.json"]))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_in_a_package_are_checked_without_failing(raw: bytes, path: str) -> None:
    with TemporaryDirectory() as folder:
        report = check(resolve([lay(Path(folder) / "p", {**files(), path: raw})]))
        assert not report.ok
        assert all(problem.detail and problem.expected for problem in report.problems)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8), min_size=4, max_size=4), max_size=30
    )
)
def test_the_size_of_a_piece_does_not_matter(rows: list[list[str]]) -> None:
    rows = [["school:x", *row[1:]] for row in rows]
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    raw = HEAD + stream.getvalue().encode()
    whole = decoding.PIECE
    try:
        decoding.PIECE = 7
        _, got, problems = read(raw)
    finally:
        decoding.PIECE = whole
    assert not problems.count
    assert got == list(enumerate(rows, start=2))


SLUG = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)
WORD = TEXT.filter(lambda text: "|" not in text and text.strip())
DATE = st.one_of(st.dates().map(str), st.from_regex(r"(19|20)[0-9]{2}(-(0[1-9]|1[0-2]))?", fullmatch=True))
PROVENANCE_VALUES = {"sources": st.just(["source:s"]), "locator": TEXT, "certainty": st.sampled_from(["seen", "weak"])}
SCHOOLS = st.lists(
    st.fixed_dictionaries(
        {"id": SLUG.map("school:{}".format), "name": TEXT, **PROVENANCE_VALUES},
        optional={
            "name_zh": TEXT,
            "aliases": st.lists(WORD, min_size=1, max_size=3, unique=True),
            "level": st.sampled_from(["secondary", "technician"]),
        },
    ),
    unique_by=lambda row: row["id"],
)
PROGRAMS = st.lists(
    st.fixed_dictionaries(
        {"id": SLUG.map("program:{}".format), "name": TEXT, **PROVENANCE_VALUES},
        optional={"opened": DATE, "enrolment": st.integers(0, 10**9), "note": TEXT},
    ),
    unique_by=lambda row: row["id"],
)
CLAIMS = st.lists(
    st.fixed_dictionaries(
        {
            "id": SLUG.map("claim:{}".format),
            "name": TEXT,
            "metric": TEXT,
            "value": st.floats(allow_nan=False, allow_infinity=False),
            "unit": st.just("yuan"),
            "scope": TEXT,
            "period": TEXT,
            **PROVENANCE_VALUES,
        }
    ),
    unique_by=lambda row: row["id"],
)


class Collect:
    """A sink that collects the values."""

    def __init__(self) -> None:
        self.got: dict[type[Row], list[dict[str, object]]] = {}

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        self.cls = cls
        self.got.setdefault(cls, [])

    def rows(self, batch: list[list[str]]) -> None:
        self.got[self.cls].extend(typed(self.cls, row) for row in batch)

    def end(self) -> None:
        pass


def stated(cls: type[Row], values: dict[str, object]) -> dict[str, object]:
    """Return the values without derived bounds and defaults."""
    defaults = {column.name: column.default for column in columns(cls) if column.default}
    return {key: value for key, value in values.items() if key in names(cls) and value != defaults.get(key)}


@given(SCHOOLS, PROGRAMS, CLAIMS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_written_package_passes_the_check_and_reads_back(schools: list[Any], programs: list[Any], claims: list[Any]) -> None:
    source = {"id": "source:s", "name": "S", "kind": "article"}
    given_rows: list[tuple[type[Row], list[Any]]] = [(Source, [source]), (School, schools), (Program, programs), (Claim, claims)]
    with TemporaryDirectory() as folder:
        root = write_package(Path(folder) / "w", name="w", title="W", rows=given_rows)
        sink = Collect()
        report = check(resolve([root]), sink)
        assert report.problems == []
    for cls, rows in given_rows:
        assert [stated(cls, values) for values in sink.got[cls]] == [stated(cls, row) for row in rows]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from([None, 2023, 2024])), max_size=14))
def test_each_repetition_of_a_key_is_reported(triples: list[tuple[str, str, int | None]]) -> None:
    provenance = {"sources": "source:s", "locator": "1"}
    nodes: list[tuple[type[Row], list[dict[str, Any]]]] = [
        (Source, [{"id": "source:s", "name": "S", "kind": "article"}]),
        (Program, [{"id": f"program:{key}", "name": key, **provenance} for key in "ab"]),
    ]
    nodes.append((Enterprise, [{"id": f"enterprise:{key}", "name": key, **provenance} for key in "xy"]))
    feeds = [{"start": f"program:{a}", "end": f"enterprise:{x}", "year": year, **provenance} for a, x, year in triples]
    with TemporaryDirectory() as folder:
        report = check(resolve([write_package(Path(folder) / "w", name="w", title="W", rows=[*nodes, (Feeds, feeds)])]))
    first: set[tuple[str, str, int | None]] = set()
    repeated = [row for row, triple in enumerate(triples, start=2) if triple in first or first.add(triple)]
    assert [(problem.code, problem.row) for problem in report.problems] == [("duplicate", row) for row in repeated]


@each("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_encoding_is_detected(encoding: str) -> None:
    text = "id,name,name_zh\n" + "school:a,School,郴州职业技术学院\n" * 20
    want = {"utf-8-sig": "utf-8", "gbk": "gb18030"}.get(encoding, encoding)
    raw = text.encode(encoding)
    assert sniff(raw.removeprefix(b"\xef\xbb\xbf")) == want
    _, rows, problems = read(raw)
    assert [row[2] for _, row in rows] == ["郴州职业技术学院"] * 20
    assert problems.count == (want != "utf-8")


def test_damaged_utf8_is_detected_as_utf8() -> None:
    text = "郴州职业技术学院".encode() * 20
    assert sniff(text[:30] + b"\xff" + text[30:]) == "utf-8"
    assert sniff(text[:-1]) == "utf-8"


def test_an_overlong_line_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "PIECE", 1000)
    monkeypatch.setattr(decoding, "LINE_LIMIT", 5000)
    _, rows, problems = read(HEAD + b"x" * 20_000)
    assert rows == []
    assert [problem.code for problem in problems.kept] == ["too-long"]


def test_an_unreadable_file_is_a_problem() -> None:
    def refuse() -> io.BytesIO:
        raise PermissionError("no")

    problems = Problems()
    assert list(Table(refuse, School, problems.at("p", "f")).batches()) == []
    assert [problem.code for problem in problems.kept] == ["unreadable"]
