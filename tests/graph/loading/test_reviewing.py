"""Propose, review and publish, with the importer and the server replaced by fakes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import AllianceError, BadValueError, NotFoundError, PreconditionError, StateError, UserError
from graph.loading import local_loader
from graph.loading.editing import Editing, Evidence
from graph.loading.publications import Publications
from graph.loading.reviewing import Proposal, Reviewing
from graph.settings import DatabaseSettings, Settings
from graph.storage.draft_files import ProposedDraft
from graph.storage.ledger import Note
from seed.edits.drafting import Author, Draft
from seed.edits.edit import Edit
from seed.edits.figures import Figure
from tests.conftest import CACHE
from tests.seed.edits.small import small

REASON = Evidence(reason="typing error")


@pytest.fixture
def settings(without_server: None, tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", cache=CACHE, editor="Example office")
    local_loader.load_local(settings.data, CACHE, [small(tmp_path / "small")], settings=settings, note=Note("load", "Example office"))
    return settings


def reviewing(settings: Settings) -> Reviewing:
    return Reviewing(Editing(settings, DatabaseSettings(uri=None)))


def proposal(value: str = "technician", key: str = "key-00001", draft: str | None = None, row: str = "school:a") -> Proposal:
    change = (lambda base, author: base.set(row, "level", value, author), REASON)
    return Proposal([change], "Office A", key, value, "levels", draft)


def propose(settings: Settings, value: str = "technician", key: str = "key-00001", draft: str | None = None) -> ProposedDraft:
    return reviewing(settings).propose(proposal(value, key, draft))


def accepted(settings: Settings) -> list[tuple[str, str, str]]:
    return [(state.edit.who, state.edit.new, state.state) for state in reviewing(settings).editing.states()]


def test_a_proposed_edit_is_in_no_publication(settings: Settings) -> None:
    propose(settings)
    assert accepted(settings) == []
    with pytest.raises(UserError, match="no edits to publish"):
        reviewing(settings).editing.publish("")


def test_an_accepted_edit_is_pending_with_the_name_of_who_proposed_it(settings: Settings) -> None:
    draft = propose(settings)
    after = reviewing(settings).accept(draft.id, draft.revision, "Office B")
    assert (reviewing(settings).state(after), after.reviewer) == ("accepted", "Office B")
    assert accepted(settings) == [("Office A", "technician", "pending")]


def test_a_draft_that_was_sent_back_has_the_word_and_is_open_after_a_further_proposal(settings: Settings) -> None:
    draft = propose(settings)
    returned = reviewing(settings).send_back(draft.id, draft.revision, "Office B", "cite the register")
    assert (returned.state, returned.word, accepted(settings)) == ("returned", "cite the register", [])
    with pytest.raises(StateError, match=r"is returned\."):
        reviewing(settings).accept(draft.id, returned.revision, "Office B")
    again = propose(settings, "undergraduate", "key-00002", draft.id)
    assert (again.state, len(again.edits)) == ("open", 2)


def test_a_repeated_request_adds_nothing(settings: Settings) -> None:
    first = propose(settings)
    assert propose(settings) == first
    assert len(reviewing(settings).files.all()) == 1


def test_a_key_with_another_body_is_refused(settings: Settings) -> None:
    propose(settings)
    with pytest.raises(UserError, match="used with another body"):
        propose(settings, "undergraduate")


def test_an_edit_that_is_not_valid_is_named_and_adds_nothing(settings: Settings) -> None:
    with pytest.raises(BadValueError, match="no row 'school:zz'") as raised:
        reviewing(settings).propose(proposal(row="school:zz"))
    assert raised.value.pointer == "/body/changes/0"
    assert reviewing(settings).files.all() == []


def test_a_review_of_an_older_revision_is_refused(settings: Settings) -> None:
    draft = propose(settings)
    propose(settings, "undergraduate", "key-00002", draft.id)
    with pytest.raises(PreconditionError, match="has changed since revision"):
        reviewing(settings).accept(draft.id, draft.revision, "Office B")


def test_a_draft_on_a_value_that_has_changed_is_refused(settings: Settings) -> None:
    first, second = propose(settings), propose(settings, "undergraduate", "key-00002")
    reviewing(settings).accept(first.id, first.revision, "Office B")
    with pytest.raises(BadValueError, match="expects level of school:a to be 'secondary', but it is 'technician'"):
        reviewing(settings).accept(second.id, second.revision, "Office B")
    assert [value for _, value, _ in accepted(settings)] == ["technician"]


def test_an_accepted_draft_takes_no_further_edits(settings: Settings) -> None:
    draft = propose(settings)
    reviewing(settings).accept(draft.id, draft.revision, "Office B")
    with pytest.raises(StateError, match="is accepted"):
        propose(settings, "undergraduate", "key-00002", draft.id)


def test_the_preview_has_the_differences_in_groups_and_the_figures_that_change(settings: Settings) -> None:
    preview = reviewing(settings).preview(propose(settings))
    assert "1 x School.level changed" in [str(group) for group in preview.groups]
    assert {(figure.of, before, after) for figure, before, after in preview.figures} == {
        ("Source inferred", 0, 1),
        ("School documented", 2, 1),
        ("School inferred", 0, 1),
        ("PARTNERS_WITH documented", 2, 1),
        ("PARTNERS_WITH inferred", 0, 1),
    }


def test_the_members_of_an_alliance_are_a_figure(settings: Settings) -> None:
    def add(base: Draft, author: Author) -> Sequence[Edit]:
        return base.add("Alliance", {"id": "alliance:x", "name": "X"}, author)

    def join(base: Draft, author: Author) -> Sequence[Edit]:
        return base.add("MEMBER_OF", {"start": "school:a", "end": "alliance:x"}, author)

    draft = reviewing(settings).propose(Proposal([(add, REASON), (join, REASON)], "Office A", "key-00001", ""))
    assert (Figure("members", "alliance:x"), 0, 1) in reviewing(settings).preview(draft).figures


def test_an_unknown_draft_is_not_found(settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="no draft 'x'"):
        reviewing(settings).files.get("x")


def test_of_reviewers_at_the_same_time_one_decides(settings: Settings) -> None:
    draft = propose(settings)

    def review(number: int) -> str:
        try:
            if number % 2:
                reviewing(settings).accept(draft.id, draft.revision, f"Office {number}")
            else:
                reviewing(settings).send_back(draft.id, draft.revision, f"Office {number}", "no")
        except AllianceError as error:
            return error.code
        return "decided"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(review, range(8)))
    assert outcomes.count("decided") == 1
    assert set(outcomes) == {"decided", "state"}
    state = reviewing(settings).state(reviewing(settings).files.get(draft.id))
    assert len(accepted(settings)) == (1 if state == "accepted" else 0)


def test_proposals_and_reviews_at_the_same_time_lose_nothing(settings: Settings) -> None:
    def work(number: int) -> str:
        change = (lambda base, author: base.add("School", {"id": f"school:n{number}", "name": f"N{number}"}, author), REASON)
        draft = reviewing(settings).propose(Proposal([change], f"Office {number}", "key-00001", str(number)))
        return reviewing(settings).accept(draft.id, draft.revision, "Office B").id

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(work, range(8)))
    assert len(set(ids)) == 8
    rows = {state.edit.row for state in reviewing(settings).editing.states()}
    assert rows == {f"school:n{number}" for number in range(8)}


def published(settings: Settings, key: str = "key-00001") -> Publications:
    publications = Publications(Editing(settings, DatabaseSettings(uri=None)))
    publications.start(key, "Office C", "levels")
    publications.wait()
    return publications


def test_a_publication_ends_with_the_data_version(settings: Settings) -> None:
    draft = propose(settings)
    reviewing(settings).accept(draft.id, draft.revision, "Office B")
    publications = published(settings)
    done = publications.get(publications.start("key-00001", "Office C", "levels").id)
    assert (done.state, done.data_version) == ("done", str(reviewing(settings).editing.version))
    assert [state for _, _, state in accepted(settings)] == ["published"]


def test_a_publication_without_edits_fails_and_says_why(settings: Settings) -> None:
    publications = published(settings)
    failed = publications.get(publications.start("key-00001", "Office C", "levels").id)
    assert (failed.state, failed.detail.partition(".")[0]) == ("failed", "There are no edits to publish")


def test_a_publication_whose_process_has_ended_has_failed(settings: Settings) -> None:
    publications = published(settings)
    (path,) = publications.folder.glob("*.json")
    path.write_text(path.read_text().replace('"failed"', '"running"').replace('"process": [', '"process": [4'))
    assert (publications.get(path.stem).state, "Publish again" in publications.get(path.stem).detail) == ("failed", True)
