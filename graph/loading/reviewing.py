"""Propose edits in drafts, review them, and publish what was accepted.

``propose`` adds edits to a draft, ``accept`` makes them edits of the workspace, and ``send_back`` returns the draft with a word.
:meth:`graph.loading.editing.Editing.publish` makes a data version of all accepted edits. A review is made within the lock of the workspace,
and states the revision of the draft that it is based on: of two reviewers, the second gets an error.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.errors import BadValueError, PreconditionError, StateError, UserError
from graph.loading.editing import Editing, Evidence
from graph.loading.load_plan import now
from graph.storage.draft_files import MOST_DRAFTS, DraftFiles, ProposedDraft, Request
from seed.edits.drafting import Author, Draft, EditError
from seed.edits.edit import Edit
from seed.edits.figures import Figure, figures_of
from seed.packages.differences import Group, differences, grouped

Make = Callable[[Draft, Author], Sequence[Edit]]
MOST_EDITS = 500
"""Maximum number of edits of a draft."""


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
class Preview:
    """What a draft changes: groups of row differences, and the figures that differ (before, after)."""

    groups: list[Group]
    figures: list[tuple[Figure, int, int]]


class Reviewing:
    """The drafts of the data that ``editing`` names."""

    def __init__(self, editing: Editing) -> None:
        self.editing, self.files = editing, DraftFiles(editing.workspace.folder)

    def state(self, draft: ProposedDraft) -> str:
        """Return the state of a draft: open, returned, accepted."""
        return draft.state_in({edit.edit for edit in self.editing.workspace.edits()})

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
                raise StateError(f"A draft holds at most {MOST_EDITS} edits.", hint="Begin another draft.")
            self.files.write(draft)
        return draft

    def accept(self, name: str, revision: str, who: str) -> ProposedDraft:
        """Add the edits of a draft to those that the next publication contains.

        :raises PreconditionError: the draft has changed since ``revision``.
        :raises StateError: it is not open.
        :raises BadValueError: its edits do not fit the data any more.
        """

        def admit(draft: Draft, _: Author) -> Sequence[Edit]:
            return draft.admit(self._reviewable(name, revision).edits)

        self.editing.change(admit, Evidence())
        with self.editing.workspace.locked():
            accepted = replace(self.files.get(name), reviewer=who, reviewed=now())
            self.files.write(accepted)
        return accepted

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
        base = self.editing.draft()
        if self.state(draft) == "accepted":
            raise StateError(f"The draft {draft.id} is accepted.", hint="Show what the next publication changes: alliance diff")
        try:
            edits = base.admit(draft.edits)
        except EditError as error:
            raise BadValueError(error.detail, hint=error.hint or None) from error
        before, after = base.packages(), base.followed_by(edits).packages()
        old, new = figures_of(before), figures_of(after)
        changed = [(figure, old.get(figure, 0), new.get(figure, 0)) for figure in dict.fromkeys([*old, *new])]
        return Preview(grouped(list(differences(before, after))), [item for item in changed if item[1] != item[2]])

    # parts

    def _reviewable(self, name: str, revision: str) -> ProposedDraft:
        draft = self.files.get(name)
        state = self.state(draft)
        if state != "open":
            raise StateError(f"The draft {name} is {state}.", hint="Only an open draft can be accepted or sent back.")
        if draft.revision != revision:
            detail = f"The draft {name} has changed since revision '{revision[:40]}'."
            raise PreconditionError(detail, hint="Read it again, and send its present revision in If-Match.")
        return draft

    def _target(self, known: Sequence[ProposedDraft], proposal: Proposal) -> ProposedDraft:
        if proposal.draft is None:
            if len(known) >= MOST_DRAFTS:
                raise StateError(f"There are {MOST_DRAFTS} drafts already.", hint="Accept some of them.")
            return ProposedDraft(secrets.token_hex(6), "open", proposal.message, (), ())
        draft = self.files.get(proposal.draft)
        if self.state(draft) == "accepted":
            raise StateError(f"The draft {draft.id} is accepted.", hint="Leave 'draft' out to begin another one.")
        return draft

    def _made(self, target: ProposedDraft, proposal: Proposal, taken: set[str]) -> tuple[Edit, ...]:
        base = self.editing.draft()
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


def _repeated(known: Sequence[ProposedDraft], proposal: Proposal) -> ProposedDraft | None:
    """Return the draft that an earlier request with the same key made.

    :raises UserError: that request had another body.
    """
    for draft in known:
        for request in draft.requests:
            if (request.key, request.who) == (proposal.key, proposal.who):
                if request.body != proposal.body:
                    raise UserError("The Idempotency-Key was used with another body.", hint="Use a new key for a new request.")
                return draft
    return None
