"""Rename and merge entities: what follows, what is asked, what is refused, and what an undo restores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seed.columns import CLASS_BY_FILE
from seed.edits.drafting import ContradictionError, Draft, EditError
from seed.edits.edit import Edit
from seed.model import Coverage, Enterprise, Feeds, MemberOf, PartnersWith, Program, School, Source
from seed.packages.checker import check
from seed.packages.package import Package, resolve, unedited
from tests.each import each
from tests.seed.edits.small import TEXTS, author, draft_of, edits_package, rows, small
from tests.seed.packages.sample_packages import D, P, files, lay

FIRM = (
    f"id,name,name_zh,employees,aliases,{P}\nenterprise:e,E,甲公司,12,,{D}\n"
    "enterprise:f,F,甲公司,14,Firm F,source:t,A list,,seen,documented,\n"
)
TIES = (
    f"start,end,form,valid_from,{P}\nschool:a,enterprise:e,internship,2020,{D}\nschool:b,enterprise:e,curriculum,,{D}\n"
    "school:a,enterprise:f,internship,2021,source:t,,p. 2,seen,documented,\n"
    "school:b,enterprise:f,facility,,source:t,,p. 2,seen,documented,\n"
)
DOUBLE = {**TEXTS, "nodes/enterprise.csv": FIRM, "relationships/partners_with.csv": TIES}
KEEP = {"name": "A", "employees": "B", "PARTNERS_WITH.valid_from": "A"}


def good(root: Path) -> Path:
    """Write the package with references of all kinds."""
    return lay(root / "p", files())


def double(root: Path) -> Path:
    """Write the package with one firm under two ids."""
    return lay(root / "double", files(DOUBLE, "double"))


def with_edit(root: Path, make: Callable[[Draft], tuple[Edit, ...]]) -> tuple[list[Package], Draft]:
    draft = draft_of(root)
    made = draft_of(root, make(draft))
    return made.packages(), made


def cells_of(packages: list[Package]) -> list[str]:
    """Return all cells that contain ids: those of the rows, without the notes of edits."""
    found = [row for cls in CLASS_BY_FILE.values() for row in rows(packages, cls).values()]
    return [text for row in found for name, text in row.items() if name not in {"note", "name"}]


RENAMED = {
    "program:a.x": "program:a.z",
    "county:431021": "county:431099",
    "source:s": "source:article",
    "activity:m": "activity:meeting",
    "school:a": "school:z",
    "enterprise:e": "enterprise:z",
}


@each("old", RENAMED)
def test_all_rows_follow_a_new_id(old: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = good(tmp_path_factory.mktemp("moves"))
    packages, _ = with_edit(root, lambda draft: draft.rename(old, RENAMED[old], author()))
    before = [text for text in cells_of(unedited([root])) if old in text.split("|")]
    cells = cells_of(packages)
    assert [text for text in cells if old in text.split("|")] == []
    assert len([text for text in cells if RENAMED[old] in text.split("|")]) == len(before)


def test_renamed_packages_pass_the_check(tmp_path: Path) -> None:
    root = good(tmp_path)
    packages, _ = with_edit(root, lambda draft: draft.rename("program:a.x", "program:a.z", author()))
    assert check(packages).problems == []


def test_a_new_id_does_not_weaken_the_entity_or_its_relationships(tmp_path: Path) -> None:
    packages, _ = with_edit(good(tmp_path), lambda draft: draft.rename("program:a.x", "program:a.z", author()))
    row = rows(packages, Program)["program:a.z"]
    assert (row["origin"], row["sources"]) == ("documented", "source:s|source:edit-e1")
    assert {row["origin"] for row in rows(packages, Feeds).values()} == {"documented"}


def test_a_rename_is_a_source_row_that_names_both_ids(tmp_path: Path) -> None:
    packages, _ = with_edit(good(tmp_path), lambda draft: draft.rename("program:a.x", "program:a.z", author()))
    assert rows(packages, Source)["source:edit-e1"]["note"] == "program:a.x renamed to program:a.z"


def test_edits_name_the_id_of_their_time(tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft_of(root).set("school:a", "level", "technician", author("e1"))
    edits += draft_of(root, edits).rename("school:a", "school:x", author("e2"))
    edits += draft_of(root, edits).set("school:x", "level", "undergraduate", author("e3"))
    edits += draft_of(root, edits).rename("school:x", "school:y", author("e4"))
    edits += draft_of(root, edits).set(
        "PARTNERS_WITH~school:y~enterprise:e~internship", "valid_from", "2020", author("e5", source="source:t")
    )
    packages = draft_of(root, edits).packages()
    assert rows(packages, School)["school:y"]["level"] == "undergraduate"
    assert rows(packages, PartnersWith)["PARTNERS_WITH~school:y~enterprise:e~internship"]["valid_from"] == "2020"
    assert check(packages).problems == []


def test_replaced_ids_redirect_to_the_last_one_also_when_the_edits_are_read_from_files(tmp_path: Path) -> None:
    small(tmp_path / "small")
    edits = draft_of(tmp_path / "small").rename("school:a", "school:x", author("e1"))
    edits += draft_of(tmp_path / "small", edits).rename("school:x", "school:y", author("e2"))
    packages = resolve([edits_package(tmp_path / "edits", edits)])
    assert packages[-1].redirects == {"school:a": "school:y", "school:x": "school:y"}


def test_an_undone_rename_restores_the_data_version(tmp_path: Path) -> None:
    root = good(tmp_path)
    edits = draft_of(root).rename("school:a", "school:x", author("e1"))
    edits += draft_of(root, edits).undo("e1", author("e2"))
    assert check(draft_of(root, edits).packages()).data_version == check(draft_of(root).packages()).data_version


def test_a_rename_that_later_edits_rest_on_is_not_undone(tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft_of(root).rename("school:a", "school:x", author("e1"))
    edits += draft_of(root, edits).set("school:x", "level", "technician", author("e2"))
    with pytest.raises(EditError, match="A later edit rests on edit e1"):
        draft_of(root, edits).undo("e1", author("e3"))


def test_a_relationship_that_a_new_package_version_adds_follows(tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft_of(root).rename("school:a", "school:x", author("e1"))
    file = root / "relationships/partners_with.csv"
    file.write_text(file.read_text() + f"school:a,enterprise:e,facility,{D}\n")
    assert "PARTNERS_WITH~school:x~enterprise:e~facility" in rows(draft_of(root, edits).packages(), PartnersWith)


def test_a_package_that_begins_to_use_the_new_id_is_a_conflict(tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft_of(root).rename("school:a", "school:x", author("e1"))
    file = root / "nodes/school.csv"
    file.write_text(file.read_text() + f"school:x,School X,,,,{D}\n")
    packages = draft_of(root, edits).packages()
    assert [problem.detail for problem in check(packages).problems] == ["Edit e1 gives school:a the id school:x, but it exists already."]
    assert set(rows(packages, School)) == {"school:a", "school:b", "school:x"}


def test_the_focus_of_a_package_follows(tmp_path: Path) -> None:
    root = lay(tmp_path / "p", files(focus="county:431021"))
    packages, _ = with_edit(root, lambda draft: draft.rename("county:431021", "county:431099", author()))
    assert packages[0].focus == "county:431099"


def merge(draft: Draft, keep: dict[str, str] | None = None, source: str = "") -> tuple[Edit, ...]:
    who = author("e1", source=source, locator="p. 3" if source else "", reason="same firm")
    return draft.same_as("enterprise:e", "enterprise:f", who, KEEP if keep is None else keep)


def test_contradictory_values_are_listed(tmp_path: Path) -> None:
    with pytest.raises(ContradictionError) as raised:
        merge(draft_of(double(tmp_path)), {})
    assert raised.value.values == {"name": ("E", "F"), "employees": ("12", "14"), "PARTNERS_WITH.valid_from": ("2020", "2021")}
    assert raised.value.hint.endswith("--keep name=A --keep employees=A --keep PARTNERS_WITH.valid_from=A")


def test_a_merged_entity_has_the_chosen_values_and_the_evidence_of_both(tmp_path: Path) -> None:
    packages, _ = with_edit(double(tmp_path), lambda draft: merge(draft, source="source:t"))
    firms = rows(packages, Enterprise)
    row = firms["enterprise:e"]
    assert list(firms) == ["enterprise:e"]
    assert (row["name"], row["employees"], row["aliases"]) == ("E", "14", "Firm F|F")
    assert (row["sources"], row["quotes"], row["locator"]) == ("source:s|source:t|source:edit-e1", "A list", "p. 1; p. 3")


def test_a_merged_entity_has_the_relationships_of_both(tmp_path: Path) -> None:
    packages, _ = with_edit(double(tmp_path), lambda draft: merge(draft, source="source:t"))
    ties = rows(packages, PartnersWith)
    assert {(row["start"], row["end"], row["form"]) for row in ties.values()} == {
        ("school:a", "enterprise:e", "internship"),
        ("school:b", "enterprise:e", "curriculum"),
        ("school:b", "enterprise:e", "facility"),
    }
    both = ties["PARTNERS_WITH~school:a~enterprise:e~internship"]
    assert (both["valid_from"], both["sources"], both["locator"]) == ("2020", "source:s|source:t|source:edit-e1", "p. 1; p. 2")


def test_a_merge_with_a_source_stays_documented_and_passes_the_check(tmp_path: Path) -> None:
    packages, _ = with_edit(double(tmp_path), lambda draft: merge(draft, source="source:t"))
    assert {row["origin"] for cls in (Enterprise, PartnersWith) for row in rows(packages, cls).values()} == {"documented"}
    assert check(packages).problems == []


def test_a_merge_without_a_source_is_inferred(tmp_path: Path) -> None:
    packages, _ = with_edit(double(tmp_path), merge)
    row = rows(packages, Enterprise)["enterprise:e"]
    rule = "merged with enterprise:f by Example office on 2026-11-29 without a source: same firm"
    assert (row["origin"], row["certainty"], row["rule"]) == ("inferred", "unverified", rule)
    assert {row["origin"] for row in rows(packages, PartnersWith).values()} == {"inferred"}


def test_the_id_of_the_merged_entity_redirects(tmp_path: Path) -> None:
    _, draft = with_edit(double(tmp_path), merge)
    assert draft.redirects == {"enterprise:f": "enterprise:e"}


def test_an_undone_merge_restores_both(tmp_path: Path) -> None:
    root = double(tmp_path)
    edits = merge(draft_of(root))
    edits += draft_of(root, edits).undo("e1", author("e2"))
    assert check(draft_of(root, edits).packages()).data_version == check(draft_of(root).packages()).data_version


def test_edits_of_both_before_the_merge_and_of_the_merged_entity_after_it_hold(tmp_path: Path) -> None:
    root = double(tmp_path)
    edits = draft_of(root).set("enterprise:f", "name", "E", author("e0", source="source:t"))
    edits += draft_of(root, edits).same_as(
        "enterprise:e", "enterprise:f", author("e1", source="source:t"), {"employees": "B", "PARTNERS_WITH.valid_from": "B"}
    )
    edits += draft_of(root, edits).set("enterprise:e", "employees", "15", author("e2", source="source:t"))
    packages = draft_of(root, edits).packages()
    assert rows(packages, Enterprise)["enterprise:e"]["employees"] == "15"
    assert rows(packages, PartnersWith)["PARTNERS_WITH~school:a~enterprise:e~internship"]["valid_from"] == "2021"


def test_a_contradiction_that_a_new_package_version_brings_is_a_conflict(tmp_path: Path) -> None:
    root = double(tmp_path)
    edits = merge(draft_of(root))
    file = root / "nodes/enterprise.csv"
    file.write_text(file.read_text().replace("甲公司,14", "乙公司,14"))
    packages = draft_of(root, edits).packages()
    assert [problem.detail for problem in check(packages).problems] == [
        "Edit e1 merges enterprise:f into enterprise:e, but name_zh is '甲公司' and '乙公司'."
    ]
    assert set(rows(packages, Enterprise)) == {"enterprise:e", "enterprise:f"}


def test_references_to_the_merged_entity_follow(tmp_path: Path) -> None:
    text = "nodes/coverage.csv"
    more = f"id,name,scope,sought,period,status,{P}\ncoverage:c,C,enterprise:f,FEEDS,2024,not collected,{D}\n"
    root = lay(tmp_path / "double", files({**DOUBLE, text: more}, "double"))
    packages, _ = with_edit(root, merge)
    assert rows(packages, Coverage)["coverage:c"]["scope"] == "enterprise:e"


REFUSED: dict[str, tuple[Callable[[Draft], object], str]] = {
    "taken id": (lambda draft: draft.rename("school:a", "school:b", author()), "school:b exists already"),
    "same id": (lambda draft: draft.rename("school:a", "school:a", author()), "school:a exists already"),
    "wrong type": (lambda draft: draft.rename("school:a", "enterprise:x", author()), "prefix 'enterprise' belongs to Enterprise"),
    "malformed id": (lambda draft: draft.rename("school:a", "school a", author()), "The id is malformed"),
    "relationship": (
        lambda draft: draft.rename("FEEDS~program:a.z~enterprise:e~2023", "school:x", author()),
        "is a relationship",
    ),
    "unknown id": (lambda draft: draft.rename("school:aa", "school:x", author()), "no row 'school:aa'"),
    "no evidence": (lambda draft: draft.rename("school:a", "school:x", author(reason=" ")), "needs a source or a reason"),
    "cycle": (lambda draft: draft.rename("program:a.z", "program:a.x", author("e2")), "program:a.x was replaced by program:a.z"),
    "replaced id": (
        lambda draft: draft.add("Program", {"id": "program:a.x", "name": "X"}, author("e2")),
        "program:a.x was replaced by program:a.z",
    ),
    "id of before": (
        lambda draft: draft.set("program:a.x", "name", "x", author("e2")),
        "no row 'program:a.x'. It is now 'program:a.z'",
    ),
    "relationship of before": (
        lambda draft: draft.set("FEEDS~program:a.x~enterprise:e~2023", "graduates", "1", author("e2")),
        "It is now 'FEEDS~program:a.z~enterprise:e~2023'",
    ),
    "one entity": (lambda draft: draft.same_as("school:a", "school:a", author()), "are the same row"),
    "two types": (lambda draft: draft.same_as("school:a", "enterprise:e", author()), "are a School and a Enterprise"),
    "simulated": (lambda draft: draft.same_as("school:a", "school:sim-1", author()), "simulated and the other is not"),
    "neither A nor B": (lambda draft: draft.same_as("school:a", "school:b", author(), {"name": "C"}), "not a valid choice for name"),
    "no contradiction": (
        lambda draft: draft.same_as("school:a", "school:b", author(), {"name": "A", "level": "A"}),
        "'level' do not contradict",
    ),
}


@each("case", REFUSED)
def test_a_move_that_is_not_possible_is_refused_in_words(case: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = good(tmp_path_factory.mktemp("moves"))
    draft = draft_of(root, draft_of(root).rename("program:a.x", "program:a.z", author("e1")))
    make, message = REFUSED[case]
    with pytest.raises(EditError, match=message):
        make(draft)


def test_two_entities_that_a_relationship_connects_are_not_merged(tmp_path: Path) -> None:
    tie = f"start,end,{P}\nenterprise:f,enterprise:e,{D}\n"
    root = lay(tmp_path / "double", files({**DOUBLE, "relationships/part_of.csv": tie}, "double"))
    with pytest.raises(EditError, match="PART_OF~enterprise:f~enterprise:e connects the two"):
        merge(draft_of(root))


def test_a_proof_follows(tmp_path: Path) -> None:
    packages, _ = with_edit(good(tmp_path), lambda draft: draft.rename("activity:m", "activity:n", author()))
    assert rows(packages, MemberOf)["MEMBER_OF~organisation:o~alliance:x"]["proof"] == "activity:n"
