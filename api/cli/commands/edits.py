"""``edit``, ``edits``, ``publish`` and ``undo``: correct rows of loaded packages, with a source or a reason."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from api.cli.commands.load import report
from api.cli.commands.packages import show_report
from api.cli.options import DataOption, settings_with
from api.cli.output import Form, chosen, write_csv, write_table
from api.cli.terminal import Steps, err, out
from graph.errors import BadValueError, PackageError
from graph.settings import DatabaseSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graph.loading.editing import Editing, Evidence
    from graph.loading.reviewing import Reviewing
    from seed.edits.drafting import Author, Draft
    from seed.edits.edit import Edit

edit = typer.Typer(
    name="edit",
    help="Correct, add, remove, rename or merge rows. Example: alliance edit set ID PROPERTY VALUE --source ID",
    no_args_is_help=True,
)
RowArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of an entity, or of a relationship (TYPE~START~END).")]
SourceOption = Annotated[str, typer.Option("--source", help="Source that supports the edit: the id of a Source, or a URL.")]
QuoteOption = Annotated[str, typer.Option("--quote", help="Verbatim quote from the source, at most 12 words.")]
LocatorOption = Annotated[str, typer.Option("--locator", help="Position in the source, such as a page.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why the edit is made. Required without a source.")]
MessageOption = Annotated[str, typer.Option("--message", "-m", help="Message for the ledger (alliance log).")]
FormOption = Annotated[Form | None, typer.Option("--format", help="Output format. Default: a table on a terminal, CSV in a pipe.")]
_COLUMNS = ("edit", "state", "at", "who", "change", "evidence")
_SHOWN = 80


@edit.command("set")
def set_property(
    row: RowArgument,
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="Property to set.")],
    value: Annotated[str, typer.Argument(help="New value; an empty text removes the value. Items of a list are separated by |.")],
    *,
    source: SourceOption = "",
    quote: QuoteOption = "",
    locator: LocatorOption = "",
    reason: ReasonOption = "",
    data: DataOption = None,
) -> None:
    """Set a property of an entity or a relationship. `alliance publish` puts the edit into effect.

    Without a source the row becomes inferred and unverified. If it is an entity, its relationships become inferred too.

    Example: alliance edit set enterprise:example name "Example Works" --source source:office-2026 --locator "p. 2"
    """
    editing = editing_of(data)
    made = editing.change(lambda draft, author: draft.set(row, name, value, author), _evidence(source, quote, locator, reason))
    _say(made, editing)


@edit.command("add")
def add_row(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="Type of the entity or relationship, such as School or MEMBER_OF.")],
    values: Annotated[list[str], typer.Argument(metavar="PROPERTY=VALUE...", help="Properties; a relationship has start and end.")],
    *,
    source: SourceOption = "",
    quote: QuoteOption = "",
    locator: LocatorOption = "",
    reason: ReasonOption = "",
    data: DataOption = None,
) -> None:
    """Add an entity or a relationship. `alliance publish` puts the edit into effect.

    Example: alliance edit add MEMBER_OF start=school:a end=alliance:b role=member --source source:office-2026 --locator "p. 2"
    """
    editing, cells = editing_of(data), _cells(values)
    made = editing.change(lambda draft, author: draft.add(kind, cells, author), _evidence(source, quote, locator, reason))
    _say(made, editing)


@edit.command("remove")
def remove_row(
    row: RowArgument,
    *,
    with_relationships: Annotated[
        bool, typer.Option("--with-relationships", help="Also remove the relationships of the entity. Without it, they are listed.")
    ] = False,
    source: SourceOption = "",
    reason: ReasonOption = "",
    data: DataOption = None,
) -> None:
    """Remove an entity or a relationship. `alliance publish` puts the edit into effect.

    Example: alliance edit remove enterprise:example --with-relationships --reason "entered twice"
    """
    editing = editing_of(data)

    def remove(draft: Draft, author: Author) -> Sequence[Edit]:
        return draft.remove(row, author, with_relationships=with_relationships)

    _say(editing.change(remove, _evidence(source, "", "", reason)), editing)


@edit.command("rename")
def rename_entity(
    row: Annotated[str, typer.Argument(metavar="OLD", help="Present id of the entity.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="New id, with the same prefix.")],
    *,
    source: SourceOption = "",
    reason: ReasonOption = "",
    data: DataOption = None,
) -> None:
    """Give an entity another id. All rows that refer to it follow, and its old address redirects.

    Example: alliance edit rename enterprise:example enterprise:example-works --reason "id of the register"
    """
    editing = editing_of(data)
    _say(editing.change(lambda draft, author: draft.rename(row, new, author), _evidence(source, "", "", reason)), editing)


@edit.command("same-as")
def merge_entities(
    kept: Annotated[str, typer.Argument(metavar="A", help="Id of the entity that stays.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Id of the entity that is merged into it.")],
    *,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="PROPERTY=A|B", help="Which of two different values stays. Can be repeated.")
    ] = None,
    source: SourceOption = "",
    quote: QuoteOption = "",
    locator: LocatorOption = "",
    reason: ReasonOption = "",
    data: DataOption = None,
) -> None:
    """Merge two entities that are the same. Evidence and relationships are united; the address of B redirects to A.

    Different values are listed, and must be chosen with --keep. `alliance undo` separates the two again.

    Example: alliance edit same-as enterprise:a enterprise:b --keep name=A --reason "same credit code"
    """
    editing, choices = editing_of(data), _cells(keep or [], example="name=A")

    def merge(draft: Draft, author: Author) -> Sequence[Edit]:
        return draft.same_as(kept, other, author, choices)

    _say(editing.change(merge, _evidence(source, quote, locator, reason)), editing)


def list_edits(*, form: FormOption = None, data: DataOption = None) -> None:
    """List the edits and their states: pending, published, withdrawn (undone, but still published) or undone.

    Example: alliance edits
    """
    editing = editing_of(data)
    rows = [
        {
            "edit": item.edit.edit,
            "state": item.state,
            "at": item.edit.at,
            "who": item.edit.who,
            "change": described(item.edit),
            "evidence": item.edit.source or item.edit.reason,
        }
        for item in editing.states()
    ]
    write_rows(rows, _COLUMNS, chosen(form))
    err.print(_pending(editing), markup=False)


def publish(
    *,
    message: MessageOption = "",
    draft: Annotated[str | None, typer.Option(metavar="ID", help="Accept this draft first, if it is open.")] = None,
    data: DataOption = None,
) -> None:
    """Make a data version with all edits and accepted imports. A running server switches to it.

    Example: alliance publish -m "Names of two firms corrected"
    """
    from graph.loading.load_plan import PackageProblems  # noqa: PLC0415  # see editing_of

    editing = editing_of(data)
    if draft is not None:
        _accept(editing, draft)
    with Steps() as steps:
        try:
            with steps.step("Publishing") as progress:
                summary = editing.publish(message, progress)
        except PackageProblems as problem:
            show_report(problem.report)
            raise PackageError(f"{problem.report.total} found; nothing was published.", hint="Undo or correct these edits.") from problem
    report(summary, editing.settings, editing.database)


def undo(
    name: Annotated[str | None, typer.Argument(metavar="EDIT", help="Id of the edit. Default: the last one in effect.")] = None,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why the edit is undone.")] = "",
    data: DataOption = None,
) -> None:
    """Undo an edit. If it is published, `alliance publish` puts the undo into effect. An undo has an id, and can be undone too.

    Example: alliance undo 3f2a9c1e
    """
    from seed.edits.edit import in_effect  # noqa: PLC0415  # see editing_of

    editing = editing_of(data)

    def undone(draft: Draft, author: Author) -> Sequence[Edit]:
        last = name or next((item.edit for item in reversed(in_effect(draft.edits))), None)
        if last is None:
            raise BadValueError("There is no edit to undo.", hint="List the edits with: alliance edits")
        return draft.undo(last, author)

    _say(editing.change(undone, _evidence("", "", "", reason)), editing)


def described(change: Edit) -> str:
    """Return an edit in words."""
    if change.action == "set":
        return f"{change.property} of {change.row}: {shown(change.old)} -> {shown(change.new)}"
    if change.action in {"rename", "same_as"}:
        return f"{change.row} {'renamed to' if change.action == 'rename' else 'merged into'} {change.new}"
    return f"edit {change.row} undone" if change.action == "undo" else f"{change.row} {'added' if change.action == 'add' else 'removed'}"


def write_rows(rows: Sequence[dict[str, str]], columns: Sequence[str], form: Form) -> None:
    """Write rows of texts as a table, CSV or JSON."""
    if form is Form.json:
        sys.stdout.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
    elif form is Form.csv:
        write_csv(rows, dict.fromkeys(columns, False))
    else:
        write_table(rows, dict.fromkeys(columns, False))


def shown(text: str) -> str:
    """Return a value as it is shown, at most 80 characters."""
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}'" if text else "empty"


def editing_of(data: Path | None) -> Editing:
    """Return the edits and the history of the data folder or the database."""
    from graph.loading.editing import Editing  # noqa: PLC0415  # imports the driver and numpy, which other commands do not need

    return Editing(settings_with(data), DatabaseSettings())


def reviewing_of(editing: Editing) -> Reviewing:
    """Return the drafts."""
    from graph.loading.reviewing import Reviewing  # noqa: PLC0415  # imports the importer, which other commands do not need

    return Reviewing(editing)


def _accept(editing: Editing, name: str) -> None:
    """Accept a draft, unless it is accepted already."""
    reviewing = reviewing_of(editing)
    draft = reviewing.files.get(name)
    if reviewing.state(draft) != "accepted":
        reviewing.accept(name, draft.revision, editing.settings.editor_name())


def _evidence(source: str, quote: str, locator: str, reason: str) -> Evidence:
    from graph.loading.editing import Evidence  # noqa: PLC0415  # see editing_of

    return Evidence(source, quote, locator, reason)


def _cells(values: Sequence[str], example: str = "name_zh=郴州某校") -> dict[str, str]:
    cells: dict[str, str] = {}
    for text in values:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise BadValueError(f"'{text}' is not of the form PROPERTY=VALUE.", hint=f"Example: {example}")
        if name in cells:
            raise BadValueError(f"The property '{name}' is given twice.", hint="Give it once; separate items of a list with |.")
        cells[name] = value
    return cells


def _say(made: Sequence[Edit], editing: Editing) -> None:
    """Print what was edited, and what to do next."""
    for change in made:
        out.print(f"{change.edit}: {described(change)}", markup=False)
    err.print(_pending(editing), markup=False)


def _pending(editing: Editing) -> str:
    edits, imports = editing.pending(), len(editing.pending_imports())
    if not edits and not imports:
        return "All edits are published."
    counted = [f"{count:,} {word}{'s' * (count > 1)}" for count, word in ((edits, "edit"), (imports, "import")) if count]
    many = "are" if edits + imports > 1 else "is"
    return f"{' and '.join(counted)} {many} not published. Show the changes: alliance diff. Publish them: alliance publish"


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(edit)
    app.command("edits")(list_edits)
    app.command()(publish)
    app.command()(undo)
