"""The imports of accepted drafts that no data version contains yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from graph.storage.draft_files import DraftFiles, ProposedDraft
from graph.storage.import_files import ImportFiles, ImportRecord
from graph.storage.ledger import Entry, Ledger
from graph.storage.workspace import Workspace

Accepted = tuple[ProposedDraft, ImportRecord]


def pending_imports(workspace: Workspace, ledger: Ledger) -> dict[str, Path]:
    """Return the packages of accepted imports that a publication would load, by name. Of several with one name, the last counts."""
    accepted = _accepted(workspace)
    if not accepted:
        return {}
    entries, files = ledger.entries(), ImportFiles(workspace.folder)
    return {name: files.package(record.id) for name, (draft, record) in accepted.items() if not _is_published(draft, record, entries)}


def mark_published(workspace: Workspace, published: Mapping[str, Path], version: str) -> None:
    """Note in the drafts of imports that a data version contains them. Imports that were accepted meanwhile are not marked."""
    drafts, files = DraftFiles(workspace.folder), ImportFiles(workspace.folder)
    with workspace.locked():
        marked = {
            draft.id: draft
            for name, (draft, record) in _accepted(workspace).items()
            if published.get(name) == files.package(record.id) and not draft.published
        }
        for draft in marked.values():
            drafts.write(replace(draft, published=version))


def next_place(drafts: Iterable[ProposedDraft]) -> int:
    """Return the place of the next draft among the accepted ones."""
    return 1 + max((draft.accepted_as for draft in drafts), default=0)


def _accepted(workspace: Workspace) -> Mapping[str, Accepted]:
    drafts = [draft for draft in DraftFiles(workspace.folder).all() if draft.imports]
    if not drafts:
        return {}
    known, files = {edit.edit for edit in workspace.edits()}, ImportFiles(workspace.folder)
    accepted = sorted((draft for draft in drafts if draft.state_in(known) == "accepted"), key=lambda draft: draft.accepted_as)
    records = [(draft, files.get(name)) for draft in accepted for name in draft.imports]
    return {record.package: (draft, record) for draft, record in records}


def _is_published(draft: ProposedDraft, record: ImportRecord, entries: list[Entry]) -> bool:
    """Return whether a data version contains an import. The ledger says so also if the process ended before the draft was marked."""
    if draft.published:
        return True
    later = entries[draft.ledger_entries :]
    return any((content.name, content.sha256) == (record.package, record.sha256) for entry in later for content in entry.packages)
