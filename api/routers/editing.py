"""``/v1/edits``, ``/v1/drafts``, ``/v1/publications`` and ``/v1/versions``: propose, review and publish edits, and what versions changed.

Bodies are read by hand: their size is limited, and only ``application/json`` is accepted, which a page of another origin cannot send
without a CORS preflight. The work is done in threads, because it reads packages. No response is cached: drafts change without a new data
version.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.parameters.values import from_text
from api.responses.problems import HTTP_PROBLEMS, BadRequestError
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
from graph.errors import BadValueError, PreconditionError
from graph.loading.editing import Editing, Evidence
from graph.loading.publications import Publication, Publications
from graph.loading.reviewing import Make, Proposal, Reviewing
from graph.settings import DatabaseSettings, Settings
from graph.storage.draft_files import ProposedDraft
from seed.packages.differences import differences

BODY_BYTES = 256_000
"""Maximum size of a body, in bytes."""
EXAMPLES = 20
"""Number of differences that are shown of each group of a draft."""
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_TAG = re.compile(r'"([^"]{1,200})"')
_HINT = "See docs/editing.md for examples."
Body = TypeVar("Body", bound=BaseModel)
NamePath = Annotated[str, Path(min_length=1, max_length=100)]
AfterParam = Annotated[int, Query(ge=0, description="Number of rows to skip.")]
PerPageParam = Annotated[int, Query(ge=1, le=1_000, description="Maximum number of rows.")]


class _BodyTooLargeError(BadValueError):
    """The body exceeds the limit."""

    (code, title, title_zh), status = HTTP_PROBLEMS[413], 413


class EditingRoutes:
    """The endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def _who(self, request: Request) -> str:
        return getattr(request.state, "key_name", None) or self._settings.editor_name()

    def _editing(self, who: str) -> Editing:
        return Editing(self._settings.model_copy(update={"editor": who}), DatabaseSettings())

    async def propose(self, request: Request) -> Response:
        """Add changes to a draft. Requires ``If-Match`` with the data version and an ``Idempotency-Key``."""
        body, content = await _body(request, ProposalBody)
        version, key, who = _if_match(request, "data version"), _idempotency_key(request), self._who(request)

        def work() -> dict[str, Any]:
            editing = self._editing(who)
            _same_version(editing, version)
            changes = [(_make(change), Evidence(change.source, change.quote, change.locator, change.reason)) for change in body.changes]
            hashed = hashlib.sha256(content).hexdigest()
            reviewing = Reviewing(editing)
            draft = reviewing.propose(Proposal(changes, who, key, hashed, body.message, body.draft))
            return _answer(editing, [_summary(draft, reviewing.state(draft))])

        return await _sent(work, 201)

    async def edits(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the accepted and published edits with their states, oldest first."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            rows = [{**asdict(state.edit), "state": state.state} for state in editing.states()]
            return _page(editing, rows, after, per_page)

        return await _sent(work)

    async def drafts(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the drafts, oldest first."""

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(self._who(request)))
            rows = [_summary(draft, reviewing.state(draft)) for draft in reviewing.files.all()]
            return _page(reviewing.editing, rows, after, per_page)

        return await _sent(work)

    async def draft(self, request: Request, id: NamePath) -> Response:
        """Return a draft with its edits, the row differences in groups, and the figures that change."""

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(self._who(request)))
            draft = reviewing.files.get(id)
            state = reviewing.state(draft)
            shown = {} if state == "accepted" else _preview(reviewing, draft)
            edits = [asdict(edit) for edit in draft.edits]
            return _answer(reviewing.editing, [{**_summary(draft, state), "edits": edits, **shown}])

        return await _sent(work)

    async def accept(self, request: Request, id: NamePath) -> Response:
        """Accept a draft. Requires ``If-Match`` with its revision."""
        revision, who = _if_match(request, "revision of the draft"), self._who(request)

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(who))
            draft = reviewing.accept(id, revision, who)
            return _answer(reviewing.editing, [_summary(draft, reviewing.state(draft))])

        return await _sent(work)

    async def send_back(self, request: Request, id: NamePath) -> Response:
        """Send a draft back with a word. Requires ``If-Match`` with its revision."""
        body, _ = await _body(request, ReturnBody)
        revision, who = _if_match(request, "revision of the draft"), self._who(request)

        def work() -> dict[str, Any]:
            reviewing = Reviewing(self._editing(who))
            draft = reviewing.send_back(id, revision, who, body.word)
            return _answer(reviewing.editing, [_summary(draft, reviewing.state(draft))])

        return await _sent(work)

    async def publish(self, request: Request) -> Response:
        """Publish the accepted edits in the background. Requires ``If-Match`` with the data version and an ``Idempotency-Key``."""
        body, _ = await _body(request, PublicationBody)
        version, key, who = _if_match(request, "data version"), _idempotency_key(request), self._who(request)

        def work() -> dict[str, Any]:
            editing = self._editing(who)
            _same_version(editing, version)
            return _answer(editing, [_state(Publications(editing).start(key, who, body.message))])

        return await _sent(work, 202)

    async def publication(self, request: Request, id: NamePath) -> Response:
        """Return the state of a publication."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            return _answer(editing, [_state(Publications(editing).get(id))])

        return await _sent(work)

    async def versions(self, request: Request, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List the data versions of the ledger, newest first."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            return _page(editing, [asdict(entry) for entry in reversed(editing.ledger.entries())], after, per_page)

        return await _sent(work)

    async def changes(self, request: Request, a: NamePath, b: NamePath, after: AfterParam = 0, per_page: PerPageParam = 100) -> Response:
        """List what changed from version ``a`` to ``b``, row by row, by type and id."""

        def work() -> dict[str, Any]:
            editing = self._editing(self._who(request))
            old, new = (editing.packages_of(str(editing.entry(name).number)) for name in (a, b))
            rows = [asdict(item) for item in islice(differences(old, new), after, after + per_page + 1)]
            return _answer(editing, rows[:per_page], truncated=len(rows) > per_page)

        return await _sent(work)


async def _sent(work: Callable[[], dict[str, Any]], status: int = 200) -> Response:
    content = await asyncio.to_thread(work)
    return Response(orjson.dumps(content), status, {"Cache-Control": "no-store"}, "application/json")


def _answer(editing: Editing, rows: Sequence[dict[str, Any]], *, truncated: bool = False) -> dict[str, Any]:
    return {"meta": {"count": len(rows), "truncated": truncated, "data_version": editing.version}, "results": rows}


def _page(editing: Editing, rows: Sequence[dict[str, Any]], after: int, per_page: int) -> dict[str, Any]:
    return _answer(editing, rows[after : after + per_page], truncated=len(rows) > after + per_page)


def _summary(draft: ProposedDraft, state: str) -> dict[str, Any]:
    return {
        "id": draft.id,
        "state": state,
        "revision": draft.revision,
        "message": draft.message,
        "edits_count": len(draft.edits),
        "proposed": [{"who": request.who, "at": request.at, "edits": request.edits} for request in draft.requests],
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


async def _body(request: Request, model: type[Body]) -> tuple[Body, bytes]:
    """Return the body, parsed and as sent.

    :raises BadValueError: it is too large, or does not match the model.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "The content type must be application/json.")
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > BODY_BYTES:
            raise _BodyTooLargeError(f"The body exceeds {BODY_BYTES:,} bytes.", pointer="/body", hint="Send fewer changes.")
    return from_text(model, content.decode("utf-8", "replace"), "/body", hint=_HINT), bytes(content)


def _if_match(request: Request, what: str) -> str:
    match = _TAG.fullmatch(request.headers.get("if-match", "").strip())
    if match is None:
        raise PreconditionError(
            f"If-Match must state the {what}.", hint=f'Send it in quotes: If-Match: "{what.upper().replace(" ", "_")}".'
        )
    return match[1]


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise BadValueError(
            "Idempotency-Key is missing or not valid.", pointer="/header/Idempotency-Key", hint="Send 8 to 200 ASCII characters."
        )
    return key


def _same_version(editing: Editing, version: str) -> None:
    if version != editing.version:
        detail = f"The data version is {editing.version}, not '{version[:80]}'."
        raise PreconditionError(detail, hint="Read the data again, and send its data_version in If-Match.")


async def _refuse_unknown(request: Request) -> None:
    """Reject unknown query parameters. :func:`api.parameters.selection.refuse_unknown` knows documented routes only.

    :raises BadRequestError: lists each parameter.
    """
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        valid = f"Parameters: {', '.join(known)}." if known else "This request has no parameters."
        raise BadRequestError([{"pointer": f"/query/{name}", "detail": f"There is no parameter '{name}'. {valid}"} for name in unknown])


def router(settings: Settings) -> APIRouter:
    """Return the router. The document leaves these routes out; docs/editing.md describes them."""
    routes = EditingRoutes(settings)
    api_router = APIRouter(prefix="/v1", dependencies=[Depends(_refuse_unknown)])
    for path, method, endpoint in (
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
