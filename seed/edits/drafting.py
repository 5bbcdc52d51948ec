"""Make edits from what a person asks for, and check them against the rows that they change.

A draft is a sequence of edits on packages. An edit that would not pass the check of all packages is refused, so a draft can always be
published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seed.bilingual import Bilingual, chinese, sentences
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
from seed.plurals import counted
from seed.problems import Problem
from seed.suggestions import did_you_mean, nearest

EDITS_PACKAGE = "edits"
"""Name of the package of the edits that are made with the program."""
ROW_CHARACTERS = 100_000
"""Maximum number of characters of a row that an edit adds or removes. A cell of a CSV file has at most 131,072."""


class EditError(Exception):
    """An edit that cannot be made. ``detail`` says what is wrong, ``hint`` what is valid."""

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(sentences(detail, hint))
        self.detail, self.hint = detail, hint


class ContradictionError(EditError):
    """Values of two rows that are merged contradict each other. ``values`` has both by property."""

    def __init__(self, values: Mapping[str, tuple[str, str]]) -> None:
        listed = "; ".join(f"{name}: A {_shown(one)}, B {_shown(two)}" for name, (one, two) in values.items())
        listed_zh = "；".join(f"{name}：A {chinese(_shown(one))}，B {chinese(_shown(two))}" for name, (one, two) in values.items())
        choices = " ".join(f"--keep {name}=A" for name in values)
        super().__init__(
            Bilingual(f"The two have different values. {listed}.", f"两者的值不同。{listed_zh}。"),
            Bilingual(f"Choose A or B for each, for example: {choices}", f"请逐项选择 A 或 B，例如：{choices}"),
        )
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
            raise EditError(
                Bilingual(f"{type_name(cls)} {row}: {fault.detail}", f"{type_name(cls)} {row}：{chinese(fault.detail)}"), fault.expected
            )
        value = value.strip()
        self._check_value(cls, name, value)
        old = effective(cls, cells).get(name, "")
        if value == old:
            raise EditError(
                Bilingual(f"{name} of {row} is already {_shown(value)}.", f"{row} 的 {name} 已经是{chinese(_shown(value))}。"),
                Bilingual("Give another value.", "请填写其他值。"),
            )
        change = self._edit(author, source, action="set", type=type_name(cls), row=row, property=name, old=old, new=value)
        return self._checked((*more, change))

    def add(self, kind: str, values: Mapping[str, str], author: Author) -> tuple[Edit, ...]:
        """Return the edit that adds an entity or a relationship with these values.

        :raises EditError: the type, a property or a value is not valid, or the row exists already.
        """
        cls = TYPES.get(kind)
        if cls is None:
            raise EditError(
                Bilingual(f"Unknown type '{kind}'.", f"未知类型“{kind}”。"),
                did_you_mean(nearest(kind, TYPES)) or Bilingual(f"Types: {', '.join(TYPES)}.", f"类型：{'、'.join(TYPES)}。"),
            )
        source, more = self._source(author)
        cells = {name: text.strip() for name, text in values.items()}
        for name, value in cells.items():
            if name not in names(cls):
                raise EditError(Bilingual(f"{kind} has no property '{name}'.", f"{kind} 没有属性“{name}”。"), _property_hint(cls, name))
            self._check_value(cls, name, value)
        for column in columns(cls):
            if (column.required or column.fallback) and not cells.get(column.name) and not cells.get(column.fallback):
                needed = f"{column.name} or {column.fallback}" if column.fallback else column.name
                needed_zh = f"{column.name} 或 {column.fallback}" if column.fallback else column.name
                raise EditError(
                    Bilingual(f"A row of type {kind} needs {needed}.", f"类型为 {kind} 的行必须有 {needed_zh}。"),
                    Bilingual(f"Add it: {column.name}=VALUE.", f"请补上：{column.name}=值。"),
                )
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
            more_of = " ..." if count > 5 else ""
            raise EditError(
                Bilingual(
                    f"{row} is named by {counted(count, 'row')}: {listed}{more_of}.", f"有 {count:,} 行提到 {row}：{listed}{more_of}。"
                ),
                Bilingual("Edit them first.", "请先修改这些行。"),
            )
        if hanging.relationships and not with_relationships:
            count, first = len(hanging.relationships), ", ".join(hanging.relationships[:5])
            more_of = " ..." if count > 5 else ""
            raise EditError(
                Bilingual(
                    f"{row} has {counted(count, 'relationship')}: {first}{more_of}.", f"{row} 有 {count:,} 条关系：{first}{more_of}。"
                ),
                Bilingual("Remove them too with --with-relationships.", "如需一并删除，请加 --with-relationships。"),
            )
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
            raise EditError(Bilingual(f"'{new}': {fault.detail}", f"“{new}”：{chinese(fault.detail)}"), fault.expected)
        self._refuse_replaced(new)
        if any(cells.get("id") == new for cells in self._all(cls)):
            raise EditError(
                Bilingual(f"{new} exists already.", f"{new} 已经存在。"),
                Bilingual(
                    f"Choose another id, or merge the two: alliance edit same-as {new} {row} ...",
                    f"请另选 ID，或将两者合并：alliance edit same-as {new} {row} ...",
                ),
            )
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
            same = kept == other
            what = "the same row" if same else f"a {type_name(cls)} and a {type_name(other_cls)}"
            what_zh = "是同一行" if same else f"分别是 {type_name(cls)} 和 {type_name(other_cls)}"
            raise EditError(
                Bilingual(f"{kept} and {other} are {what}.", f"{kept} 与 {other} {what_zh}。"),
                Bilingual("Only two entities of the same type can be merged.", "只能合并同一类型的两个实体。"),
            )
        pairs = [("", cls, one, two), *self._shared_ties(kept, other)]
        mixed = next((key or kept for key, _, a, b in pairs if is_mixed(a, b)), None)
        if mixed is not None:
            raise EditError(
                Bilingual(
                    f"{mixed}: one of the merged rows is simulated and the other is not.",
                    f"{mixed}：要合并的两行中一行是模拟数据，另一行不是。",
                ),
                Bilingual("Remove the simulated one instead.", "请改为删除模拟的那一行。"),
            )
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
            undone = Bilingual(f"Edit {edit} is undone already.", f"修改 {edit} 已经撤销。")
            absent = Bilingual(f"There is no edit '{edit}'.", f"没有修改“{edit}”。")
            listing = Bilingual("List the edits with: alliance edits.", "列出修改：alliance edits。")
            raise EditError(undone if edit in known else absent, did_you_mean(nearest(edit, ids)) or listing)
        before = {problem.detail for package in self._with(self.edits, weaken=False) for problem in package.problems}
        change = Edit(author.edit, "undo", row=edit, reason=author.reason, who=author.who, at=author.at)
        after = [problem for package in self._with((*self.edits, change), weaken=False) for problem in package.problems]
        new = [problem for problem in after if problem.detail not in before]
        if new:
            raise EditError(
                Bilingual(
                    f"A later edit rests on edit {edit}. Without it: {new[0].detail}",
                    f"后来的修改以修改 {edit} 为前提。撤销后会出现：{chinese(new[0].detail)}",
                ),
                Bilingual("Undo the later edit first.", "请先撤销后来的修改。"),
            )
        return self._checked((change,))

    def admit(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return edits that were made on an earlier state, if they still fit.

        :raises EditError: the rows that they replace have changed since, or the data would not pass the check.
        """
        known = {problem.detail for package in self._rows for problem in package.problems}
        problems = [problem for package in self._with((*self.edits, *edits), weaken=False) for problem in package.problems]
        conflict = next((problem for problem in problems if problem.detail not in known), None)
        if conflict is not None:
            raise EditError(conflict.detail, Bilingual("Make the edit again.", "请重新修改。"))
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
                Bilingual(f"{row} is a relationship.", f"{row} 是关系。"),
                Bilingual(
                    "Only an entity can get another id or be merged. Edit the ends of the relationship.",
                    "只有实体可以更改 ID 或合并。请修改该关系两端的实体。",
                ),
            )
        return cls, cells

    def _refuse_replaced(self, key: str) -> None:
        if key in self.redirects:
            raise EditError(
                Bilingual(f"{key} was replaced by {self.redirects[key]}.", f"{key} 已由 {self.redirects[key]} 取代。"),
                Bilingual(
                    "Its address leads there. Choose another id, or undo that edit.", "原地址会转到新的实体。请另选 ID，或撤销那次修改。"
                ),
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
                    raise EditError(
                        Bilingual(f"{key_of(cls, cells)} connects the two.", f"两者之间有关系 {key_of(cls, cells)}。"),
                        Bilingual("Remove the relationship first.", "请先删除该关系。"),
                    )
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
            raise EditError(
                Bilingual("An edit needs a source or a reason.", "修改须注明来源或理由。"),
                Bilingual("Add --source ID (or a URL), or --reason TEXT.", "请加 --source ID（或网址），或 --reason 理由。"),
            )
        if not text:
            return "", ()
        if text.startswith(("http://", "https://")):
            return self._source_of_url(text, author)
        known = [cells["id"] for cells in self._all(Source) if cells.get("id")]
        if text not in known:
            hint = did_you_mean(nearest(text, known)) or Bilingual(
                "Use the id of a Source or a URL, or add one: alliance edit add Source ...",
                "请使用来源的 ID 或网址，或新增来源：alliance edit add Source ...",
            )
            raise EditError(Bilingual(f"There is no source '{text}'.", f"没有来源“{text}”。"), hint)
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
                raise EditError(
                    Bilingual(f"{name} cannot be empty.", f"{name} 不能为空。"),
                    Bilingual(f"{name} is required: {column.about}", f"{name} 为必填项。"),
                )
            return
        fault = verdict(extended(column, type_name(cls), self._choices))(value)
        if fault is None and not value.isprintable():
            raise EditError(
                Bilingual(f"{name}: The value contains a line break or a control character.", f"{name}：值中含有换行符或控制字符。"),
                Bilingual("Write it on one line.", "请写成一行。"),
            )
        if fault is not None:
            raise EditError(
                Bilingual(f"{name} {_shown(value)}: {fault.detail}", f"{name} {chinese(_shown(value))}：{chinese(fault.detail)}"),
                fault.expected,
            )

    def _check_new(self, cls: type[Row], key: str, cells: Mapping[str, str], *, sourced: bool) -> None:
        fault = key_fault(cls, key)
        if fault is not None:
            raise EditError(Bilingual(f"'{key}': {fault.detail}", f"“{key}”：{chinese(fault.detail)}"), fault.expected)
        self._refuse_replaced(key)
        if any(key_of(cls, other) == key for other in self._all(cls)):
            raise EditError(
                Bilingual(f"{key} exists already.", f"{key} 已经存在。"),
                Bilingual(
                    f"Set its properties instead: alliance edit set {key} PROPERTY VALUE ...",
                    f"请改为修改其属性：alliance edit set {key} 属性 值 ...",
                ),
            )
        for side in ("start", "end") if issubclass(cls, Edge) else ():
            self._row(cells.get(side, ""))
        strong = cells.get("origin", "documented") in {"documented", "reference"}
        if strong and "origin" in cells and not sourced and cls is not Source:
            raise EditError(
                Bilingual(f"A row without a source is not {cells['origin']}.", f"没有来源的行不能标为 {cells['origin']}。"),
                Bilingual("Add --source, or leave origin out.", "请加 --source，或不填 origin。"),
            )

    def _checked(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """Return the edits if they cause no problem in the packages. Problems that exist already, such as conflicts, may remain."""
        problems = check(self._with((*self.edits, *edits), weaken=True)).problems
        if problems:
            known = {_content(problem) for problem in check(self._with(self.edits, weaken=True)).problems}
            new = [problem for problem in problems if _content(problem) not in known]
            if new:
                raise EditError(
                    Bilingual(f"The data would not pass the check. {new[0]}", f"数据将无法通过检查。{new[0]}"), _evidence_hint(new[0])
                )
        return edits

    def _row(self, row: str) -> tuple[type[Row], Cells]:
        cls = _type_of(row)
        for cells in self._all(cls, Mention.of_keys([row])) if cls is not None else ():
            if cls is not None and key_of(cls, cells) == row:
                return cls, cells
        now = key_now(row, self.redirects)
        hint = Bilingual(f"It is now '{now}'.", f"现为“{now}”。") if now != row else self._nearest(row, cls)
        raise EditError(Bilingual(f"There is no row '{row}'.", f"没有行“{row}”。"), hint)

    def _nearest(self, row: str, cls: type[Row] | None) -> str:
        keys: list[str] = []
        for kind in (cls,) if cls is not None else tuple(NODES.values()):
            for cells in self._all(kind):
                key = key_of(kind, cells)
                if row in (cells.get("name"), cells.get("name_zh")):
                    return did_you_mean([key])
                keys.append(key)
        return did_you_mean(nearest(row, keys)) or Bilingual("Find ids with: alliance search NAME.", "查找 ID：alliance search 名称。")

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
            raise EditError(
                Bilingual(f"'{side}' is not a valid choice for {given}.", f"“{side}”不是 {given} 的有效选择。"),
                Bilingual("Use A or B.", "请选 A 或 B。"),
            )
        if side:
            dropped[name] = values[1] if side == "A" else values[0]
        else:
            open_ones[short] = values
    unknown = [name for name in keep if name not in used]
    if unknown:
        listed = Bilingual(f"Contradictory: {', '.join(found)}.", f"相互矛盾的有：{'、'.join(found)}。")
        detail = Bilingual(f"The values of '{unknown[0]}' do not contradict each other.", f"“{unknown[0]}”的值并不矛盾。")
        raise EditError(detail, listed if found else Bilingual("Nothing is contradictory.", "没有相互矛盾的值。"))
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
    listed = Bilingual(f"Properties: {', '.join(names(cls))}.", f"属性：{'、'.join(names(cls))}。")
    return sentences(did_you_mean(nearest(name, names(cls))), listed)


def _content(problem: Problem) -> Problem:
    return replace(problem, row=None)


def _evidence_hint(problem: Problem) -> str:
    if problem.code != "evidence":
        return ""
    return Bilingual("Add --quote TEXT or --locator TEXT.", "请加 --quote 引文 或 --locator 位置。")


def _bounded(text: str, key: str) -> str:
    if len(text) > ROW_CHARACTERS:
        raise EditError(
            Bilingual(f"The row {key} has {len(text):,} characters.", f"行 {key} 有 {len(text):,} 个字符。"),
            Bilingual(f"An edit holds rows of up to {ROW_CHARACTERS:,} characters.", f"一次修改的行最多 {ROW_CHARACTERS:,} 个字符。"),
        )
    return text


def _shown(text: str) -> str:
    return Bilingual(f"'{text[:80]}'", f"“{text[:80]}”") if text else Bilingual("empty", "空")
