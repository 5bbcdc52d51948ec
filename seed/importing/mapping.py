"""``mapping.yaml``: which cells of a spreadsheet become which entities and relationships.

All scalars of the file are read as text, so that ``010000`` keeps its zero and ``是`` and ``no`` are not booleans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from seed.columns import TYPES, columns, names
from seed.model import EDGES, ID_PATTERN, NODES, PROVENANCE, Certainty, Origin
from seed.packages.descriptor import NAME
from seed.suggestions import suggestion

SEPARATORS = ("、", "；", ";", "/", "\n")
"""Characters that separate the items of a cell, unless the mapping names others."""
TOTALS = ("合计", "小计", "总计", "共计", "总数", "汇总", "total", "totals", "subtotal", "sub-total", "grand total", "sum")
"""First words of rows that are left out, unless the mapping names others."""
EMPTY = ("无", "暂无", "没有", "不详", "未知", "/", "\\", "-", "--", "—", "——", "…", "n/a", "na", "none", "null", "nil", "#n/a", "-99999")
"""Texts that mean that there is no value, unless the mapping names others."""
Reader = Literal["text", "date", "integer", "decimal", "boolean", "list"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _as_field(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


def _as_separators(value: Any) -> Any:
    if isinstance(value, str) and value in {"true", "false"}:
        return list(SEPARATORS) if value == "true" else []
    return [item.replace("\\n", "\n") if isinstance(item, str) else item for item in _as_list(value)]


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class ValueOf(_Part):
    """Where a value comes from, and how it is read. Exactly one of ``column``, ``constant``, ``template`` and ``of`` is given."""

    column: str | None = None
    """Header of a column: ``合作企业/名称`` for a header of two rows, or the last part alone, or ``column H``."""
    constant: str | None = None
    template: str | None = None
    """A text with headers or names of entities in braces: ``{学校}{专业}``."""
    of: str | None = None
    """Name (``as``) of an entity of the same row; the value is its id."""
    read: Reader | None = None
    """Reader. Default: by the kind of the property."""
    values: dict[str, str] = Field(default_factory=dict)
    """Value table: ``中职: secondary``. The key ``*`` stands for all other values; the result ``*`` keeps the value."""
    split: Annotated[tuple[str, ...], BeforeValidator(_as_separators)] = ()
    """Separators of several values in one cell; ``true`` for the usual ones."""
    pattern: str | None = Field(default=None, max_length=200)
    """Regular expression; the value is its first group, or the whole match."""
    pad: int = Field(default=0, ge=0, le=64)
    """Number of digits, filled up with leading zeros that a spreadsheet removed."""
    precision: Literal["", "year", "month", "day"] = ""
    empty: Texts = EMPTY
    allow_personal: bool = False
    """Whether a phone or identity number may be kept."""

    @model_validator(mode="after")
    def _one_origin(self) -> ValueOf:
        given = [name for name in ("column", "constant", "template", "of") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of column, constant, template and of (found: {', '.join(given) or 'none'})")
        return self

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"the regular expression is not valid: {error}") from error
        return value


AValue = Annotated[ValueOf, BeforeValidator(_as_field)]


class Condition(_Part):
    """Which rows are used. All given parts must hold, for one of the columns."""

    column: Texts
    equals: Annotated[tuple[str, ...] | None, BeforeValidator(lambda value: None if value is None else _as_list(value))] = None
    differs: Texts = ()
    matches: str | None = Field(default=None, max_length=200)
    filled: bool | None = None


class IdRule(_Part):
    """How an id is made: from a code, or from the name within other entities or columns of the row."""

    code: AValue | None = None
    within: Texts = ()
    """Names (``as``) of entities, or headers of columns. Their ids and values are part of the id."""


class Entity(_Part):
    """An entity of a row: its type, its name, its id and its properties."""

    key: str = Field(alias="as", pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    type: str
    name: AValue | None = None
    id: IdRule = IdRule()
    properties: dict[str, AValue] = Field(default_factory=dict)
    when: Annotated[tuple[Condition, ...], BeforeValidator(_as_list)] = ()
    origin: Origin | None = None
    """Origin of its rows, if it differs from that of the mapping."""
    decide: bool | None = None
    """Whether each name needs a decision. Default: yes, unless the id is made from a code or within another entity."""

    @model_validator(mode="after")
    def _known(self) -> Entity:
        if self.type not in NODES:
            raise ValueError(f"'{self.type}' is not a type of entity. {suggestion(self.type, NODES)}")
        _check_properties(self.type, self.properties, {"id", "name", *PROVENANCE} - {"quotes"})
        if self.name is None and self.id.code is None:
            raise ValueError("an entity needs a name, or an id from a code")
        return self

    @property
    def decided(self) -> bool:
        """Whether names of this entity need decisions."""
        return self.decide if self.decide is not None else self.id.code is None and not self.id.within


class Relationship(_Part):
    """A relationship between two entities of a row."""

    type: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    properties: dict[str, AValue] = Field(default_factory=dict)
    when: Annotated[tuple[Condition, ...], BeforeValidator(_as_list)] = ()
    origin: Origin | None = None
    rule: str | None = None
    """The rule of inference; the relationship is then ``inferred``."""

    @model_validator(mode="after")
    def _known(self) -> Relationship:
        if self.type not in EDGES:
            raise ValueError(f"'{self.type}' is not a type of relationship. {suggestion(self.type, EDGES)}")
        _check_properties(self.type, self.properties, {"start", "end", *PROVENANCE})
        required = [c.name for c in columns(EDGES[self.type]) if c.required and c.name not in {"start", "end"}]
        missing = [name for name in required if name not in self.properties]
        if missing:
            raise ValueError(f"{self.type} requires the property {missing[0]}: give a column, or {missing[0]}: {{constant: ...}}")
        return self


class Table(_Part):
    """One sheet or one file, and what its rows become."""

    file: str | None = None
    """Name of the file, or a pattern such as ``completions*.csv``. Default: every file."""
    sheet: str | None = None
    """Name of the sheet, or a pattern such as ``*合作*``. Default: the first sheet."""
    header: Annotated[tuple[int, ...], BeforeValidator(_as_list)] = ()
    """Row number of the header; two numbers if it has two rows. Default: it is searched in the first rows."""
    fill_down: Texts = ()
    """Columns whose empty cells take the value above, as in merged cells."""
    skip: Texts = TOTALS
    when: Annotated[tuple[Condition, ...], BeforeValidator(_as_list)] = ()
    entities: tuple[Entity, ...] = Field(min_length=1)
    relationships: tuple[Relationship, ...] = ()
    optional: bool = False
    """Whether the sheet may be missing."""

    @model_validator(mode="after")
    def _consistent(self) -> Table:
        kinds = {entity.key: entity.type for entity in self.entities}
        if len(kinds) != len(self.entities):
            raise ValueError("two entities have the same name (as)")
        for edge in self.relationships:
            for end in (edge.start, edge.end):
                if end not in kinds:
                    raise ValueError(f"{edge.type}: no entity is named '{end}'. {suggestion(end, kinds)}")
            pair = (kinds[edge.start], kinds[edge.end])
            if pair not in EDGES[edge.type].pairs:
                allowed = ", ".join(f"{one} -> {other}" for one, other in EDGES[edge.type].pairs)
                raise ValueError(f"{edge.type} cannot connect {pair[0]} to {pair[1]}. Allowed: {allowed}")
        for field in self.fields():
            if field.of is not None and field.of not in kinds:
                raise ValueError(f"of: no entity is named '{field.of}'. {suggestion(field.of, kinds)}")
        _in_order(self.entities)
        return self

    def fields(self) -> Iterator[ValueOf]:
        """Yield all values that the table uses."""
        for entity in self.entities:
            yield from (field for field in (entity.name, entity.id.code) if field is not None)
            yield from entity.properties.values()
        for edge in self.relationships:
            yield from edge.properties.values()

    def columns_used(self) -> list[str]:
        """Return the headers that the table needs, without repetitions."""
        keys = {entity.key for entity in self.entities}
        found = [*self.fill_down, *(column for part in self.conditions() for column in part.column)]
        for field in self.fields():
            found += [field.column] if field.column is not None else []
            found += [name for name in braces(field.template or "") if name not in keys]
        found += [part for entity in self.entities for part in entity.id.within if part not in keys]
        return list(dict.fromkeys(found))

    def conditions(self) -> Iterator[Condition]:
        """Yield all conditions."""
        yield from self.when
        for entity in self.entities:
            yield from entity.when
        for edge in self.relationships:
            yield from edge.when


class SourceOf(_Part):
    """The Source row of each file. ``{file}`` in ``name`` stands for the name of the file."""

    name: str = "{file}"
    kind: Literal["article", "standard", "list", "web page", "data set", "general knowledge", "simulation"] = "list"
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    note: str | None = None


class Mapping(_Part):
    """A mapping: the package, its source and its tables."""

    name: str = Field(pattern=f"^{NAME.pattern}$", max_length=100)
    title: str = Field(default="", max_length=200)
    requires: Texts = ("reference",)
    focus: str | None = Field(default=None, pattern=ID_PATTERN.pattern)
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    licence: str | None = None
    source: SourceOf = SourceOf()
    origin: Origin = "documented"
    certainty: Certainty = "seen"
    tables: tuple[Table, ...] = Field(min_length=1)


class MappingError(ValueError):
    """A mapping that cannot be used. ``detail`` says what is wrong and where, ``hint`` what is valid."""

    def __init__(self, detail: str, hint: str) -> None:
        super().__init__(f"{detail} {hint}")
        self.detail, self.hint = detail, hint


_BRACES = re.compile(r"\{([^{}]+)\}")


def braces(template: str) -> list[str]:
    """Return the names in braces of a template."""
    return _BRACES.findall(template)


def filled(template: str, values: dict[str, str]) -> str:
    """Return a template with its values."""
    return " ".join(_BRACES.sub(lambda match: values.get(match[1], ""), template).split())


def _check_properties(type_name: str, given: Iterable[str], reserved: set[str]) -> None:
    known = [name for name in names(TYPES[type_name]) if name not in reserved]
    for name in given:
        if name not in known:
            raise ValueError(f"{type_name} has no property '{name}' that a mapping can set. {suggestion(name, known)}")


def _in_order(entities: Iterable[Entity]) -> None:
    """Require that an id refers only to entities that stand before it."""
    keys = [entity.key for entity in entities]
    for at, entity in enumerate(entities):
        later = [part for part in entity.id.within if part in keys[at:]]
        if later:
            raise ValueError(f"'{entity.key}' is within '{later[0]}', which must stand before it")
