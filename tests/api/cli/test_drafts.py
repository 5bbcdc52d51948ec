"""The commands on drafts, with the importer and the server of a load replaced by fakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.program import program
from graph.loading import local_loader, reviewing
from graph.settings import Settings
from graph.storage.draft_files import ProposedDraft
from graph.storage.ledger import Note
from seed.importing.build import build
from tests.conftest import CACHE
from tests.graph.loading import test_draft_imports as imports
from tests.graph.loading import test_reviewing as drafts
from tests.seed.edits.small import small


@pytest.fixture
def settings(without_server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(reviewing, "build_apart", build)
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("ALLIANCE_EDITOR", "Office B")
    settings = Settings(data=tmp_path / "data", cache=CACHE, editor="Office B")
    local_loader.load_local(settings.data, CACHE, [small(tmp_path / "small")], settings=settings, note=Note("load", "Example office"))
    return settings


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(program(words[0]), [*words, "--data", str(settings.data)])


def listed(settings: Settings) -> list[dict[str, str]]:
    return list(json.loads(run(settings, "drafts", "--format", "json").stdout))


def state(settings: Settings, draft: ProposedDraft) -> str:
    return next(row["state"] for row in listed(settings) if row["draft"] == draft.id)


def test_drafts_are_listed_with_who_proposed_them(settings: Settings) -> None:
    drafts.propose(settings)
    (row,) = listed(settings)
    assert (row["state"], row["edits"], row["proposed_by"], row["message"]) == ("open", "1", "Office A", "levels")


def test_a_draft_is_shown_with_its_changes_and_figures(settings: Settings) -> None:
    draft = drafts.propose(settings)
    text = " ".join(run(settings, "draft", "show", draft.id).stdout.split())
    assert "level of school:a: 'secondary' -> 'technician' (typing error)" in text
    assert "1 x School.level changed" in text
    assert "rows of School inferred: 0 -> 1" in text


def test_an_import_is_shown_with_its_package(settings: Settings) -> None:
    draft, record = imports.propose(settings)
    text = " ".join(run(settings, "draft", "show", draft.id).stdout.split())
    assert f"import {record.id}: my-county, ready, 1 Source, 1 School" in text


def test_an_accepted_draft_names_the_editor_setting_as_its_reviewer(settings: Settings) -> None:
    draft = drafts.propose(settings)
    assert run(settings, "review", draft.id, "--accept").exit_code == 0
    assert (state(settings, draft), listed(settings)[0]["reviewer"]) == ("accepted", "Office B")


def test_a_draft_is_sent_back_with_a_word(settings: Settings) -> None:
    draft = drafts.propose(settings)
    run(settings, "review", draft.id, "--send-back", "cite the register")
    assert (state(settings, draft), listed(settings)[0]["word"]) == ("returned", "cite the register")


def test_a_draft_is_published_by_its_id(settings: Settings) -> None:
    draft, _ = imports.propose(settings)
    result = run(settings, "publish", "--draft", draft.id, "-m", "schools")
    assert (result.exit_code, state(settings, draft)) == (0, "published"), result.output


def test_a_draft_that_has_changed_since_a_revision_is_not_accepted(settings: Settings) -> None:
    draft = drafts.propose(settings)
    drafts.propose(settings, "undergraduate", "key-00002", draft.id)
    result = run(settings, "review", draft.id, "--accept", "--revision", draft.revision)
    assert (type(result.exception).__name__, state(settings, draft)) == ("PreconditionError", "open")


@pytest.mark.parametrize("words", [(), ("--accept", "--send-back", "no"), ("--send-back", " ")])
def test_a_review_needs_one_decision(words: tuple[str, ...], settings: Settings) -> None:
    draft = drafts.propose(settings)
    assert type(run(settings, "review", draft.id, *words).exception).__name__ == "BadValueError"
    assert state(settings, draft) == "open"
