"""Drafts: proposed edits that wait for a review, one file per draft in ``<folder>/workspace/drafts``.

A draft is ``open`` or ``returned`` (sent back with a word), and ``accepted`` when the edits of the workspace contain its edits. A draft
that has only imports is accepted when its file says so. So one write decides, and a process that is killed while it accepts a draft leaves
a consistent state. Only a process that holds the lock of the workspace writes drafts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.errors import LocalServerError, NotFoundError
from graph.system.files import full_disk, write_atomically
from seed.bilingual import Bilingual
from seed.edits.edit import Edit

_ID = re.compile(r"[0-9a-f]{12}")
MOST_DRAFTS = 1000
"""Maximum number of drafts of a workspace."""


@dataclass(frozen=True)
class Request:
    """A request that added edits or an import: its idempotency key, the hash of its body, who sent it, when, and what it added."""

    key: str
    body: str
    who: str
    at: str
    edits: tuple[str, ...]
    imported: str = ""
    """Id of the import."""


@dataclass(frozen=True)
class ProposedDraft:
    """A draft. ``word`` is what the reviewer wrote, ``reviewer`` their name; both are empty before a review.

    ``imports`` are the ids of its imports (graph.storage.import_files). The last three fields concern a draft with imports: its place among
    the accepted ones, the number of ledger entries when it was accepted, and the data version that contains it, if its publication ended.
    """

    id: str
    state: str
    message: str
    edits: tuple[Edit, ...]
    requests: tuple[Request, ...]
    word: str = ""
    reviewer: str = ""
    reviewed: str = ""
    imports: tuple[str, ...] = ()
    accepted_as: int = 0
    ledger_entries: int = 0
    published: str = ""

    @property
    def revision(self) -> str:
        """Return the hash of the content: it changes whenever the draft does."""
        return hashlib.sha256(_text(self).encode()).hexdigest()[:16]

    def state_in(self, accepted: Collection[str]) -> str:
        """Return the state, when the workspace has the edits ``accepted``."""
        if not self.edits:
            return self.state
        if all(edit.edit in accepted for edit in self.edits):
            return "accepted"
        return "open" if self.state == "accepted" else self.state


class DraftFiles:
    """The drafts of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / "drafts"

    def all(self) -> list[ProposedDraft]:
        """Return all drafts, oldest first.

        :raises LocalServerError: a file is damaged.
        """
        drafts = [self._read(path) for path in self.folder.glob("*.json")]
        return sorted(drafts, key=lambda draft: (draft.requests[0].at if draft.requests else "", draft.id))

    def get(self, name: str) -> ProposedDraft:
        """Return a draft.

        :raises NotFoundError: there is none with this id.
        """
        path = self.folder / f"{name}.json"
        if not _ID.fullmatch(name) or not path.is_file():
            raise NotFoundError(Bilingual(f"There is no draft '{name[:40]}'.", f"没有草稿“{name[:40]}”。"))
        return self._read(path)

    def write(self, draft: ProposedDraft) -> None:
        """Write a draft."""
        with full_disk(self.folder.parent, "the draft"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self.folder / f"{draft.id}.json", _text(draft), mode=0o600)

    def _read(self, path: Path) -> ProposedDraft:
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            edits = tuple(Edit(**edit) for edit in content["edits"])
            requests = tuple(Request(**{**request, "edits": tuple(request["edits"])}) for request in content["requests"])
            return ProposedDraft(**{**content, "edits": edits, "requests": requests, "imports": tuple(content.get("imports", ()))})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LocalServerError(f"The draft {path} cannot be read ({error}).", hint="Restore it from a backup, or remove it.") from error


def _text(draft: ProposedDraft) -> str:
    return json.dumps(asdict(draft), ensure_ascii=False, indent=1) + "\n"
