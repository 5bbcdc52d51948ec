"""``/v1/edits``, ``/v1/drafts``, ``/v1/publications`` and ``/v1/versions``: propose, review and publish edits, and what versions changed.

No response is cached: drafts change without a new data version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.routers.edit_requests import (
    DATA_VERSION,
    AfterParam,
    NamePath,
    PerPageParam,
    answer,
    body,
    editing_by,
    idempotency_key,
    if_match,
    page,
    refuse_unknown,
    same_version,
    sent,
    who_of,
)
from api.routers.importing import import_summary
from api.schemas.editing import (
    AddChange,
    AnyChange,
    MergeChange,
    ProposalBody,
    PublicationBody,
    RemoveChange,
    RenameChange,
    ReturnBody,
    SetChange,
)
from api.security.write_scopes import WRITE_SCOPES
from graph.errors import AllianceError, BadValueError
from graph.loading.editing import Editing, Evidence
from graph.loading.publications import Publication, Publications
from graph.loading.reviewing import Make, Proposal, Reviewing
from graph.settings import Settings
from graph.storage.draft_files import ProposedDraft
from seed.bilingual import Bilingual
from seed.packages.differences import differences

EXAMPLES = 20
"""Number of differences that are shown of each group of a draft."""

_REVISION = Bilingual("revision of the draft", "草稿的修订号")


class EditingRoutes:
    """The endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def _who(self, request: Request) -> str:
        return who_of(request, self._settings)

    def _editing(self, who: str) -> Editing:
        return editing_by(self._settings, who)

    async def rights(self, request: Request) -> Response:
        """Return which of the scopes ``propose``, ``review`` and ``publish`` the client has for this data; none if it cannot be edited."""
        held: frozenset[str] = getattr(request.state, "scopes", None) or frozenset()
        who = self._who(request)

        def work() -> dict[str, Any]:
            try:
                version: str | None = self._editing(who).version
            except AllianceError:
                version = None
            row = {"scopes": [scope for scope in WRITE_SCOPES if scope in held and version is not None], "who": who}
            return {"meta": {"count": 1, "data_version": version}, "results": [row]}

        return await sent(work)

    async def propose(self, request: Request) -> Response:
        """Add changes to a draft. Requires ``If-Match`` with the data version and an ``Idempotency-Key``."""
        proposal, content = await body(request, ProposalBody)
        version, key, who = if_match(request, DATA_VERSION), idempotency_key(request), self._who(request)

        def work() -> dict[str, Any]:
            editing = self._editing(who)
            same_version(editing, version)
            changes = [(_make(change), Evidence(change.source, change.quote, change.locator, change.reason)) for change in proposal.changes]
            hashed = hashlib.sha256(content).hexdigest()
            reviewing = Reviewing(editing)
            draft = reviewing.propose(Proposal(changes, who, key, hashed, proposal.message, proposal.draft))
            return answer(editing, _summaries(reviewing, [draft]))

        return await sent(work, 201)

    async def edits(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the accepted and published edits with their states, oldest first."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            rows = [{**asdict(state.edit), "state": state.state} for state in editing.states()]
            return page(editing, rows, after, per_page)

        return await sent(work)

    async def drafts(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the drafts, oldest first."""

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(self._who(request)))
            rows = _summaries(reviewing, reviewing.files.all())
            return page(reviewing.editing, rows, after, per_page)

        return await sent(work)

    async def draft(self, request: Request, id: NamePath) -> Response:
        """Return a draft with its edits, the row differences in groups, and the figures that change."""

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(self._who(request)))
            draft = reviewing.files.get(id)
            (summary,) = _summaries(reviewing, [draft])
            shown = {} if summary["state"] == "accepted" else _preview(reviewing, draft)
            edits = [asdict(edit) for edit in draft.edits]
            return answer(reviewing.editing, [{**summary, "edits": edits, **shown}])

        return await sent(work)

    async def accept(self, request: Request, id: NamePath) -> Response:
        """Accept a draft. Requires ``If-Match`` with its revision."""
        revision, who = if_match(request, _REVISION), self._who(request)

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(who))
            draft = reviewing.accept(id, revision, who)
            return answer(reviewing.editing, _summaries(reviewing, [draft]))

        return await sent(work)

    async def send_back(self, request: Request, id: NamePath) -> Response:
        """Send a draft back with a word. Requires ``If-Match`` with its revision."""
        returned, _ = await body(request, ReturnBody)
        revision, who = if_match(request, _REVISION), self._who(request)

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(who))
            draft = reviewing.send_back(id, revision, who, returned.word)
            return answer(reviewing.editing, _summaries(reviewing, [draft]))

        return await sent(work)

    async def publish(self, request: Request) -> Response:
        """Publish the accepted edits in the background. Requires ``If-Match`` with the data version and an ``Idempotency-Key``."""
        wanted, _ = await body(request, PublicationBody)
        version, key, who = if_match(request, DATA_VERSION), idempotency_key(request), self._who(request)

        def work() -> dict[str, Any]:
            editing = self._editing(who)
            same_version(editing, version)
            return answer(editing, [_state(Publications(editing).start(key, who, wanted.message))])

        return await sent(work, 202)

    async def publication(self, request: Request, id: NamePath) -> Response:
        """Return the state of a publication."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            return answer(editing, [_state(Publications(editing).get(id))])

        return await sent(work)

    async def versions(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the data versions of the ledger, newest first."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            return page(editing, [asdict(entry) for entry in reversed(editing.ledger.entries())], after, per_page)

        return await sent(work)

    async def changes(self, request: Request, a: NamePath, b: NamePath, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List what changed from version ``a`` to ``b``, row by row, by type and id."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            old, new = (editing.packages_of(str(editing.entry(name).number)) for name in (a, b))
            rows = [asdict(item) for item in islice(differences(old, new), after, after + per_page + 1)]
            return answer(editing, rows[:per_page], truncated=len(rows) > per_page)

        return await sent(work)


def _summaries(reviewing: Reviewing, drafts: Sequence[ProposedDraft]) -> list[dict[str, Any]]:
    pending = reviewing.unpublished()
    return [_summary(reviewing, draft, pending=draft.id in pending) for draft in drafts]


def _summary(reviewing: Reviewing, draft: ProposedDraft, *, pending: bool) -> dict[str, Any]:
    state = reviewing.state(draft)
    return {
        "id": draft.id,
        "state": state,
        "revision": draft.revision,
        "message": draft.message,
        "published": state == "accepted" and not pending,
        "edits_count": len(draft.edits),
        "imports": [import_summary(record) for record in reviewing.records(draft)],
        "proposed": [
            {"who": request.who, "at": request.at, "edits": request.edits, "import": request.imported or None} for request in draft.requests
        ],
        "reviewer": draft.reviewer,
        "reviewed": draft.reviewed,
        "word": draft.word,
    }


def _preview(reviewing: Reviewing, draft: ProposedDraft) -> dict[str, Any]:
    """Return what a draft changes, or the conflict for which it cannot be accepted."""
    try:
        preview = reviewing.preview(draft)
    except BadValueError as error:
        return {"conflict": error.detail}
    groups = [
        {
            "change": group.change,
            "type": group.type,
            "property": group.property,
            "count": len(group.differences),
            "examples": [asdict(item) for item in group.differences[:EXAMPLES]],
        }
        for group in preview.groups
    ]
    figures = [{"name": figure.name, "of": figure.of, "before": before, "after": after} for figure, before, after in preview.figures]
    return {"changes": groups, "figures": figures}


def _state(publication: Publication) -> dict[str, Any]:
    return {name: value for name, value in asdict(publication).items() if name != "process"}


def _make(change: AnyChange) -> Make:
    """Return the function that makes the edit."""
    if isinstance(change, SetChange):
        return lambda draft, author: draft.set(change.row, change.property, change.value, author)
    if isinstance(change, AddChange):
        return lambda draft, author: draft.add(change.type, change.values, author)
    if isinstance(change, RemoveChange):
        return lambda draft, author: draft.remove(change.row, author, with_relationships=change.with_relationships)
    if isinstance(change, RenameChange):
        return lambda draft, author: draft.rename(change.row, change.new, author)
    if isinstance(change, MergeChange):
        return lambda draft, author: draft.same_as(change.row, change.other, author, change.keep)
    return lambda draft, author: draft.undo(change.edit, author)


def router(settings: Settings) -> APIRouter:
    """Return the router. The document leaves these routes out; docs/editing.md describes them."""
    routes = EditingRoutes(settings)
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(refuse_unknown)])
    for path, method, endpoint in (
        ("/editing", "GET", routes.rights),
        ("/edits", "GET", routes.edits),
        ("/edits", "POST", routes.propose),
        ("/drafts", "GET", routes.drafts),
        ("/drafts/{id}", "GET", routes.draft),
        ("/drafts/{id}/accept", "POST", routes.accept),
        ("/drafts/{id}/return", "POST", routes.send_back),
        ("/publications", "POST", routes.publish),
        ("/publications/{id}", "GET", routes.publication),
        ("/versions", "GET", routes.versions),
        ("/versions/{a}/changes/{b}", "GET", routes.changes),
    ):
        api_router.add_api_route(path, endpoint, methods=[method], include_in_schema=False)
    return api_router
