"""Make edits from what a person asks for, and check them against the rows that they change.

A draft is a sequence of edits on packages. An edit that would not pass the check of all packages is refused, so a draft can always be
published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seed.columns import SEPARATOR, TYPES, columns, names, path_of, type_name
from seed.edits.applied import with_edits
from seed.edits.edit import EDITS_FILE, Edit, in_effect, row_text
from seed.edits.edit_file import property_fault
from seed.edits.file_rows import Cells, Mention, effective, stored_rows
from seed.edits.merging import contradictions, is_mixed
from seed.edits.row_keys import key_fault, key_now, key_of, type_of_key
from seed.model import EDGES, NODES, Edge, Row, Source, label_of
from seed.packages.cell_checks import verdict
from seed.packages.checker import check
from seed.packages.choices import extended, united
from seed.packages.package import Package
from seed.packages.package_files import NoFiles
from seed.problems import Problem
from seed.suggestions import did_you_mean, nearest

EDITS_PACKAGE = "edits"
"""Name of the package of the edits that are made with the program."""
ROW_CHARACTERS = 100_000
"""Maximum number of characters of a row that an edit adds or removes. A cell of a CSV file has at most 131,072."""


class EditError(Exception):
    """An edit that cannot be made. ``detail`` says what is wrong, ``hint`` what is valid."""

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(f"{detail} {hint}".strip())
        self.detail, self.hint = detail, hint


class ContradictionError(EditError):
    """Values of two rows that are merged contradict each other. ``values`` has both by property."""

    def __init__(self, values: Mapping[str, tuple[str, str]]) -> None:
        listed = "; ".join(f"{name}: A {_shown(one)}, B {_shown(two)}" for name, (one, two) in values.items())
        choices = " ".join(f"--keep {name}=A" for name in values)
        super().__init__(f"The two have different values. {listed}.", f"Choose A or B for each, for example: {choices}")
        self.values = dict(values)


@dataclass(frozen=True)
class Author:
    """Who makes an edit, when, and on what evidence. ``source`` is the id of a Source, or a URL, which becomes one."""

    edit: str
    """Id of the edit."""
    who: str
    at: str
    source: str = ""
    quote: str = ""
    locator: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Hanging:
    """What hangs on an entity: its relationships, and the rows that name it in a column (row, column)."""

    relationships: tuple[str, ...]
    references: tuple[tuple[str, str], ...]


class Draft:
    """Edits on packages that are opened without edits of their own."""

    def __init__(self, packages: Sequence[Package], edits: Sequence[Edit]) -> None:
        self._packages, self.edits = list(packages), tuple(edits)
        self._choices = united(package.choices for package in packages)
        self._rows = self._with(self.edits, weaken=False)
        self.redirects = {old: new for package in self._rows for old, new in package.redirects.items()}
        """The present id of each id that was replaced."""

    def _with(self, edits: Sequence[Edit], *, weaken: bool) -> list[Package]:
        numbers = tuple(range(2, 2 + len(edits)))
        own = Package(Path(EDITS_FILE), EDITS_PACKAGE, "", "", (), (), NoFiles(), [], edits=tuple(edits), edit_numbers=numbers)
        return with_edits([*self._packages, own], weaken=weaken)

    def faults(self) -> list[str]:
        """Return the problems of the packages and of the edits, such as conflicts."""
        return [problem.detail for package in self._rows for problem in package.problems]

    def packages(self) -> list[Package]:
        """Return the packages with the edits of the draft."""
        return self._with(self.edits, weaken=True)

    # what a person can ask for

    def set(self, row: str, name: str, value: str, author: Author) -> tuple[Edit, ...]:
        """Return the edit that sets a property. An empty value removes the property.

        :raises EditError: the row, the property or the value is not valid.
        """
        cls, cells = self._row(row)
        source, more = self._source(author)
        fault = property_fault(cls, name, sourced=bool(source))
        if fault is not None:
            raise EditError(f"{type_name(cls)} {row}: {fault.detail}", fault.expected)
        value = value.strip()
        self._check_value(cls, name, value)
        old = effective(cls, cells).get(name, "")
        if value == old:
            raise EditError(f"{name} of {row} is already {_shown(value)}.", "Give another value.")
        change = self._edit(author, source, action="set", type=type_name(cls), row=row, property=name, old=old, new=value)
        return self._checked((*more, change))

    def add(self, kind: str, values: Mapping[str, str], author: Author) -> tuple[Edit, ...]:
        """Return the edit that adds an entity or a relationship with these values.

        :raises EditError: the type, a property or a value is not valid, or the row exists already.
        """
        cls = TYPES.get(kind)
        if cls is None:
            raise EditError(f"There is no type '{kind}'.", did_you_mean(nearest(kind, TYPES)) or f"Types: {', '.join(TYPES)}.")
        source, more = self._source(author)
        cells = {name: text.strip() for name, text in values.items()}
        for name, value in cells.items():
            if name not in names(cls):
                raise EditError(f"{kind} has no property '{name}'.", _property_hint(cls, name))
            self._check_value(cls, name, value)
        for column in columns(cls):
            if (column.required or column.fallback) and not cells.get(column.name) and not cells.get(column.fallback):
                needed = f"{column.name} or {column.fallback}" if column.fallback else column.name
                raise EditError(f"A row of type {kind} needs {needed}.", f"Add it: {column.name}=VALUE.")
        key = key_of(cls, cells)
        self._check_new(cls, key, cells, sourced=bool(source))
        change = self._edit(author, source, action="add", type=kind, row=key, new=_bounded(row_text(cells), key))
        return self._checked((*more, change))

    def remove(self, row: str, author: Author, *, with_relationships: bool = False) -> tuple[Edit, ...]:
        """Return the edits that remove an entity with its relationships, or one relationship.

        :raises EditError: there is no such row, or something hangs on it.
        """
        cls, cells = self._row(row)
        source, more = self._source(author)
        hanging = self.hanging(row)
        if hanging.references:
            listed = ", ".join(f"{column} of {other}" for other, column in hanging.references[:5])
            count = len(hanging.references)
            raise EditError(
                f"{row} is named by {count:,} row{'s' * (count > 1)}: {listed}{' ...' if count > 5 else ''}.", "Edit them first."
            )
        if hanging.relationships and not with_relationships:
            count, first = len(hanging.relationships), ", ".join(hanging.relationships[:5])
            detail = f"{row} has {count:,} relationship{'s' * (count > 1)}: {first}{' ...' if count > 5 else ''}."
            raise EditError(detail, "Remove them too with --with-relationships.")
        removed = [(row, cls, cells), *((key, *self._row(key)) for key in reversed(hanging.relationships))]
        edits = [
            self._edit(author, source, action="remove", type=type_name(kind), row=key, old=_bounded(row_text(effective(kind, old)), key))
            for key, kind, old in reversed(removed)
        ]
        return self._checked((*more, *edits))

    def rename(self, row: str, new: str, author: Author) -> tuple[Edit, ...]:
        """Return the edit that gives an entity another id. All rows that refer to it follow, and the old id redirects.

        :raises EditError: there is no such entity, or the new id is malformed or was used before.
        """
        cls, _ = self._entity(row)
        source, more = self._source(author)
        new = new.strip()
        fault = key_fault(cls, new)
        if fault is not None:
            raise EditError(f"'{new}': {fault.detail}", fault.expected)
        self._refuse_replaced(new)
        if any(cells.get("id") == new for cells in self._all(cls)):
            raise EditError(f"{new} exists already.", f"Choose another id, or merge the two: alliance edit same-as {new} {row} ...")
        return self._checked((*more, self._edit(author, source, action="rename", type=type_name(cls), row=row, new=new)))

    def same_as(self, kept: str, other: str, author: Author, keep: Mapping[str, str] | None = None) -> tuple[Edit, ...]:
        """Return the edit that merges an entity into another one of its type. The merged entity has the evidence and relationships of both.

        :param keep: for each contradictory property, ``A`` (the value of ``kept``) or ``B`` (that of ``other``). Properties of
            relationships that both have are named ``TYPE.property``.
        :raises ContradictionError: values are contradictory and ``keep`` does not decide; lists all of them.
        :raises EditError: the entities cannot be merged.
        """
        cls, one = self._entity(kept)
        other_cls, two = self._entity(other)
        source, more = self._source(author)
        if kept == other or cls is not other_cls:
            detail = f"{kept} and {other} are {'the same row' if kept == other else f'a {type_name(cls)} and a {type_name(other_cls)}'}."
            raise EditError(detail, "Only two entities of the same type can be merged.")
        pairs = [("", cls, one, two), *self._shared_ties(kept, other)]
        mixed = next((key or kept for key, _, a, b in pairs if is_mixed(a, b)), None)
        if mixed is not None:
            raise EditError(f"{mixed}: one of the merged rows is simulated and the other is not.", "Remove the simulated one instead.")
        found = {f"{key}.{name}" if key else name: both for key, kind, a, b in pairs for name, both in contradictions(kind, a, b).items()}
        dropped = _decided(found, keep or {})
        merge = self._edit(
            author, source, action="same_as", type=type_name(cls), row=other, old=_bounded(row_text(dropped), other), new=kept
        )
        return self._checked((*more, merge))

    def undo(self, edit: str, author: Author) -> tuple[Edit, ...]:
        """Return the row that undoes an edit.

        :raises EditError: there is no such edit in effect, or a later edit rests on it.
        """
        ids = list(dict.fromkeys(item.edit for item in in_effect(self.edits)))
        if edit not in ids:
            known = {item.edit for item in self.edits}
            problem = f"Edit {edit} is undone already." if edit in known else f"There is no edit '{edit}'."
            raise EditError(problem, did_you_mean(nearest(edit, ids)) or "List the edits with: alliance edits.")
        before = {problem.detail for package in self._with(self.edits, weaken=False) for problem in package.problems}
        change = Edit(author.edit, "undo", row=edit, reason=author.reason, who=author.who, at=author.at)
        after = [problem for package in self._with((*self.edits, change), weaken=False) for problem in package.problems]
        new = [problem for problem in after if problem.detail not in before]
        if new:
            raise EditError(f"A later edit rests on edit {edit}. Without it: {new[0].detail}", "Undo the later edit first.")
        return self._checked((change,))

    def admit(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits that were made on an earlier state, if they still fit.

        :raises EditError: the rows that they replace have changed since, or the data would not pass the check.
        """
        known = {problem.detail for package in self._rows for problem in package.problems}
        problems = [problem for package in self._with((*self.edits, *edits), weaken=False) for problem in package.problems]
        conflict = next((problem for problem in problems if problem.detail not in known), None)
        if conflict is not None:
            raise EditError(conflict.detail, "Make the edit again.")
        return self._checked(tuple(edits))

    def followed_by(self, edits: Sequence[Edit]) -> Draft:
        """Return the draft with further edits."""
        return Draft(self._packages, (*self.edits, *edits))

    def hanging(self, row: str) -> Hanging:
        """Return what hangs on an entity; nothing for a relationship."""
        if type_of_key(row) is not None:
            return Hanging((), ())
        ties = [key_of(cls, cells) for cls in EDGES.values() for cells in self._all(cls) if row in (cells.get("start"), cells.get("end"))]
        references: list[tuple[str, str]] = []
        for cls in TYPES.values():
            cited = [column.name for column in columns(cls) if column.refers or column.name in {"scope", "sources"}]
            for cells in self._all(cls):
                key = key_of(cls, cells)
                named = [name for name in cited if row in cells.get(name, "").split(SEPARATOR)]
                references += [(key, name) for name in named if key not in ties]
        return Hanging(tuple(ties), tuple(references))

    def requirements(self, edits: Iterable[Edit]) -> tuple[str, ...]:
        """Return the packages that contain the rows which these edits change or name, in order."""
        wanted = {edit.source for edit in edits if edit.source}
        for edit in edits:
            wanted.update(edit.row.split("~")[1:3] if type_of_key(edit.row) else [edit.row])
            if edit.action == "same_as":
                wanted.add(edit.new)
            if type_of_key(edit.row):
                wanted.add(edit.row)
        kinds = {cls for key in wanted if (cls := _type_of(key)) is not None}
        found = {
            package.name for cls in kinds for package in self._packages for cells in _stored(package, cls) if key_of(cls, cells) in wanted
        }
        return tuple(package.name for package in self._packages if package.name in found)

    # parts

    def _entity(self, row: str) -> tuple[type[Row], Cells]:
        cls, cells = self._row(row)
        if issubclass(cls, Edge):
            raise EditError(
                f"{row} is a relationship.", "Only an entity can get another id or be merged. Edit the ends of the relationship."
            )
        return cls, cells

    def _refuse_replaced(self, key: str) -> None:
        if key in self.redirects:
            raise EditError(
                f"{key} was replaced by {self.redirects[key]}.", "Its address leads there. Choose another id, or undo that edit."
            )

    def _shared_ties(self, kept: str, other: str) -> list[tuple[str, type[Row], Cells, Cells]]:
        """Return the pairs of relationships that a merge makes one: the key, the type, and the rows of both entities."""
        pairs: list[tuple[str, type[Row], Cells, Cells]] = []
        for cls in EDGES.values():
            own: dict[str, Cells] = {}
            moved: list[tuple[str, Cells]] = []
            for cells in self._all(cls):
                ends = (cells.get("start"), cells.get("end"))
                if kept in ends and other in ends:
                    raise EditError(f"{key_of(cls, cells)} connects the two.", "Remove the relationship first.")
                if kept in ends:
                    own[key_of(cls, cells)] = cells
                elif other in ends:
                    new = {**cells, **{side: kept for side in ("start", "end") if cells.get(side) == other}}
                    moved.append((key_of(cls, new), cells))
            pairs += [(key, cls, own[key], cells) for key, cells in moved if key in own]
        return pairs

    def _edit(self, author: Author, source: str, **values: str) -> Edit:
        evidence = {"quote": author.quote.strip(), "locator": author.locator.strip(), "reason": author.reason.strip()}
        return Edit(edit=author.edit, source=source, who=author.who, at=author.at, **evidence, **values)

    def _source(self, author: Author) -> tuple[str, tuple[Edit, ...]]:
        """Return the id of the source, and the edit that adds it if it is a URL that no Source has."""
        text = author.source.strip()
        if not text and not author.reason.strip():
            raise EditError("An edit needs a source or a reason.", "Add --source ID (or a URL), or --reason TEXT.")
        if not text:
            return "", ()
        if text.startswith(("http://", "https://")):
            return self._source_of_url(text, author)
        known = [cells["id"] for cells in self._all(Source) if cells.get("id")]
        if text not in known:
            hint = did_you_mean(nearest(text, known)) or "Use the id of a Source or a URL, or add one: alliance edit add Source ..."
            raise EditError(f"There is no source '{text}'.", hint)
        return text, ()

    def _source_of_url(self, url: str, author: Author) -> tuple[str, tuple[Edit, ...]]:
        for cells in self._all(Source):
            if cells.get("url") == url:
                return cells["id"], ()
        self._check_value(Source, "url", url)
        key = f"source:web-{hashlib.sha256(url.encode()).hexdigest()[:8]}"
        row = row_text({"id": key, "name": url, "kind": "web page", "url": url})
        return key, (Edit(author.edit, "add", "Source", key, new=row, reason=f"Cited by edit {author.edit}", who=author.who, at=author.at),)

    def _check_value(self, cls: type[Row], name: str, value: str) -> None:
        column = next(column for column in columns(cls) if column.name == name)
        if not value:
            if column.required or name in {"sources", "origin", "certainty"}:
                raise EditError(f"{name} cannot be empty.", f"{name} is required: {column.about}")
            return
        fault = verdict(extended(column, type_name(cls), self._choices))(value)
        if fault is None and not value.isprintable():
            raise EditError(f"{name}: The value contains a line break or a control character.", "Write it on one line.")
        if fault is not None:
            raise EditError(f"{name} {_shown(value)}: {fault.detail}", fault.expected)

    def _check_new(self, cls: type[Row], key: str, cells: Mapping[str, str], *, sourced: bool) -> None:
        fault = key_fault(cls, key)
        if fault is not None:
            raise EditError(f"'{key}': {fault.detail}", fault.expected)
        self._refuse_replaced(key)
        if any(key_of(cls, other) == key for other in self._all(cls)):
            raise EditError(f"{key} exists already.", f"Set its properties instead: alliance edit set {key} PROPERTY VALUE ...")
        for side in ("start", "end") if issubclass(cls, Edge) else ():
            self._row(cells.get(side, ""))
        strong = cells.get("origin", "documented") in {"documented", "reference"}
        if strong and "origin" in cells and not sourced and cls is not Source:
            raise EditError(f"A row without a source is not {cells['origin']}.", "Add --source, or leave origin out.")

    def _checked(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """Return the edits if they cause no problem in the packages. Problems that exist already, such as conflicts, may remain."""
        problems = check(self._with((*self.edits, *edits), weaken=True)).problems
        if problems:
            known = {_content(problem) for problem in check(self._with(self.edits, weaken=True)).problems}
            new = [problem for problem in problems if _content(problem) not in known]
            if new:
                raise EditError(f"The data would not pass the check. {new[0]}", _evidence_hint(new[0]))
        return edits

    def _row(self, row: str) -> tuple[type[Row], Cells]:
        cls = _type_of(row)
        for cells in self._all(cls, Mention.of_keys([row])) if cls is not None else ():
            if cls is not None and key_of(cls, cells) == row:
                return cls, cells
        now = key_now(row, self.redirects)
        hint = f"It is now '{now}'." if now != row else self._nearest(row, cls)
        raise EditError(f"There is no row '{row}'.", hint)

    def _nearest(self, row: str, cls: type[Row] | None) -> str:
        keys: list[str] = []
        for kind in (cls,) if cls is not None else tuple(NODES.values()):
            for cells in self._all(kind):
                key = key_of(kind, cells)
                if row in (cells.get("name"), cells.get("name_zh")):
                    return did_you_mean([key])
                keys.append(key)
        return did_you_mean(nearest(row, keys)) or "Find ids with: alliance search NAME."

    def _all(self, cls: type[Row], mention: Mention | None = None) -> Iterator[Cells]:
        for package in self._rows:
            yield from _stored(package, cls, mention)


def _decided(found: Mapping[str, tuple[str, str]], keep: Mapping[str, str]) -> dict[str, str]:
    """Return the values that are dropped.

    :raises ContradictionError: a contradiction is not decided.
    :raises EditError: a decision is neither A nor B, or about no contradiction.
    """
    dropped: dict[str, str] = {}
    open_ones: dict[str, tuple[str, str]] = {}
    used: set[str] = set()
    for name, values in found.items():
        short = f"{name.split('~')[0]}.{name.rpartition('.')[2]}" if "~" in name else name
        given = name if name in keep else short
        used.add(given)
        side = keep.get(given, "")
        if side not in {"A", "B", ""}:
            raise EditError(f"'{side}' is not a valid choice for {given}.", "Use A or B.")
        if side:
            dropped[name] = values[1] if side == "A" else values[0]
        else:
            open_ones[short] = values
    unknown = [name for name in keep if name not in used]
    if unknown:
        contradictory = f"Contradictory: {', '.join(found)}." if found else "Nothing is contradictory."
        raise EditError(f"The values of '{unknown[0]}' do not contradict each other.", contradictory)
    if open_ones:
        raise ContradictionError(open_ones)
    return dropped


def _stored(package: Package, cls: type[Row], mention: Mention | None = None) -> Iterator[Cells]:
    if path_of(cls) in package.paths:
        with package.files.open(path_of(cls)) as stream:
            yield from stored_rows(stream, cls, mention)


def _type_of(key: str) -> type[Row] | None:
    kind = type_of_key(key)
    return EDGES[kind] if kind is not None else NODES.get(label_of(key) or "")


def _property_hint(cls: type[Row], name: str) -> str:
    return f"{did_you_mean(nearest(name, names(cls)))} Properties: {', '.join(names(cls))}.".strip()


def _content(problem: Problem) -> Problem:
    return replace(problem, row=None)


def _evidence_hint(problem: Problem) -> str:
    return "Add --quote TEXT or --locator TEXT." if problem.code == "evidence" else ""


def _bounded(text: str, key: str) -> str:
    if len(text) > ROW_CHARACTERS:
        raise EditError(f"The row {key} has {len(text):,} characters.", f"An edit holds rows of up to {ROW_CHARACTERS:,} characters.")
    return text


def _shown(text: str) -> str:
    return f"'{text[:80]}'" if text else "empty"
