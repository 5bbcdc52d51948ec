"""Draft edits: what they contain, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seed.edits.drafting import Draft, EditError
from seed.edits.edit import Edit, row_of
from seed.model import School, Source
from seed.packages.checker import check
from tests.each import each
from tests.seed.edits.small import TIE, author, draft_of, rows, small

Made = Callable[[Draft], tuple[Edit, ...]]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    return draft_of(small(tmp_path_factory.mktemp("packages") / "small"))


def test_an_edit_states_the_value_that_it_replaces(draft: Draft) -> None:
    (edit,) = draft.set("school:a", "level", "technician", author())
    assert (edit.type, edit.row, edit.property, edit.old, edit.new) == ("School", "school:a", "level", "secondary", "technician")


def test_the_replaced_value_of_an_empty_cell_is_its_fallback(draft: Draft) -> None:
    assert draft.set("school:b", "name", "School B", author())[0].old == "乙校"


def test_a_url_as_a_source_becomes_a_source_row(draft: Draft) -> None:
    added, edit = draft.set("school:a", "level", "technician", author(source="https://example.org/list"))
    assert (added.action, added.type, added.row, edit.source) == ("add", "Source", edit.source, edit.source)
    assert row_of(added.new) == {
        "id": edit.source,
        "name": "https://example.org/list",
        "kind": "web page",
        "url": "https://example.org/list",
    }


def test_an_entity_is_removed_with_its_relationships(draft: Draft) -> None:
    edits = draft.remove("enterprise:e", author(), with_relationships=True)
    assert [edit.row for edit in edits] == [TIE, "PARTNERS_WITH~school:b~enterprise:e~curriculum", "enterprise:e"]
    assert row_of(edits[-1].old) == {
        "id": "enterprise:e",
        "name": "E",
        "kind": "named",
        "employees": "12",
        "sources": "source:s",
        "locator": "p. 1",
        "certainty": "seen",
        "origin": "documented",
    }


def test_what_hangs_on_an_entity_is_listed(draft: Draft) -> None:
    hanging = draft.hanging("source:s")
    assert hanging.relationships == ()
    assert (TIE, "sources") in hanging.references


def test_an_added_row_without_a_source_is_inferred_and_unverified(draft: Draft, tmp_path: Path) -> None:
    made = draft.add("School", {"id": "school:c", "name": "School C"}, author(reason="told by phone"))
    row = rows(draft_of(small(tmp_path / "small"), made).packages(), School)["school:c"]
    assert (row["origin"], row["certainty"], row["sources"]) == ("inferred", "unverified", "source:edit-e1")
    assert row["rule"] == "row added by Example office on 2026-11-29 without a source: told by phone"


def test_an_added_source_is_documented(draft: Draft, tmp_path: Path) -> None:
    made = draft.add("Source", {"id": "source:u", "name": "Minutes", "kind": "list"}, author(reason="minutes of the council"))
    assert rows(draft_of(small(tmp_path / "small"), made).packages(), Source)["source:u"]["origin"] == "documented"


def test_the_packages_that_edits_refer_to_are_known(draft: Draft) -> None:
    assert draft.requirements(draft.set("school:a", "level", "technician", author())) == ("small",)


def test_the_last_of_two_edits_of_a_value_is_undone_first(draft: Draft, tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    first = draft.set("school:a", "level", "technician", author("e1"))
    both = (*first, *draft_of(root, first).set("school:a", "level", "undergraduate", author("e2")))
    with pytest.raises(EditError, match="A later edit rests on edit e1"):
        draft_of(root, both).undo("e1", author("e3"))
    undone = (*both, *draft_of(root, both).undo("e2", author("e3")))
    assert rows(draft_of(root, undone).packages(), School)["school:a"]["level"] == "technician"


def test_an_undo_can_be_undone(draft: Draft, tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft.set("school:a", "level", "technician", author("e1"))
    edits = (*edits, Edit("e2", "undo", row="e1", who="Li", at="2026"), Edit("e3", "undo", row="e2", who="Li", at="2026"))
    assert rows(draft_of(root, edits).packages(), School)["school:a"]["level"] == "technician"


def test_an_undone_edit_leaves_the_data_version_as_it_was(draft: Draft, tmp_path: Path) -> None:
    root = small(tmp_path / "small")
    edits = draft.set("school:a", "level", "technician", author("e1"))
    edits = (*edits, *draft_of(root, edits).undo("e1", author("e2")))
    assert check(draft_of(root, edits).packages()).data_version == check(draft_of(root).packages()).data_version


REFUSED: dict[str, tuple[Made, str]] = {
    "unknown id": (lambda draft: draft.set("school:aa", "name", "x", author()), r"no row 'school:aa'\. Did you mean 'school:a'"),
    "name instead of an id": (lambda draft: draft.set("甲校", "name", "x", author()), r"no row '甲校'\. Did you mean 'school:a'\?"),
    "unknown property": (lambda draft: draft.set("school:a", "nam", "x", author()), "Unknown property 'nam'.*'name'.*Properties: name, "),
    "key": (lambda draft: draft.set("school:a", "id", "school:x", author()), "id identifies the row and cannot be set"),
    "end of a relationship": (lambda draft: draft.set(TIE, "end", "school:x", author()), "end identifies the row"),
    "wrong type": (lambda draft: draft.set("enterprise:e", "employees", "many", author()), "employees 'many': This is not a whole number"),
    "wrong choice": (lambda draft: draft.set("school:a", "level", "secondry", author()), "Did you mean 'secondary'"),
    "line break": (lambda draft: draft.set("school:a", "address", "a\nb", author()), "line break"),
    "same value": (lambda draft: draft.set("school:a", "level", "secondary", author()), "level of school:a is already 'secondary'"),
    "required value": (lambda draft: draft.set("school:a", "origin", "", author(source="source:s")), "origin cannot be empty"),
    "no evidence": (lambda draft: draft.set("school:a", "level", "technician", author(reason=" ")), "needs a source or a reason"),
    "unknown source": (lambda draft: draft.set("school:a", "name", "x", author(source="source:ss")), "no source 'source:ss'.*'source:s'"),
    "provenance without a source": (
        lambda draft: draft.set("school:a", "certainty", "weak", author()),
        "can only be set with a source",
    ),
    "documented without a source": (
        lambda draft: draft.add("School", {"id": "school:c", "name": "C", "origin": "documented"}, author()),
        "A row without a source is not documented",
    ),
    "documented without evidence": (
        lambda draft: draft.add("School", {"id": "school:c", "name": "C"}, author(source="source:s")),
        r"A documented row needs evidence.*Add --quote TEXT or --locator TEXT",
    ),
    "unknown type": (lambda draft: draft.add("Shool", {}, author()), "Unknown type 'Shool'. Did you mean 'School'"),
    "missing name": (lambda draft: draft.add("School", {"id": "school:c"}, author()), "needs name or name_zh"),
    "wrong prefix": (lambda draft: draft.add("School", {"id": "firm:c", "name": "C"}, author()), "Unknown prefix 'firm'"),
    "existing row": (lambda draft: draft.add("School", {"id": "school:a", "name": "C"}, author()), "school:a exists already"),
    "missing end": (
        lambda draft: draft.add("PARTNERS_WITH", {"start": "school:a", "end": "enterprise:x", "form": "facility"}, author()),
        "no row 'enterprise:x'",
    ),
    "wrong ends": (
        lambda draft: draft.add("PARTNERS_WITH", {"start": "school:a", "end": "school:b", "form": "facility"}, author()),
        "cannot connect School to School",
    ),
    "relationships": (lambda draft: draft.remove("enterprise:e", author()), "has 2 relationships: PARTNERS_WITH~.*--with-relationships"),
    "cited source": (
        lambda draft: draft.remove("source:s", author()),
        "source:s is named by 5 rows: sources of school:a, .*Edit them first",
    ),
    "unknown edit": (lambda draft: draft.undo("e9", author()), "There is no edit 'e9'"),
}


@each("case", REFUSED)
def test_what_cannot_be_edited_is_refused_in_words(case: str, draft: Draft) -> None:
    make, message = REFUSED[case]
    with pytest.raises(EditError, match=message):
        make(draft)
