"""Guess a mapping from headers and values. Each guess has a reason; a person accepts or corrects it."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seed.bilingual import Bilingual, chinese
from seed.columns import columns
from seed.folding import fold
from seed.importing.concepts import AMBIGUOUS, CONCEPT_BY_KEY, Concept, address_of, by_header, by_values, ignored, personal
from seed.importing.existing import packages_with_names
from seed.importing.files import SourceFile, rows_of
from seed.importing.grid import SEARCHED, Header, Sheet, candidates, header_key, read_sheet
from seed.importing.guess_members import alliance_in_title, entities_of_members, relationships_of_members
from seed.importing.mapping import SEPARATORS, TOTALS, MappingError, Table
from seed.importing.mapping import Mapping as ImportMapping
from seed.importing.readers import plain_text, without_rest
from seed.model import NODES
from seed.packages.descriptor import NAME
from seed.sheets import SHEETS, Budgets, Cells, column_letters
from seed.translations import FORMS, LEVELS, OWNERSHIPS

_SAMPLE = 2_000
"""Number of rows from which values are judged."""
_TYPES = {"school": "School", "county": "County", "program": "Program", "enterprise": "Enterprise", "major": "Major", "sector": "Sector"}
_NAMED = {f"{owner}.name": (kind,) for owner, kind in _TYPES.items()} | {"member.name": ("School", "Enterprise", "Organisation")}
"""The types of the names in a column."""
_NOT_ALONE = frozenset({"county", "sector"})
"""Entities that give a table no sense without others."""
_TABLES = {"school.level": LEVELS, "program.level": LEVELS, "school.ownership": OWNERSHIPS, "partnership.form": FORMS}


@dataclass(frozen=True)
class Guess:
    """One guess: the sheet, the column or row, its meaning and the reason."""

    sheet: str
    what: str
    meaning: str
    reason: str


@dataclass(frozen=True)
class ColumnGuess:
    """What a column becomes: its sheet, its letters, its header, its meaning ("" if it is not read), the reason, and a few values.

    A column that may hold personal data has no values.
    """

    sheet: str
    column: str
    header: str
    meaning: str
    reason: str
    chosen: bool
    samples: list[str]


Choices = Mapping[str, Mapping[str, str]]
"""Meanings that a person has chosen, by sheet and by the letters of the column. "" means that the column is not read."""
CHOSEN = Bilingual("chosen", "由用户选定")


@dataclass
class Guessed:
    """A guessed mapping, and all guesses and remarks."""

    mapping: ImportMapping
    guesses: list[Guess] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    columns: list[ColumnGuess] = field(default_factory=list)


@dataclass
class _Columns:
    """The columns of one sheet by meaning, with their sample values."""

    label: str
    header: Header
    by_key: dict[str, str] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    guessed: list[ColumnGuess] = field(default_factory=list)

    def has(self, *keys: str) -> bool:
        return all(key in self.by_key for key in keys)


def guess_mapping(
    sources: Sequence[SourceFile],
    name: str | None,
    folder: Path,
    budgets: Budgets = SHEETS,
    known: Mapping[str, Path] | None = None,
    *,
    chosen: Choices | None = None,
) -> Guessed:
    """Guess a mapping for files.

    :param known: the packages whose names are compared with those of the files, by name. Default: the bundled ones.
    :param chosen: meanings of columns that are not guessed.
    :raises MappingError: no sheet has a header whose meaning is known.
    :raises SheetError: a file is unreadable.
    """
    tables: list[dict[str, Any]] = []
    guesses: list[Guess] = []
    remarks: list[str] = []
    listed: list[ColumnGuess] = []
    names: dict[str, set[str]] = {}
    several = len(sources) > 1
    for source in sources:
        for sheet in source.sheets:
            own = (chosen or {}).get(source.label(sheet), {})
            columns_found, table = _guess_sheet(source, sheet, guesses, remarks, budgets, chosen=own)
            listed += columns_found.guessed if columns_found is not None else []
            if columns_found is None or table is None:
                label = source.label(sheet)
                remarks.append(
                    Bilingual(f"{label}: no table was recognised; the sheet is not read.", f"{label}：未识别出表格，未读取该工作表。")
                )
                continue
            place = {"file": source.path.name} if several else {}
            tables.append({**place, **({"sheet": sheet} if sheet else {}), **table})
            for key, header in columns_found.by_key.items():
                kinds = _NAMED.get(key, ())
                for kind in kinds:
                    names.setdefault(kind, set()).update(columns_found.samples[header])
    if not tables:
        hint = "Write a mapping by hand (docs/import.md), or use the template: alliance template alliance."
        raise MappingError("No header with a known meaning was found.", hint)
    requires, reason = packages_with_names(names, folder, known)
    guesses.append(Guess("", "requires", ", ".join(requires), reason))
    head = {"name": name or default_name(sources[0].path), "title": sources[0].path.stem, "requires": requires}
    return Guessed(ImportMapping.model_validate({**head, "tables": tables}), guesses, remarks, listed)


def default_name(path: Path) -> str:
    """Return a package name for a file: its stem without the year, or a hash of it if it is not in Latin letters."""
    stem = re.sub(r"(?:19|20)\d\d年?", "", path.stem)
    text = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")
    fits = NAME.fullmatch(text) is not None and fold(stem).isascii()
    return text[:60] if fits else f"import-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


def _guess_sheet(
    source: SourceFile, sheet: str, guesses: list[Guess], remarks: list[str], budgets: Budgets, *, chosen: Mapping[str, str]
) -> tuple[_Columns | None, dict[str, Any] | None]:
    """Return the columns of a sheet, if it has a header, and its table, if it gives one."""
    with rows_of(source, sheet, budgets) as rows:
        top = list(itertools.islice(rows, _SAMPLE))
    header = _best_header(top[:SEARCHED])
    if header is None:
        return None, None
    label = source.label(sheet)
    found = _columns(label, header, top, guesses, remarks, chosen=chosen)
    members = _members(found, top, guesses, remarks)
    entities, relationships = members or (_entities(found), _relationships(found, remarks))
    if all(entity["as"] in _NOT_ALONE for entity in entities):
        return found, None
    guesses.append(Guess(label, "header", f"row {' and '.join(map(str, header.rows))}", "the row with the most known headers"))
    table: dict[str, Any] = {"header": list(header.rows), "entities": entities, "relationships": relationships}
    fill = _fill_down(found, top)
    if fill:
        table["fill_down"] = fill
        guesses.append(Guess(label, ", ".join(fill), "fill down", "cells below a value are empty, as in merged cells"))
    return found, table


def _members(
    found: _Columns, top: Sequence[tuple[int, Cells]], guesses: list[Guess], remarks: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """Return the entities and relationships of a list of members, or None if the sheet is none."""
    if not found.has("member.name"):
        return None
    alliance: Any = found.by_key.get("alliance.name")
    title = alliance_in_title(top, found.header.rows[0])
    if alliance is None and title is None:
        remarks.append(
            Bilingual(
                f"{found.label}: the sheet lists members, and neither a column nor a title names the alliance. Add one.",
                f"{found.label}：该工作表列有成员，但表头和标题都没有联合体名称，请补充。",
            )
        )
        return None
    if alliance is None:
        alliance = {"constant": title}
        guesses.append(Guess(found.label, f"title '{title}'", "alliance.name", "a title above the header names an alliance"))
    entities = entities_of_members(found.by_key["member.name"], alliance)
    county = [{"as": "county", "type": "County", "name": found.by_key["county.name"]}] if found.has("county.name") else []
    return [*entities, *county], relationships_of_members(found.by_key)


def _best_header(top: Sequence[tuple[int, Cells]]) -> Header | None:
    best, most = None, 1.0
    for header in candidates(top):
        keys = {match[0].key for text in header.names.values() if not ignored(text) and (match := by_header(text))}
        score = len(keys) - (0.5 if len(header.rows) > 1 else 0)
        if len(keys) >= 1 and score > most - 0.5 and (best is None or score > most):
            best, most = header, score
    return best


def _columns(
    label: str, header: Header, top: Sequence[tuple[int, Cells]], guesses: list[Guess], remarks: list[str], *, chosen: Mapping[str, str]
) -> _Columns:
    """Return the meaning of each column: as it was chosen, by its header, then by its values."""
    found = _Columns(label, header)
    sheet = _sheet_of(label, header, top)
    names = {column: _reference(header, column) for column in header.names}
    for column, text in names.items():
        values = [plain_text(record.cells[column]) for record in sheet.records if column in record.cells]
        found.samples[text] = [value for value in values if value]
    reasons = _chosen(found, names, chosen, guesses)
    unknown: list[int] = []
    for column, text in header.names.items():
        if column in reasons:
            continue
        not_read, match = ignored(text), by_header(text)
        if not_read is not None:
            reasons[column] = "", not_read
        elif match is None:
            unknown.append(column)
        else:
            reasons[column] = _reason(found, names[column], match, guesses)
    for column in unknown:
        text = header.names[column]
        match = address_of(text, found.by_key) or by_values(found.samples[names[column]])
        unread = "", _BY_VALUES if header_key(text) in AMBIGUOUS else _UNKNOWN
        reason = unread if match is None else _reason(found, names[column], match, guesses)
        reasons[column] = reason if reason[0] else unread
    for column, name in names.items():
        found.guessed.append(_guess_of(found, column, name, reasons[column], chosen))
    remarks += [_not_read(guess) for guess in found.guessed if not guess.meaning]
    return found


Reason = tuple[str, Bilingual]
"""The meaning of a column, "" if it is not read, and why."""


def _chosen(found: _Columns, names: Mapping[int, str], chosen: Mapping[str, str], guesses: list[Guess]) -> dict[int, Reason]:
    """Return the columns whose meaning a person has chosen. They come before the guesses."""
    reasons: dict[int, Reason] = {}
    for column, name in names.items():
        key = chosen.get(column_letters(column))
        if key is not None:
            reasons[column] = _reason(found, name, (CONCEPT_BY_KEY[key], CHOSEN), guesses) if key else ("", CHOSEN)
    return reasons


def _reason(found: _Columns, name: str, match: tuple[Concept, Bilingual], guesses: list[Guess]) -> Reason:
    """Take a column for what it matches, if no other column has this meaning."""
    key = match[0].key
    return (key, match[1]) if _take(found, name, match, guesses) else ("", _taken(key))


def _guess_of(found: _Columns, column: int, name: str, reason: Reason, chosen: Mapping[str, str]) -> ColumnGuess:
    letters, text = column_letters(column), found.header.names[column]
    samples = [] if personal(text) else list(dict.fromkeys(value[:_LONGEST_SAMPLE] for value in found.samples[name]))
    return ColumnGuess(found.label, letters, text, *reason, chosen=letters in chosen, samples=samples[:_SAMPLES])


def _not_read(guess: ColumnGuess) -> Bilingual:
    zh = f"{guess.sheet}：未读取“{guess.header}”列：{chinese(guess.reason)}。"
    return Bilingual(f"{guess.sheet}: the column '{guess.header}' is not read: {guess.reason}.", zh)


_SAMPLES, _LONGEST_SAMPLE = 3, 60
"""Number of values of a column that a guess shows, and of their characters."""
_UNKNOWN = Bilingual("its meaning is not known", "含义不明")
_BY_VALUES = Bilingual("its meaning depends on its values", "含义取决于列中的值")


def _taken(key: str) -> Bilingual:
    return Bilingual(f"another column means {key}", "另有一列已是同一含义")


def _reference(header: Header, column: int) -> str:
    """Return the name of a column in a mapping: its header, or its letters if others have the same header."""
    text = header.names[column]
    return text if header.find(text) == column else f"column {column_letters(column)}"


def _sheet_of(label: str, header: Header, top: Sequence[tuple[int, Cells]]) -> Sheet:
    """Return the records below a header, without totals and remarks."""
    first = next(iter(header.names))
    probe = [f"column {letters}" for letters in map(column_letters, header.names)]
    entity = {"as": "any", "type": "School", "name": f"column {column_letters(first)}", "id": {"within": probe}}
    table = Table.model_validate({"header": list(header.rows), "skip": list(TOTALS), "entities": [entity]})
    return read_sheet(top, table, label)


def _take(found: _Columns, text: str, match: tuple[Concept, str], guesses: list[Guess]) -> bool:
    concept, reason = match
    if concept.key in found.by_key:
        return False
    found.by_key[concept.key] = text
    guesses.append(Guess(found.label, text, concept.key, reason))
    return True


def _entities(found: _Columns) -> list[dict[str, Any]]:
    """Return the entities in the order in which ids refer to each other."""
    made = []
    for owner in ("school", "program", "major", "enterprise", "sector", "county"):
        keys = {key.partition(".")[2]: header for key, header in found.by_key.items() if key.startswith(f"{owner}.")}
        if owner == "major" and "code" in keys and found.has("program.name"):
            keys["name"] = found.by_key["program.name"]
        if "name" in keys:
            made.append(_entity(owner, keys, found))
    return made


def _entity(owner: str, keys: Mapping[str, str], found: _Columns) -> dict[str, Any]:
    kind = _TYPES[owner]
    name: Any = keys["name"]
    if owner in {"enterprise", "sector"} and _is_list(found.samples[name]):
        name = {"column": name, "split": "true"}
    entity: dict[str, Any] = {"as": owner, "type": kind, "name": name}
    if "code" in keys:
        entity["id"] = {"code": keys["code"]}
    elif owner == "program" and found.has("school.name"):
        entity["id"] = {"within": ["school"]}
    properties = {name: _property(owner, kind, name, header) for name, header in keys.items() if name != "name"}
    if owner == "major":
        properties["code_status"] = {"constant": "seen"}
    return {**entity, "properties": properties} if properties else entity


def _property(owner: str, kind: str, name: str, header: str) -> Any:
    table = _TABLES.get(f"{owner}.{name}")
    if table is None:
        return header
    allowed = next(column.choices for column in columns(NODES[kind]) if column.name == name)
    return {"column": header, "values": {**{key: value for key, value in table.items() if value in allowed}, **{v: v for v in allowed}}}


def _is_list(values: Iterable[str]) -> bool:
    marks = set(SEPARATORS)
    return any(marks & set(value) or without_rest(value)[1] is not None for value in values)


def _relationships(found: _Columns, remarks: list[str]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if found.has("school.name", "program.name"):
        made.append({"type": "OFFERS", "from": "school", "to": "program"})
    if found.has("program.name", "major.code"):
        made.append({"type": "OF_MAJOR", "from": "program", "to": "major"})
    if found.has("school.name", "enterprise.name"):
        made += _partnership(found, remarks)
    if found.has("program.name", "enterprise.name", "feeds.graduates") or found.has("program.name", "enterprise.name", "feeds.year"):
        values = {name: found.by_key[f"feeds.{name}"] for name in ("year", "graduates") if found.has(f"feeds.{name}")}
        if "year" in values:
            values["year"] = {"column": values["year"], "read": "date", "precision": "year"}  # type: ignore[assignment]
        made.append({"type": "FEEDS", "from": "program", "to": "enterprise", "properties": values})
    if found.has("enterprise.name", "sector.name"):
        made.append({"type": "OPERATES_IN", "from": "enterprise", "to": "sector"})
    owner = next((name for name in ("school", "enterprise") if found.has(f"{name}.name")), None)
    if owner and found.has("county.name"):
        made.append({"type": "LOCATED_IN", "from": owner, "to": "county"})
    return made


def _partnership(found: _Columns, remarks: list[str]) -> list[dict[str, Any]]:
    if not found.has("partnership.form"):
        remarks.append(
            Bilingual(
                f"{found.label}: no column states the form of cooperation, so no partnership is read. Add PARTNERS_WITH with "
                "form: {constant: internship} to the mapping, if that is what the sheet lists.",
                f"{found.label}：没有写明合作形式的列，因此未读取合作关系。如该表所列均为实习等同一形式，请在映射中为 PARTNERS_WITH 写明 "
                "form: {constant: internship}。",
            )
        )
        return []
    header = found.by_key["partnership.form"]
    values: dict[str, Any] = {"form": {"column": header, "values": {**FORMS, **{v: v for v in FORMS.values()}}, "split": "true"}}
    missing = sorted({text for text in found.samples[header] if fold(text) not in {fold(key) for key in FORMS} and not _is_list([text])})
    if missing:
        remarks.append(
            Bilingual(
                f"{found.label}: values of '{header}' without a translation: {', '.join(missing[:10])}. Add them to values.",
                f"{found.label}：“{header}”列中有无法对应的值：{'、'.join(missing[:10])}。请在映射的 values 中补充。",
            )
        )
    if found.has("program.name"):
        values["programs"] = {"of": "program"}
    for name in ("valid_from", "valid_to"):
        if found.has(f"partnership.{name}"):
            values[name] = found.by_key[f"partnership.{name}"]
    return [{"type": "PARTNERS_WITH", "from": "school", "to": "enterprise", "properties": values}]


def _fill_down(found: _Columns, top: Sequence[tuple[int, Cells]]) -> list[str]:
    """Return the columns about schools and counties that have values only in some rows, beginning with the first."""
    sheet = _sheet_of(found.label, found.header, top)
    result = []
    for key, text in found.by_key.items():
        column = found.header.find(text)
        leads = key.startswith(("school.", "county."))
        if column is None or not leads or len(sheet.records) < 2 or not found.has("school.name"):
            continue
        filled = [bool(plain_text(record.cells.get(column, ""))) for record in sheet.records]
        if filled[0] and not all(filled) and (found.has("program.name") or found.has("enterprise.name")):
            result.append(text)
    return result
