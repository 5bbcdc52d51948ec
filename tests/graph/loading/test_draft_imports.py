"""Imports of drafts: propose, review and publish them, with the importer and the server replaced by fakes."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadValueError, NotFoundError, PreconditionError, StateError, UserError
from graph.loading import local_loader, reviewing
from graph.loading.editing import Editing, Evidence
from graph.loading.reviewing import Proposal, Reviewing, Upload
from graph.settings import DatabaseSettings, Settings
from graph.storage.draft_files import ProposedDraft
from graph.storage.import_files import ImportRecord
from graph.storage.ledger import Note
from seed.edits.drafting import Author, Draft
from seed.edits.edit import Edit
from seed.importing.build import build
from seed.packages.package import Package
from tests.conftest import CACHE
from tests.seed.edits.small import small
from tests.seed.importing.test_build import ROWS

REASON = Evidence(reason="typing error")
MAPPING = """
name: my-county
requires: [small]
tables:
  - entities:
      - {as: school, type: School, name: 学校名称, id: {code: 编号}, properties: {address: 地址}}
"""
CODED = "学校名称,编号,地址\n丙校,3,示例路3号\n"
CODED_ID = "school:3"


@pytest.fixture
def settings(without_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(reviewing, "build_apart", build)  # the child process has tests of its own
    settings = Settings(data=tmp_path / "data", cache=CACHE, editor="Example office")
    local_loader.load_local(settings.data, CACHE, [small(tmp_path / "small")], settings=settings, note=Note("load", "Example office"))
    return settings


def reviewer(settings: Settings) -> Reviewing:
    return Reviewing(Editing(settings, DatabaseSettings(uri=None)))


def propose(settings: Settings, text: str = ROWS, key: str = "key-00001", **more: Any) -> tuple[ProposedDraft, ImportRecord]:
    files = [("schools.csv", io.BytesIO(text.encode()))]
    upload = Upload("Office A", key, text, files, name="my-county", message="schools")
    return reviewer(settings).propose_import(replace(upload, **more))


def accept(settings: Settings, draft: ProposedDraft) -> ProposedDraft:
    return reviewer(settings).accept(draft.id, draft.revision, "Office B")


def publish(settings: Settings) -> None:
    reviewer(settings).editing.publish("schools")


def schools(settings: Settings) -> set[str]:
    """Return the ids of the schools of the loaded data."""
    editing = reviewer(settings).editing
    found: set[str] = set()
    for place in editing.places().values():
        package = Package.open(place)
        if "nodes/school.csv" in package.paths:
            with package.files.open("nodes/school.csv") as stream:
                found |= {line.decode().partition(",")[0] for line in stream.readlines()[1:]}
    return found


def set_address(settings: Settings, draft: str | None = None, key: str = "key-00009") -> ProposedDraft:
    def change(base: Draft, author: Author) -> Sequence[Edit]:
        return base.set(CODED_ID, "address", "示例路4号", author)

    return reviewer(settings).propose(Proposal([(change, REASON)], "Office A", key, key, "", draft))


def test_an_import_is_part_of_a_draft_and_of_no_publication(settings: Settings) -> None:
    draft, record = propose(settings)
    assert (draft.state, draft.imports, record.state, record.package) == ("open", (record.id,), "ready", "my-county")
    with pytest.raises(UserError, match="no edits to publish"):
        publish(settings)


def test_the_preview_has_the_rows_and_figures_of_the_import(settings: Settings) -> None:
    draft, _ = propose(settings)
    preview = reviewer(settings).preview(draft)
    assert "1 x School added" in [str(group) for group in preview.groups]
    assert ("School documented", 2, 3) in {(figure.of, before, after) for figure, before, after in preview.figures}


def test_an_accepted_import_is_published_with_a_ledger_entry(settings: Settings) -> None:
    accept(settings, propose(settings)[0])
    publish(settings)
    last = reviewer(settings).editing.ledger.entries()[-1]
    assert (last.action, last.message, "my-county" in {package.name for package in last.packages}) == ("publish", "schools", True)


def test_a_published_import_is_not_pending_and_its_draft_says_so(settings: Settings) -> None:
    draft, _ = propose(settings)
    accept(settings, draft)
    assert reviewer(settings).unpublished() == {draft.id}
    publish(settings)
    assert (reviewer(settings).unpublished(), reviewer(settings).editing.pending_imports()) == (set(), {})


def test_after_a_kill_before_the_draft_was_marked_the_ledger_says_that_it_is_published(settings: Settings) -> None:
    draft, _ = propose(settings)
    accepted = accept(settings, draft)
    publish(settings)
    reviewer(settings).files.write(accepted)
    assert reviewer(settings).editing.pending_imports() == {}


def test_a_kill_before_the_edits_were_added_leaves_the_draft_open(settings: Settings) -> None:
    draft, _ = propose(settings, CODED, mapping=MAPPING)
    draft = set_address(settings, draft.id)
    reviewer(settings).files.write(replace(draft, state="accepted", accepted_as=1))
    assert (reviewer(settings).state(draft), reviewer(settings).editing.pending_imports()) == ("open", {})


def test_an_import_that_was_unloaded_does_not_come_back_with_the_next_publication(settings: Settings) -> None:
    accept(settings, propose(settings)[0])
    publish(settings)
    reviewer(settings).editing.unload("my-county", "")
    reviewer(settings).editing.change(lambda base, author: base.set("school:a", "level", "technician", author), REASON)
    publish(settings)
    assert schools(settings) == {"school:a", "school:b"}


def test_a_second_import_of_a_package_replaces_it_in_the_draft(settings: Settings) -> None:
    draft, first = propose(settings)
    after, second = propose(settings, ROWS + "丁校,中职\n", "key-00002", draft=draft.id)
    assert after.imports == (second.id,)
    with pytest.raises(NotFoundError):
        reviewer(settings).imports.get(first.id)


def test_of_two_accepted_imports_of_a_package_the_last_is_published(settings: Settings) -> None:
    accept(settings, propose(settings, CODED, mapping=MAPPING)[0])
    second = CODED.replace(",3,", ",4,")
    accept(settings, propose(settings, second, "key-00002", mapping=MAPPING)[0])
    publish(settings)
    assert schools(settings) == {"school:a", "school:b", "school:4"}


def test_an_edit_of_a_draft_can_concern_a_row_of_its_import(settings: Settings) -> None:
    draft, _ = propose(settings, CODED, mapping=MAPPING)
    accept(settings, set_address(settings, draft.id))
    publish(settings)
    packages = reviewer(settings).editing.draft().packages()
    (package,) = [one for one in packages if one.name == "my-county"]
    with package.files.open("nodes/school.csv") as stream:
        assert "示例路4号" in stream.read().decode()


def test_an_import_that_an_accepted_edit_does_not_fit_is_refused_with_the_conflict(settings: Settings) -> None:
    accept(settings, propose(settings, CODED, mapping=MAPPING)[0])
    accept(settings, set_address(settings))
    other, _ = propose(settings, CODED.replace("3号", "9号"), "key-00002", mapping=MAPPING)
    with pytest.raises(BadValueError, match="expects address of school:3 to be '示例路3号', but it is '示例路9号'"):
        accept(settings, other)
    with pytest.raises(BadValueError, match="expects address"):
        reviewer(settings).preview(other)


def test_a_repeated_request_imports_nothing(settings: Settings) -> None:
    assert propose(settings) == propose(settings)
    assert len(reviewer(settings).files.all()) == 1


def test_an_undecided_import_cannot_be_accepted(settings: Settings) -> None:
    draft, _ = propose(settings, CODED, mapping=MAPPING)
    record = reviewer(settings).imports.get(draft.imports[0])
    shutil.rmtree(reviewer(settings).imports.folder / record.id)
    with reviewer(settings).imports.preparing() as part:
        reviewer(settings).imports.add(part, replace(record, state="undecided"))
    with pytest.raises(StateError, match=r"is undecided\."):
        accept(settings, draft)


def test_a_file_that_cannot_be_read_changes_nothing(settings: Settings) -> None:
    with pytest.raises(BadValueError, match="No header with a known meaning") as raised:
        propose(settings, "a,b\n1,2\n")
    assert raised.value.pointer == "/body/mapping"
    assert (reviewer(settings).files.all(), list(reviewer(settings).imports.folder.iterdir())) == ([], [])


def test_a_review_of_an_older_revision_is_refused(settings: Settings) -> None:
    draft, _ = propose(settings)
    propose(settings, ROWS + "丁校,中职\n", "key-00002", draft=draft.id)
    with pytest.raises(PreconditionError, match="has changed since revision"):
        accept(settings, draft)


def test_an_earlier_import_is_read_again_with_another_mapping(settings: Settings) -> None:
    draft, first = propose(settings, CODED)
    _, second = propose(settings, "", "key-00002", files=(), again=first.id, mapping=MAPPING, draft=draft.id)
    assert (second.report["mapping_from"], second.report["rows"]["School"]) == ("given", 1)


def test_uploads_can_be_read_by_the_owner_only(settings: Settings) -> None:
    _, record = propose(settings)
    (file,) = reviewer(settings).imports.uploads(record.id)
    assert (file.stat().st_mode & 0o077, file.parent.stat().st_mode & 0o077) == (0, 0)
