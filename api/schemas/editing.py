"""Request bodies of edits, reviews and publications."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_CHANGES = 20
"""Maximum number of changes of a request. Each is checked with all packages."""
Id = Annotated[str, Field(min_length=1, max_length=600)]
Text = Annotated[str, Field(max_length=2_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Change(_Body):
    source: Text = ""
    quote: Text = ""
    locator: Text = ""
    reason: Text = ""


class SetChange(_Change):
    """Set a property of a row. An empty value removes it."""

    do: Literal["set"]
    row: Id
    property: Id
    value: Annotated[str, Field(max_length=20_000)]


class AddChange(_Change):
    """Add an entity or a relationship."""

    do: Literal["add"]
    type: Id
    values: Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=100)]


class RemoveChange(_Change):
    """Remove a row."""

    do: Literal["remove"]
    row: Id
    with_relationships: bool = False


class RenameChange(_Change):
    """Give an entity another id."""

    do: Literal["rename"]
    row: Id
    new: Id


class MergeChange(_Change):
    """Merge the entity ``other`` into ``row``. ``keep`` has A (row) or B (other) for each contradictory property."""

    do: Literal["same_as"]
    row: Id
    other: Id
    keep: Annotated[dict[str, Literal["A", "B"]], Field(max_length=1_000)] = {}


class UndoChange(_Change):
    """Undo an edit."""

    do: Literal["undo"]
    edit: Id


AnyChange = Annotated[SetChange | AddChange | RemoveChange | RenameChange | MergeChange | UndoChange, Field(discriminator="do")]


class ProposalBody(_Body):
    """Changes for a new draft, or for the one that ``draft`` names."""

    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=MOST_CHANGES)]
    draft: Id | None = None
    message: Text = ""


class ReturnBody(_Body):
    """The word with which a draft is sent back."""

    word: Annotated[str, Field(min_length=1, max_length=2_000)]


class PublicationBody(_Body):
    """The message of a data version for the ledger."""

    message: Text = ""
