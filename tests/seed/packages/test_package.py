"""Open, resolve, write and stream valid packages; zips; packages that require others."""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from pathlib import Path

import pytest

from seed.columns import TYPES, columns, names
from seed.model import Claim, Feeds, Program, Row, School, Source
from seed.packages.cell_checks import typed
from seed.packages.checker import check
from seed.packages.package import BUNDLED, Package, bundled, resolve
from seed.packages.scaffold import new_package
from seed.packages.writer import write_package
from tests.seed.packages.sample_packages import GOOD, D, append, descriptor, files, lay, report_of

SOURCE = {"id": "source:s", "name": "S", "kind": "article"}


class Collect:
    """A sink that collects all rows."""

    def __init__(self) -> None:
        self.got: dict[str, list[list[str]]] = {}
        self.open = False

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        assert not self.open
        assert columns == names(cls)
        self.open, self.cls, self.now = True, cls, self.got.setdefault(f"{package}:{cls.__name__}", [])

    def rows(self, batch: list[list[str]]) -> None:
        assert self.open
        self.now.extend(batch)

    def end(self) -> None:
        self.open = False


def zipped(content: dict[str, bytes], path: Path, top: str = "", **options: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, raw in content.items():
            archive.writestr(top + name, raw)
    return path


def version(*roots: Path) -> str:
    report = report_of(*roots)
    assert report.ok, report.problems
    return report.data_version


def test_open_reads_the_descriptor(tmp_path: Path) -> None:
    package = Package.open(lay(tmp_path / "p", files(requires=["reference"])))
    assert (package.name, package.title, package.version, package.requires) == ("p", "P", "1", ("reference",))
    assert package.root == tmp_path / "p"
    assert set(package.paths) == set(GOOD)


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    (problem,) = report_of(tmp_path / "nothing").problems
    assert problem.code == "missing-package"
    assert str(tmp_path / "nothing") in problem.detail


@pytest.mark.parametrize("change", ["bom", "crlf", "no last newline", "reordered columns", "full columns"])
def test_harmless_differences_give_the_same_version(tmp_path: Path, change: str) -> None:
    content = files()
    path = "nodes/school.csv"
    if change == "bom":
        content[path] = b"\xef\xbb\xbf" + content[path]
    elif change == "crlf":
        content[path] = content[path].replace(b"\n", b"\r\n")
    elif change == "no last newline":
        content[path] = content[path].rstrip(b"\n")
    elif change == "reordered columns":
        content[path] = b"".join(b",".join(line.split(b",")[::-1]) + b"\n" for line in content[path].splitlines())
    else:
        header, row = (line.split(",") for line in content["nodes/county.csv"].decode().splitlines())
        given = dict(zip(header, row, strict=True))
        every = names(TYPES["County"])
        content["nodes/county.csv"] = f"{','.join(every)}\n{','.join(given.get(name, '') for name in every)}\n".encode()
    assert version(lay(tmp_path / "q", content)) == version(lay(tmp_path / "p", files()))


def test_the_version_depends_on_the_content_only(tmp_path: Path) -> None:
    whole = version(lay(tmp_path / "whole", files()))
    shuffled = files()
    head, *rows = shuffled["nodes/school.csv"].splitlines(keepends=True)
    shuffled["nodes/school.csv"] = head + b"".join(reversed(rows))
    assert version(lay(tmp_path / "shuffled", shuffled)) == whole
    edges = {path: text for path, text in GOOD.items() if path.startswith("relationships")}
    nodes = {path: text for path, text in GOOD.items() if path.startswith("nodes")}
    first = lay(tmp_path / "first", files(nodes, "first"))
    assert version(first, lay(tmp_path / "second", files(edges, "second", requires=["first"]))) == whole
    changed = files()
    changed["nodes/school.csv"] = changed["nodes/school.csv"].replace(b"School B", b"School C")
    assert version(lay(tmp_path / "changed", changed)) != whole


def test_the_sink_receives_all_rows_in_declared_order_with_defaults(tmp_path: Path) -> None:
    sink = Collect()
    report = check(resolve([lay(tmp_path / "p", files())]), sink)
    assert report.ok
    assert not sink.open
    assert {kind: len(rows) for kind, rows in sink.got.items()} == {
        f"p:{TYPES[kind].__name__}": count for kind, count in report.rows.items()
    }
    rows = [dict(zip(names(School), row, strict=True)) for row in sink.got["p:School"]]
    assert (rows[1]["kind"], rows[1]["level"], rows[1]["certainty"]) == ("named", "", "seen")
    assert typed(School, sink.got["p:School"][0])["aliases"] == ["A", "The A"]


def test_a_sink_never_receives_an_invalid_row(tmp_path: Path) -> None:
    content = files()
    append("nodes/school.csv", f"school:c,C,,none,{D}")(content)
    sink = Collect()
    assert not check(resolve([lay(tmp_path / "p", content)]), sink).ok
    for kind, rows in sink.got.items():
        for row in rows:
            typed(next(cls for cls in TYPES.values() if kind.endswith(f":{cls.__name__}")), row)
    assert sink.got["p:School"] == []


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    check(resolve([lay(tmp_path / "p", files())]), progress=lambda *parts: calls.append(parts))
    assert [done for _, done, _ in calls] == sorted(done for _, done, _ in calls)
    assert calls[-1][1] == calls[-1][2] == sum(len(raw) for path, raw in files().items() if path.endswith(".csv"))


def test_required_packages_are_found(tmp_path: Path) -> None:
    nodes = {path: text for path, text in GOOD.items() if path.startswith("nodes")}
    edges = {path: text for path, text in GOOD.items() if path.startswith("relationships")}
    top = lay(tmp_path / "top", files(edges, "top", requires=["base"]))
    base = lay(tmp_path / "elsewhere" / "base", files(nodes, "base"))
    assert [package.name for package in resolve([top, base])] == ["base", "top"]
    lay(tmp_path / "base", files(nodes, "base"))
    assert [package.name for package in resolve([top])] == ["base", "top"]
    (tmp_path / "zips").mkdir()
    zipped(files(nodes, "base"), tmp_path / "zips" / "base.zip")
    moved = zipped(files(edges, "top", requires=["base"]), tmp_path / "zips" / "top.zip")
    assert [package.name for package in resolve([moved])] == ["base", "top"]
    assert report_of(moved).ok
    assert bundled("no-such-package") is None


def test_packages_that_require_each_other_are_a_problem(tmp_path: Path) -> None:
    lay(tmp_path / "a", files({}, "a", requires=["b"]))
    lay(tmp_path / "b", files({}, "b", requires=["a"]))
    (problem,) = report_of(tmp_path / "a").problems
    assert problem.code == "cyclic-requires"
    assert "a -> b -> a" in problem.detail


def test_two_packages_of_one_name_are_a_problem(tmp_path: Path) -> None:
    problems = report_of(lay(tmp_path / "1", files()), lay(tmp_path / "2", files())).problems
    assert problems[0].code == "duplicate-package"
    assert report_of(tmp_path / "1", tmp_path / "1").ok


def test_an_id_used_by_two_packages_is_a_duplicate(tmp_path: Path) -> None:
    more = {"nodes/school.csv": "id,name,sources,locator\nschool:b,Again,source:s,1\nschool:c,C,source:s,1\n"}
    lay(tmp_path / "p", files())
    (problem,) = report_of(lay(tmp_path / "more", files(more, "more", requires=["p"]))).problems
    assert (problem.code, problem.package, problem.row, problem.value) == ("duplicate", "more", 2, "school:b")
    assert "p/nodes/school.csv, row 3" in problem.detail


@pytest.mark.parametrize("top", ["", "folder/"])
def test_a_zip_gives_the_same_version_as_a_folder(tmp_path: Path, top: str) -> None:
    path = zipped(files(), tmp_path / "p.zip", top)
    assert version(path) == version(lay(tmp_path / "p", files()))
    assert Package.open(path).root == path


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "nodes\\..\\..\\out.csv", "C:/out.csv", "nodes/../../out.csv"])
def test_a_zip_with_a_path_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped({**files(), name: b"x"}, tmp_path / "p.zip")
    (problem,) = report_of(path).problems
    assert (problem.code, problem.file) == ("unsafe-path", name)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["p.zip"]


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    head = b"id,name\n"
    path = zipped({**files(), "nodes/major.csv": head + b"\0" * (80 << 20)}, tmp_path / "p.zip")
    report = report_of(path)
    assert report.problems[0].code == "zip-bomb"
    assert report.seconds < 1


def test_damaged_zips_are_reported(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"PK\x03\x04 no zip")
    assert {problem.code for problem in report_of(tmp_path / "p.zip").problems} == {"bad-zip", "missing-descriptor"}
    good = zipped(files(), tmp_path / "good.zip")
    raw = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        at = archive.getinfo("nodes/school.csv").header_offset
    raw[at + 60] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(raw)
    codes = {(problem.code, problem.file) for problem in report_of(tmp_path / "bad.zip").problems}
    assert ("unreadable", "nodes/school.csv") in codes


def test_the_check_never_raises_on_a_damaged_zip(tmp_path: Path) -> None:
    whole = zipped(files(), tmp_path / "p.zip").read_bytes()
    chance = random.Random(1)
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(chance.choice([1, 2, 5, 20])):
            raw[chance.randrange(len(raw) // 2 if chance.random() < 0.5 else 0, len(raw))] = chance.randrange(256)
        (tmp_path / "damaged.zip").write_bytes(raw)
        for problem in report_of(tmp_path / "damaged.zip").problems:
            assert problem.detail


def test_a_duplicate_path_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(files(), tmp_path / "p.zip")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("nodes/school.csv", b"id\n")
    assert {problem.code for problem in report_of(path).problems} == {"bad-zip"}


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = lay(tmp_path / "p", files())
    (tmp_path / "secret.csv").write_text("id,name\n")
    (root / "nodes" / "major.csv").symlink_to(tmp_path / "secret.csv")
    (problem,) = report_of(root).problems
    assert (problem.code, problem.file) == ("unsafe-path", "nodes/major.csv")


def test_a_written_package_reads_back(tmp_path: Path) -> None:
    school = {
        "id": "school:a",
        "name": 'A "quoted", with commas',
        "name_zh": "甲校",
        "aliases": ("x", "y, z"),
        "sources": ["source:s"],
        "locator": "1",
    }
    program = {"id": "program:a", "name": "P", "opened": "2024-02", "enrolment": 12, "sources": "source:s", "locator": "1"}
    claim = {
        "id": "claim:a",
        "name": "C",
        "metric": "m",
        "value": 83.6,
        "unit": "%",
        "scope": "s",
        "period": "2024",
        "sources": "source:s",
        "locator": "1",
    }
    rows = [(Source, [SOURCE]), (School, [school]), (Program, [program]), (Claim, [claim]), (School, [{**school, "id": "school:b"}])]
    sink = Collect()
    assert check(resolve([write_package(tmp_path / "w", name="w", title="W", rows=rows)]), sink).ok
    assert len(sink.got["w:School"]) == 2
    back = typed(School, sink.got["w:School"][0])
    assert (back["name"], back["name_zh"], back["aliases"]) == (school["name"], "甲校", ["x", "y, z"])
    assert typed(Program, sink.got["w:Program"][0])["opened_hi"] == "2024-02-29"
    assert typed(Claim, sink.got["w:Claim"][0])["value"] == 83.6


def test_writing_replaces_only_a_package_of_the_same_name(tmp_path: Path) -> None:
    root = tmp_path / "w"
    write_package(root, name="w", title="W", rows=[(Source, [SOURCE]), (Feeds, [])])
    write_package(root, name="w", title="W", rows=[(Source, [SOURCE])])
    assert not (root / "relationships" / "feeds.csv").exists()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    write_package(root, name="w", title="W", rows=[(Source, [SOURCE])])
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(FileExistsError, match="another package"):
        write_package(root, name="v", title="V", rows=[])


def test_writing_refuses_unknown_columns_and_bad_names(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Did you mean 'name'"):
        write_package(tmp_path / "w", name="w", title="W", rows=[(Source, [{"id": "source:s", "nmae": "x"}])])
    with pytest.raises(ValueError, match="not a valid package name"):
        write_package(tmp_path / "v", name="V v", title="V", rows=[])


def test_a_new_package_is_valid_and_documents_all_columns(tmp_path: Path) -> None:
    root = new_package(tmp_path / "My county")
    assert Package.open(root).name == "my-county"
    readme = (root / "README.md").read_text(encoding="utf-8")
    for cls in TYPES.values():
        for column in columns(cls):
            assert f"`{column.name}`" in readme
            assert column.about in readme
    listed = [resource["path"] for resource in json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"]]
    assert len(listed) == len(TYPES)
    for path in listed:
        assert (root / path).read_text(encoding="utf-8").count("\n") == 1
    if bundled("reference"):
        assert report_of(root).ok
    with pytest.raises(FileExistsError, match="not empty"):
        new_package(root)


@pytest.mark.parametrize("name", sorted(path.name for path in BUNDLED.iterdir() if (path / "datapackage.json").is_file()))
def test_bundled_packages_are_valid(name: str) -> None:
    report = report_of(BUNDLED / name)
    assert report.problems == []
    assert Package.open(BUNDLED / name).name == name


def test_a_descriptor_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    content = files()
    content["datapackage.json"] = b"\xef\xbb\xbf" + descriptor(list(GOOD))
    assert report_of(lay(tmp_path / "p", content)).ok


def test_hidden_and_unrelated_files_are_ignored(tmp_path: Path) -> None:
    content = {**files(), ".DS_Store": b"\0", "nodes/.~lock.school.csv#": b"x", "README.md": b"# p", "LICENSE": b"", "img/a.png": b""}
    assert report_of(lay(tmp_path / "p", content)).ok
    with io.BytesIO() as buffer:
        buffer.write(b"")
    assert report_of(zipped({**content, "__MACOSX/nodes/school.csv": b"x"}, tmp_path / "p.zip")).ok


def test_a_bundled_package_is_opened_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Package.open("chenzhou").root == bundled("chenzhou")
    (tmp_path / "chenzhou").mkdir()
    assert Package.open("chenzhou").root == Path("chenzhou"), "an existing path takes precedence over a bundled name"
