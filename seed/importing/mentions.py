"""Read the records of a table as mentions of entities and links between them. Ids are given later, when all names are known."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seed.columns import Column, columns, type_name
from seed.importing import readers
from seed.importing.cell_values import column_of, holds, matched, reading_of, split, verdict_of
from seed.importing.findings import Findings
from seed.importing.grid import Record, Sheet
from seed.importing.mapping import SEPARATORS, Condition, Entity, Relationship, Table, ValueOf, braces, filled
from seed.importing.readers import Reading, Unreadable, plain_text, without_rest
from seed.model import EDGES, KEY_BYTES, NODES, Node, Row
from seed.packages.cell_checks import TEXT_LIMIT
from seed.packages.choices import Choices, extended
from seed.sheets.values import Value as CellValue

COMBINATIONS = 10_000
"""Maximum number of relationships of one type that a row gives."""
_SUPPRESSED = frozenset({"-99999", "privacysuppressed", "suppressed", "*"})


@dataclass(frozen=True)
class Value:
    """A value with its cell. ``refers`` are mentions whose ids are the value."""

    text: str
    cell: str
    qualifier: str = ""
    stated: str = ""
    refers: tuple[Mention, ...] = ()


@dataclass(eq=False)
class Mention:
    """One occurrence of an entity: its name ("" if the row gives only its code), its code and its cell.

    ``context`` are the entities and values that its id contains.
    """

    kind: str
    name: str
    cell: str
    code: str = ""
    decide: bool = True
    context: tuple[Mention | str, ...] = ()
    values: dict[str, Value] = field(default_factory=dict)
    origin: str | None = None


@dataclass(frozen=True, eq=False)
class Link:
    """One occurrence of a relationship."""

    kind: str
    start: Mention
    end: Mention
    cell: str
    values: Mapping[str, Value]
    rule: str = ""
    origin: str | None = None


@dataclass
class Facts:
    """All mentions and links of the files."""

    mentions: list[Mention] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class TableReader:
    """Reads the records of one sheet."""

    def __init__(self, table: Table, sheet: Sheet, facts: Facts, findings: Findings, choices: Choices) -> None:
        """Create a reader. ``choices`` are the values that the package adds to lists."""
        self._table, self._sheet, self._facts, self._findings, self._choices = table, sheet, facts, findings, choices
        self._at = {name: sheet.header.need(name, sheet.label) for name in table.columns_used()}

    def run(self) -> None:
        """Read all records."""
        for record in self._sheet.records:
            self._read_record(record)

    def _read_record(self, record: Record) -> None:
        table = self._table
        if not self._holds(table.when, record):
            return
        mentions: dict[str, list[Mention]] = {}
        for entity in table.entities:
            mentions[entity.key] = self._entity(entity, record, mentions) if self._holds(entity.when, record) else []
            self._facts.mentions += mentions[entity.key]
        for edge in table.relationships:
            if self._holds(edge.when, record):
                self._link(edge, record, mentions)

    def _holds(self, conditions: Iterable[Condition], record: Record) -> bool:
        def text(column: str) -> str:
            return plain_text(record.cells.get(self._at[column], ""))

        return all(any(holds(condition, text(column)) for column in condition.column) for condition in conditions)

    def _cell(self, record: Record, column: int) -> str:
        return f"{self._sheet.label}!{record.cell(column)}"

    # entities

    def _entity(self, entity: Entity, record: Record, mentions: dict[str, list[Mention]]) -> list[Mention]:
        cls = NODES[entity.type]
        names = self._values(entity.name, None, record, mentions) if entity.name else []
        codes = self._values(entity.id.code, None, record, mentions) if entity.id.code else []
        code = codes[0] if codes else None
        if not names and code is None:
            return []
        names = names or [Value("", code.cell if code else "")]
        given = {name: self._values(field, self._column(cls, name), record, mentions) for name, field in entity.properties.items()}
        values = self._node_values(cls, entity, given, record)
        contexts = self._contexts(entity, record, mentions, values)
        decide = entity.decided if entity.decide is not None or code is None else False
        if entity.id.code is not None and code is None and entity.decide is None and not entity.id.within:
            decide = True
        return [
            Mention(
                entity.type, name.text, name.cell, code.text if code and len(names) == 1 else "", decide, context, values, entity.origin
            )
            for name in names
            for context in contexts
        ]

    def _contexts(
        self, entity: Entity, record: Record, mentions: dict[str, list[Mention]], values: Mapping[str, Value]
    ) -> list[tuple[Mention | str, ...]]:
        """Return the combinations of what the id contains. A row without one of the entities gives none.

        A column that is also a property counts as it was read, so that two forms of a date are one.
        """
        read = {field.column: values[name].text for name, field in entity.properties.items() if name in values}
        parts: list[Sequence[Mention | str]] = []
        for part in entity.id.within:
            if part in mentions:
                parts.append(mentions[part])
            else:
                parts.append([read.get(part) or plain_text(record.cells.get(self._at[part], ""))])
        return list(itertools.islice(itertools.product(*parts), COMBINATIONS))

    def _node_values(self, cls: type[Node], entity: Entity, given: Mapping[str, list[Value]], record: Record) -> dict[str, Value]:
        """Return the properties of an entity. Approximate figures set ``qualifier`` or go into the note."""
        values = {name: self._joined(cls, name, found) for name, found in given.items() if found}
        own = {column.name for column in columns(cls)}
        notes = []
        for name, value in list(values.items()):
            if value.qualifier and "qualifier" in own and "qualifier" not in values:
                values["qualifier"] = Value(value.qualifier, value.cell)
            elif value.qualifier:
                notes.append(f"{name}: {value.stated}")
        if notes:
            first = values.get("note")
            values["note"] = Value("; ".join([*([first.text] if first else []), *notes]), first.cell if first else "")
        if entity.type == "Observation" and "value" not in values and "value_status" not in values:
            self._mark_missing(entity.properties.get("value"), record, values)
        return values

    def _mark_missing(self, field: ValueOf | None, record: Record, values: dict[str, Value]) -> None:
        raw = plain_text(record.cells.get(self._at[field.column], "")) if field and field.column else ""
        values["value_status"] = Value("suppressed" if raw.lower() in _SUPPRESSED else "not available", "")

    def _joined(self, cls: type[Row], name: str, found: Sequence[Value]) -> Value:
        if self._column(cls, name).kind != "words" or len(found) == 1:
            return found[0]
        texts = dict.fromkeys(value.text for value in found)
        refers = tuple(mention for value in found for mention in value.refers)
        return Value("|".join(texts), found[0].cell, refers=refers)

    # relationships

    def _link(self, edge: Relationship, record: Record, mentions: dict[str, list[Mention]]) -> None:
        cls = EDGES[edge.type]
        pairs = [(start, end) for start in mentions[edge.start] for end in mentions[edge.end]]
        if not pairs:
            return
        given = {name: self._values(field, self._column(cls, name), record, mentions) for name, field in edge.properties.items()}
        for column in columns(cls):
            if column.required and column.name in edge.properties and not given[column.name]:
                cell = self._cell_of(edge.properties[column.name], record) or pairs[0][1].cell
                detail = f"{edge.type} needs {column.name}, and the cell gives none."
                self._findings.add("missing-value", cell, "", detail, "Fill in the cell, or give a constant in the mapping.")
                return
        lists = {name: [self._joined(cls, name, found)] if self._is_list(cls, name) else found for name, found in given.items() if found}
        options = list(itertools.islice(itertools.product(*lists.values()), COMBINATIONS))
        if len(pairs) * len(options) > COMBINATIONS:
            detail = f"The row gives {len(pairs) * len(options):,} relationships {edge.type}; the limit is {COMBINATIONS:,}."
            self._findings.add("too-many", pairs[0][0].cell, "", detail, "Split the row.")
            return
        for start, end in pairs:
            for option in options:
                values = dict(zip(lists, option, strict=True))
                cell = end.cell or start.cell
                self._facts.links.append(Link(edge.type, start, end, cell, values, edge.rule or "", edge.origin))

    def _is_list(self, cls: type[Row], name: str) -> bool:
        return self._column(cls, name).kind == "words"

    def _cell_of(self, field: ValueOf, record: Record) -> str:
        return self._cell(record, self._at[field.column]) if field.column else ""

    # values

    def _column(self, cls: type[Row], name: str) -> Column:
        return extended(column_of(cls, name), type_name(cls), self._choices) if self._choices else column_of(cls, name)

    def _values(self, field: ValueOf, column: Column | None, record: Record, mentions: Mapping[str, list[Mention]]) -> list[Value]:
        """Return the values of a field in one record."""
        if field.of is not None:
            refers = tuple(mentions.get(field.of, ()))
            return [Value("", refers[0].cell, refers=refers)] if refers else []
        if field.constant is not None:
            return [Value(field.constant, "")]
        if field.template is not None:
            return self._template(field, record, mentions)
        assert field.column is not None
        at = self._at[field.column]
        raw, cell = record.cells.get(at, ""), self._cell(record, at)
        text = plain_text(raw)
        boolean = field.read == "boolean" or (column is not None and column.kind == "bool" and field.read is None)
        if not text or (text.lower() in field.empty and not boolean):
            return []
        try:
            if field.pattern is not None:
                raw = text = matched(field.pattern, text)
            found = []
            for part in self._parts(field, column, raw, cell):
                reading = reading_of(field, column, part)
                found.append(self._checked(field, column, reading, part, cell))
            return [value for value in found if value.text]
        except Unreadable as problem:
            self._findings.add(problem.kind, cell, text, problem.detail, problem.hint)
            return []

    def _template(self, field: ValueOf, record: Record, mentions: Mapping[str, list[Mention]]) -> list[Value]:
        """Fill in a template. If one of its parts is empty, there is no value."""
        texts: dict[str, str] = {}
        cell = ""
        for name in braces(field.template or ""):
            if name in mentions:
                texts[name] = mentions[name][0].name if mentions[name] else ""
                cell = cell or (mentions[name][0].cell if mentions[name] else "")
            else:
                text = plain_text(record.cells.get(self._at[name], ""))
                texts[name] = "" if text.lower() in field.empty else text
                cell = cell or self._cell(record, self._at[name])
        text = filled(field.template or "", texts)
        return [Value(text, cell)] if text and all(texts.values()) else []

    def _parts(self, field: ValueOf, column: Column | None, raw: CellValue, cell: str) -> list[CellValue]:
        separators = field.split or (SEPARATORS if column is not None and column.kind == "words" else ())
        if not separators:
            return [raw]
        text = "\n".join(plain_text(line) for line in raw.split("\n")) if isinstance(raw, str) else plain_text(raw)
        text, count = without_rest(text)
        parts = split(text, separators)
        if count is not None:
            stated = f" of {count}" if count else ""
            self._findings.add("rest", cell, plain_text(raw), f"The cell names {len(parts)}{stated}.", "The others are not imported.")
        return list(dict.fromkeys(part for part in parts if part.lower() not in field.empty))

    def _checked(self, field: ValueOf, column: Column | None, reading: Reading, part: CellValue, cell: str) -> Value:
        text = reading.text.zfill(field.pad) if field.pad and reading.text.isdecimal() else reading.text
        if not field.allow_personal and not (column is not None and column.name == "code") and (what := readers.personal(text)):
            raise Unreadable("personal-data", f"The cell contains {what}.", "Remove it, or set allow_personal: true in the mapping.")
        keyed = column is None or column.index
        if len(text) > TEXT_LIMIT or (keyed and len(text.encode()) > KEY_BYTES):
            limit = f"{KEY_BYTES} bytes" if keyed else f"{TEXT_LIMIT:,} characters"
            raise Unreadable("too-long", f"The text has {len(text):,} characters.", f"The limit is {limit}.")
        if column is not None and (fault := verdict_of(column)(text)) is not None:
            raise Unreadable("value", fault.detail, fault.expected)
        if reading.coarse:
            self._findings.add("coarse-date", cell, plain_text(part), reading.coarse, "Write 2023-10 as text.")
        if reading.qualifier:
            self._findings.add("approximate", cell, plain_text(part), f"Read as {reading.qualifier} {text}.")
        return Value(text, cell, reading.qualifier, plain_text(part))
