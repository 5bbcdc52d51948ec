"""``drafts``, ``draft show`` and ``review``: what was proposed through the API, on the folder of the workspace. No server has to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands.edits import FormOption, described, editing_of, reviewing_of, write_rows
from api.cli.commands.history import show_group
from api.cli.options import DataOption
from api.cli.output import chosen
from api.cli.terminal import err, out
from graph.errors import BadValueError

if TYPE_CHECKING:
    from graph.loading.reviewing import Reviewing
    from graph.storage.draft_files import ProposedDraft

draft = typer.Typer(name="draft", help="Show a draft. Example: alliance draft show 3f2a9c1e77aa", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of a draft (alliance drafts).")]
_COLUMNS = ("draft", "state", "edits", "imports", "proposed_by", "at", "reviewer", "word", "message")


def list_drafts(*, form: FormOption = None, data: DataOption = None) -> None:
    """List the drafts and their states: open, returned, accepted (not published yet) or published.

    Example: alliance drafts
    """
    reviewing = reviewing_of(editing_of(data))
    unpublished = reviewing.unpublished()
    rows = [_row(reviewing, one, one.id in unpublished) for one in reviewing.files.all()]
    write_rows(rows, _COLUMNS, chosen(form))
    if not rows:
        err.print("There are no drafts. They are proposed through the API: docs/editing.md", markup=False)


def _row(reviewing: Reviewing, one: ProposedDraft, unpublished: bool) -> dict[str, str]:
    state = reviewing.state(one)
    last = one.requests[-1] if one.requests else None
    return {
        "draft": one.id,
        "state": "published" if state == "accepted" and not unpublished else state,
        "edits": str(len(one.edits)),
        "imports": ", ".join(record.package for record in reviewing.records(one)),
        "proposed_by": ", ".join(dict.fromkeys(request.who for request in one.requests)),
        "at": last.at if last is not None else "",
        "reviewer": one.reviewer,
        "word": one.word,
        "message": one.message,
    }


@draft.command("show")
def show_draft(name: IdArgument, *, data: DataOption = None) -> None:
    """Show a draft: its edits and imports, the rows that it changes, and the figures before and after.

    Example: alliance draft show 3f2a9c1e77aa
    """
    reviewing = reviewing_of(editing_of(data))
    one = reviewing.files.get(name)
    row = _row(reviewing, one, one.id in reviewing.unpublished())
    for key in ("draft", "state", "message", "proposed_by", "at", "reviewer", "word"):
        if row[key]:
            out.print(f"{key.replace('_', ' ')}: {row[key]}", markup=False)
    for edit in one.edits:
        out.print(f"{edit.edit}: {described(edit)} ({edit.source or edit.reason})", markup=False)
    for record in reviewing.records(one):
        rows = ", ".join(f"{count:,} {kind}" for kind, count in record.report.get("rows", {}).items())
        out.print(f"import {record.id}: {record.package}, {record.state}, {rows or 'no rows'}", markup=False)
    if reviewing.state(one) == "accepted":
        return
    _show_preview(reviewing, one)


def _show_preview(reviewing: Reviewing, one: ProposedDraft) -> None:
    try:
        preview = reviewing.preview(one)
    except BadValueError as error:
        out.print(f"conflict: {error.detail}", markup=False)
        return
    for group in preview.groups:
        show_group(group)
    for figure, before, after in preview.figures:
        out.print(f"{figure.name} of {figure.of}: {before:,} -> {after:,}", markup=False)


def review(
    name: IdArgument,
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Make its edits and imports part of the next publication.")] = False,
    send_back: Annotated[str | None, typer.Option("--send-back", metavar="WORD", help="Send it back, with a word for the editor.")] = None,
    revision: Annotated[str | None, typer.Option(help="Refuse if the draft has changed since this revision.")] = None,
    data: DataOption = None,
) -> None:
    """Accept a draft, or send it back. The reviewer is ALLIANCE_EDITOR, else the system user.

    Example: alliance review 3f2a9c1e77aa --accept
    """
    if accept == (send_back is not None):
        raise BadValueError("A review needs --accept or --send-back WORD.", hint="Example: alliance review ID --accept")
    editing = editing_of(data)
    reviewing, who = reviewing_of(editing), editing.settings.editor_name()
    present = revision or reviewing.files.get(name).revision
    if send_back is None:
        reviewing.accept(name, present, who)
        out.print(f"Accepted draft {name}. Publish it with: alliance publish", markup=False)
        return
    if not send_back.strip():
        raise BadValueError("--send-back needs a word.", hint="Say what to correct: --send-back 'cite the register'")
    reviewing.send_back(name, present, who, send_back.strip())
    out.print(f"Sent draft {name} back.", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("drafts")(list_drafts)
    app.add_typer(draft)
    app.command()(review)
