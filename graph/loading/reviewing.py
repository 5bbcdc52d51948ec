"""Propose edits and imports in drafts, review them, and publish what was accepted.

``propose`` adds edits to a draft and ``propose_import`` an import; ``accept`` makes them part of the next publication, and ``send_back``
returns the draft with a word. :meth:`graph.loading.editing.Editing.publish` makes a data version of all that is accepted. A review is made
within the lock of the workspace, and states the revision of the draft that it is based on: of two reviewers, the second gets an error.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from graph.errors import BadValueError, PreconditionError, StateError, UserError
from graph.loading.accepted_imports import next_place
from graph.loading.editing import Editing, Evidence
from graph.loading.load_plan import now
from graph.storage.draft_files import MOST_DRAFTS, DraftFiles, ProposedDraft, Request
from graph.storage.import_files import READY, ImportFiles, ImportRecord
from graph.storage.ledger import hash_of
from seed.bilingual import Bilingual
from seed.edits.drafting import Author, Draft, EditError
from seed.edits.edit import Edit
from seed.edits.figures import Figure, figures_of
from seed.importing.build import BuildError, Order
from seed.importing.build_process import build_apart
from seed.packages.differences import Group, differences, grouped
from seed.packages.package import Package

Make = Callable[[Draft, Author], Sequence[Edit]]
MOST_EDITS = 500
"""Maximum number of edits of a draft."""
MOST_IMPORTS = 10
"""Maximum number of imports of a draft."""


@dataclass(frozen=True)
class Proposal:
    """A request to add edits. ``changes`` has a function and the evidence of each edit; ``body`` is the hash of the request body."""

    changes: Sequence[tuple[Make, Evidence]]
    who: str
    key: str
    body: str
    message: str = ""
    draft: str | None = None


@dataclass(frozen=True)
class Upload:
    """A request to add an import. ``body`` is the hash of the request body.

    ``files`` are names with open files; ``again`` is the id of an import whose files are read again instead, with the decisions of persons
    that it has. ``decisions`` is the name and the content of a file. The other fields are those of :class:`seed.importing.build.Order`.
    """

    who: str
    key: str
    body: str
    files: Sequence[tuple[str, IO[bytes]]] = ()
    again: str | None = None
    mapping: str | None = None
    decisions: tuple[str, bytes] | None = None
    name: str | None = None
    requires: tuple[str, ...] = ()
    undecided: str = "stop"
    columns: Mapping[str, Mapping[str, str]] | None = None
    message: str = ""
    draft: str | None = None


@dataclass(frozen=True)
class Preview:
    """What a draft changes: groups of row differences, and the figures that differ (before, after)."""

    groups: list[Group]
    figures: list[tuple[Figure, int, int]]


class Reviewing:
    """The drafts of the data that ``editing`` names."""

    def __init__(self, editing: Editing) -> None:
        self.editing, self.files, self.imports = editing, DraftFiles(editing.workspace.folder), ImportFiles(editing.workspace.folder)

    def state(self, draft: ProposedDraft) -> str:
        """Return the state of a draft: open, returned or accepted."""
        return draft.state_in({edit.edit for edit in self.editing.workspace.edits()})

    def unpublished(self) -> set[str]:
        """Return the ids of the accepted drafts that have edits or imports which the next publication would publish."""
        pending = {state.edit.edit for state in self.editing.states() if state.state == "pending"}
        paths = set(self.editing.pending_imports().values())
        return {
            draft.id
            for draft in self.files.all()
            if any(edit.edit in pending for edit in draft.edits) or any(self.imports.package(name) in paths for name in draft.imports)
        }

    def propose(self, proposal: Proposal) -> ProposedDraft:
        """Add edits to a new draft, or to the one that the proposal names. A draft that was sent back is open again.

        A repeated request with the same idempotency key returns the draft, and adds nothing.

        :raises BadValueError: an edit is not valid. Nothing changed.
        :raises StateError: the draft is accepted already, or it is full.
        """
        with self.editing.workspace.locked():
            known = self.files.all()
            earlier = _repeated(known, proposal)
            if earlier is not None:
                return earlier
            draft = self._target(known, proposal)
            made = self._made(draft, proposal, {edit.edit for other in known for edit in other.edits})
            request = Request(proposal.key, proposal.body, proposal.who, now(), tuple(dict.fromkeys(edit.edit for edit in made)))
            draft = replace(draft, state="open", edits=(*draft.edits, *made), requests=(*draft.requests, request))
            if len(draft.edits) > MOST_EDITS:
                raise StateError(
                    Bilingual(f"A draft holds at most {MOST_EDITS} edits.", f"一份草稿最多 {MOST_EDITS} 处修改。"),
                    hint=Bilingual("Begin another draft.", "请新建草稿。"),
                )
            self.files.write(draft)
        return draft

    def propose_import(self, upload: Upload) -> tuple[ProposedDraft, ImportRecord]:
        """Import files into a new draft, or into the one that the upload names. A draft that was sent back is open again.

        An import of the same package in the draft is replaced. A repeated request with the same idempotency key adds nothing.

        :raises BadValueError: the files, the mapping or the decisions cannot be used. Nothing changed.
        :raises StateError: the draft is accepted already, or it is full.
        """
        earlier = self._imported_earlier(upload)
        if earlier is not None:
            return earlier
        target = self._target(self.files.all(), upload)
        with self.imports.preparing() as part:
            report = self._build(part, upload, self.editing.places() | self._ready(target))
            with self.editing.workspace.locked():
                earlier = self._imported_earlier(upload)
                if earlier is not None:
                    return earlier
                return self._add_import(part, upload, report)

    def _add_import(self, part: Path, upload: Upload, report: dict[str, Any]) -> tuple[ProposedDraft, ImportRecord]:
        """Add a prepared import to its draft. Call it within the lock."""
        draft = self._target(self.files.all(), upload)
        replaced = [one.id for one in self.records(draft) if one.package == report["package"]]
        kept = [name for name in draft.imports if name not in replaced]
        if len(kept) >= MOST_IMPORTS:
            raise StateError(
                Bilingual(f"A draft holds at most {MOST_IMPORTS} imports.", f"一份草稿最多 {MOST_IMPORTS} 次导入。"),
                hint=Bilingual("Begin another draft.", "请新建草稿。"),
            )
        sha256 = hash_of(Package.open(part / "package")) if report["state"] == READY else ""
        name, rest = secrets.token_hex(6), {key: value for key, value in report.items() if key not in {"package", "state"}}
        record = ImportRecord(name, draft.id, report["package"], report["state"], upload.who, now(), sha256, rest)
        self.imports.add(part, record)
        request = Request(upload.key, upload.body, upload.who, record.at, (), name)
        draft = replace(draft, state="open", imports=(*kept, name), requests=(*draft.requests, request))
        self.files.write(draft)
        for other in replaced:
            self.imports.remove(other)
        return draft, record

    def records(self, draft: ProposedDraft) -> list[ImportRecord]:
        """Return the imports of a draft."""
        return [self.imports.get(name) for name in draft.imports]

    def accept(self, name: str, revision: str, who: str) -> ProposedDraft:
        """Make the edits and imports of a draft part of the next publication.

        :raises PreconditionError: the draft has changed since ``revision``.
        :raises StateError: it is not open, or one of its imports is not ready.
        :raises BadValueError: its edits do not fit the data any more, or an accepted edit does not fit one of its imports.
        """

        def admit(base: Draft, _: Author) -> Sequence[Edit]:
            draft = self._reviewable(name, revision)
            waiting = next((one for one in self.records(draft) if one.state != READY), None)
            if waiting is not None:
                detail = Bilingual(
                    f"The import {waiting.id} of the draft {name} is {waiting.state}.",
                    f"草稿 {name} 的导入 {waiting.id} 的状态为“{waiting.state}”。",
                )
                raise StateError(
                    detail,
                    hint=Bilingual(
                        "Import the file again with the missing decisions or a corrected mapping.", "请补齐决定或更正映射后重新导入。"
                    ),
                )
            self._refuse_conflicts(draft, base)
            edits = base.admit(draft.edits)
            place, entries = next_place(self.files.all()), len(self.editing.ledger.entries())
            reviewed = replace(draft, state="accepted", reviewer=who, reviewed=now())
            # With edits, the draft is accepted by their append, which follows.
            self.files.write(replace(reviewed, accepted_as=place, ledger_entries=entries) if draft.imports else reviewed)
            return edits

        self.editing.change(admit, Evidence(), self._ready(self.files.get(name)))
        return self.files.get(name)

    def send_back(self, name: str, revision: str, who: str, word: str) -> ProposedDraft:
        """Return a draft to those who proposed it, with a word. The errors are those of :meth:`accept`."""
        with self.editing.workspace.locked():
            draft = replace(self._reviewable(name, revision), state="returned", word=word, reviewer=who, reviewed=now())
            self.files.write(draft)
        return draft

    def preview(self, draft: ProposedDraft) -> Preview:
        """Return what a draft changes.

        :raises StateError: it is accepted already: see the changes of the versions.
        :raises BadValueError: its edits do not fit the data any more.
        """
        if self.state(draft) == "accepted":
            raise StateError(
                Bilingual(f"The draft {draft.id} is accepted.", f"草稿 {draft.id} 已通过。"),
                hint=Bilingual("Show what the next publication changes: alliance diff", "查看下次发布的改动：alliance diff"),
            )
        present = self.editing.draft()
        base = self.editing.draft(self._ready(draft)) if draft.imports else present
        self._refuse_conflicts(draft, base)
        try:
            edits = base.admit(draft.edits)
        except EditError as error:
            raise BadValueError(error.detail, hint=error.hint or None) from error
        before, after = present.packages(), base.followed_by(edits).packages()
        old, new = figures_of(before), figures_of(after)
        changed = [(figure, old.get(figure, 0), new.get(figure, 0)) for figure in dict.fromkeys([*old, *new])]
        return Preview(grouped(list(differences(before, after))), [item for item in changed if item[1] != item[2]])

    # parts

    def _reviewable(self, name: str, revision: str) -> ProposedDraft:
        draft = self.files.get(name)
        state = self.state(draft)
        if state != "open":
            raise StateError(
                Bilingual(f"The draft {name} is {state}.", f"草稿 {name} 的状态为“{state}”。"),
                hint=Bilingual("Only an open draft can be accepted or sent back.", "只有待审的草稿才能通过或退回。"),
            )
        if draft.revision != revision:
            detail = Bilingual(
                f"The draft {name} has changed since revision '{revision[:40]}'.", f"自修订“{revision[:40]}”以来，草稿 {name} 已有改动。"
            )
            raise PreconditionError(
                detail,
                hint=Bilingual("Read it again, and send its present revision in If-Match.", "请重新读取，并在 If-Match 中发送当前修订号。"),
            )
        return draft

    def _ready(self, draft: ProposedDraft) -> dict[str, Path]:
        """Return the packages of the imports of a draft, by name, as far as they are ready."""
        return {one.package: self.imports.package(one.id) for one in self.records(draft) if one.state == READY}

    def _refuse_conflicts(self, draft: ProposedDraft, base: Draft) -> None:
        """Raise when edits that fit the present data do not fit the imports of a draft. ``base`` has these imports."""
        if not draft.imports:
            return
        known = set(self.editing.draft().faults())
        conflict = next((fault for fault in base.faults() if fault not in known), None)
        if conflict is not None:
            raise BadValueError(
                conflict,
                hint=Bilingual(
                    "Undo the edit (alliance undo ID), or correct the file and import it again.",
                    "请撤销该修改（alliance undo ID），或更正文件后重新导入。",
                ),
            )

    def _imported_earlier(self, upload: Upload) -> tuple[ProposedDraft, ImportRecord] | None:
        """Return what an earlier request with the same key has imported."""
        draft = _repeated(self.files.all(), upload)
        if draft is None:
            return None
        name = next(one.imported for one in draft.requests if (one.key, one.who) == (upload.key, upload.who))
        if name not in draft.imports:
            raise StateError(
                Bilingual(
                    f"The import {name} was replaced by a later one of the draft {draft.id}.",
                    f"导入 {name} 已被草稿 {draft.id} 中后来的导入取代。",
                ),
                hint=Bilingual("Use a new key.", "请使用新的 Idempotency-Key。"),
            )
        return draft, self.imports.get(name)

    def _build(self, part: Path, upload: Upload, known: Mapping[str, Path]) -> dict[str, Any]:
        """Copy the files of an upload into a folder, and build its package there. Return the report."""
        folder = part / "files"
        folder.mkdir(mode=0o700)
        for name, stream in upload.files:
            with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                shutil.copyfileobj(stream, target)
        for path in self.imports.uploads(upload.again) if upload.again is not None else ():
            shutil.copy(path, folder / path.name)
        decisions = None
        if upload.decisions is not None:
            decisions = part / f"decisions{Path(upload.decisions[0]).suffix.lower()}"
            decisions.write_bytes(upload.decisions[1])
        files = tuple(sorted(folder.iterdir()))
        earlier = None if upload.again is None else self.imports.decisions(upload.again)
        order = Order(
            files,
            part / "package",
            known,
            upload.mapping,
            decisions,
            upload.name,
            upload.requires,
            upload.undecided,
            upload.columns,
            earlier if earlier is not None and earlier.is_file() else None,
        )
        try:
            report = build_apart(order)
        except BuildError as error:
            raise BadValueError(error.detail, pointer=f"/body/{error.part}", hint=error.hint or None) from error
        if decisions is not None:  # the package has its own copy
            decisions.unlink()
        return report

    def _target(self, known: Sequence[ProposedDraft], proposal: Proposal | Upload) -> ProposedDraft:
        if proposal.draft is None:
            if len(known) >= MOST_DRAFTS:
                raise StateError(
                    Bilingual(f"There are {MOST_DRAFTS} drafts already.", f"已有 {MOST_DRAFTS} 份草稿。"),
                    hint=Bilingual("Accept some of them.", "请先审定其中一些。"),
                )
            return ProposedDraft(secrets.token_hex(6), "open", proposal.message, (), ())
        draft = self.files.get(proposal.draft)
        if self.state(draft) == "accepted":
            raise StateError(
                Bilingual(f"The draft {draft.id} is accepted.", f"草稿 {draft.id} 已通过。"),
                hint=Bilingual("Leave 'draft' out to begin another one.", "去掉“draft”即可新建草稿。"),
            )
        return draft

    def _made(self, target: ProposedDraft, proposal: Proposal, taken: set[str]) -> tuple[Edit, ...]:
        base = self.editing.draft(self._ready(target))
        taken = taken | {edit.edit for edit in base.edits}
        made: tuple[Edit, ...] = ()
        for number, (make, evidence) in enumerate(proposal.changes):
            while (ident := secrets.token_hex(4)) in taken:
                pass
            taken.add(ident)
            author = Author(ident, proposal.who, now(), evidence.source, evidence.quote, evidence.locator, evidence.reason)
            try:
                made += tuple(make(base.followed_by((*target.edits, *made)), author))
            except EditError as error:
                raise BadValueError(error.detail, pointer=f"/body/changes/{number}", hint=error.hint or None) from error
        return made


def _repeated(known: Sequence[ProposedDraft], proposal: Proposal | Upload) -> ProposedDraft | None:
    """Return the draft that an earlier request with the same key made.

    :raises UserError: that request had another body.
    """
    for draft in known:
        for request in draft.requests:
            if (request.key, request.who) == (proposal.key, proposal.who):
                if request.body != proposal.body:
                    raise UserError(
                        Bilingual("The Idempotency-Key was used with another body.", "该 Idempotency-Key 已用于另一请求正文。"),
                        hint=Bilingual("Use a new key for a new request.", "新的请求请用新的 Idempotency-Key。"),
                    )
                return draft
    return None
