"""Check the text of a cell, and convert it to a value."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from functools import cache

from seed.bilingual import Bilingual, sentences
from seed.columns import SEPARATOR, Column, columns
from seed.model import DATE_PATTERN, ID_PATTERN, KEY_BYTES, LABEL_BY_PREFIX, Row, bounds
from seed.packages.fixes import boolean_as_read, date_as_read, number_as_read
from seed.problems import Fault
from seed.suggestions import did_you_mean, nearest
from seed.translations import CHOICES

Verdict = Callable[[str], "Fault | None"]
Value = str | int | float | bool | list[str]

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)
_BOOL = {"true": True, "false": False}
BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that can make a text look like another one."""
TEXT_LIMIT = 10_000
"""Maximum number of characters of a cell."""


EMPTY = Bilingual("The cell is empty.", "单元格为空。")


def written(text: str) -> Bilingual:
    """Return the hint to write this text instead."""
    return Bilingual(f"Write {text}.", f"请写成 {text}。")


def _one_of(choices: Iterable[str]) -> Bilingual:
    listed = list(choices)
    return Bilingual(f"Use one of: {', '.join(listed)}.", f"请从以下各项中选择：{'、'.join(listed)}。")


def verdict(column: Column) -> Verdict:
    """Return the check of a column: a function from a cell to its fault, or to None if the cell is valid."""
    inner = _CHECKS[column.kind](column)
    keyed = column.index or column.name in {"id", "start", "end"}
    needed = Bilingual(f"{column.name} is required: {column.about}", f"{column.name} 为必填项。")
    empty = Fault("required", EMPTY, needed) if column.required else None

    def check(text: str) -> Fault | None:
        if not text:
            return empty
        if hidden := BIDIRECTIONAL.search(text):
            code = f"U+{ord(hidden[0]):04X}"
            detail = Bilingual(
                f"The cell contains the bidirectional control {code}, which changes the order in which text is shown.",
                f"单元格含有会改变文字显示顺序的双向控制符 {code}。",
            )
            return Fault("control-character", detail, Bilingual("Remove it.", "请删除。"))
        if text != text.strip():
            detail = Bilingual("The cell starts or ends with white space.", "单元格首尾有空白。")
            return Fault("white-space", detail, written(repr(text.strip())))
        if len(text) > TEXT_LIMIT:
            return Fault(
                "too-long",
                Bilingual(f"The cell has {len(text):,} characters.", f"单元格有 {len(text):,} 个字符。"),
                Bilingual(f"The limit is {TEXT_LIMIT:,} characters.", f"最多 {TEXT_LIMIT:,} 个字符。"),
            )
        if keyed and (size := len(text.encode("utf-8", "surrogatepass"))) > KEY_BYTES:
            return Fault(
                "too-long",
                Bilingual(f"The cell has {size:,} bytes.", f"单元格有 {size:,} 个字节。"),
                Bilingual(f"The limit for this column is {KEY_BYTES} bytes.", f"此列最多 {KEY_BYTES} 个字节。"),
            )
        return inner(text)

    return check


def check_id(text: str, label: str | None = None) -> Fault | None:
    """Check that ``text`` is an id, and an id of the type ``label`` if one is given."""
    match = ID_PATTERN.match(text)
    prefix = text.partition(":")[0]
    if match is None or match.end() != len(text):
        return Fault(
            "id",
            Bilingual("The id is malformed.", "ID 格式不正确。"),
            Bilingual(
                "Use <prefix>:<code or slug> with letters, digits, '.', '_' and '-', for example county:431021.",
                "请写成“前缀:代码或短名”，可用字母、数字、“.”“_”和“-”，例如 county:431021。",
            ),
        )
    owner = LABEL_BY_PREFIX.get(prefix)
    if owner is None:
        hint = did_you_mean(nearest(prefix, LABEL_BY_PREFIX)) or _one_of(sorted(LABEL_BY_PREFIX))
        return Fault("id", Bilingual(f"Unknown prefix {prefix!r}.", f"未知前缀“{prefix}”。"), hint)
    if label is not None and owner != label:
        expected = next(key for key, value in LABEL_BY_PREFIX.items() if value == label)
        return Fault(
            "id",
            Bilingual(f"The prefix {prefix!r} belongs to {owner}.", f"前缀“{prefix}”属于类型 {owner}。"),
            Bilingual(f"Ids in this file start with '{expected}:'.", f"此文件的 ID 以“{expected}:”开头。"),
        )
    return None


def check_date(text: str) -> Fault | None:
    """Check that ``text`` is a year, a month or a day of the calendar."""
    if _DATE.fullmatch(text):
        try:
            datetime.date.fromisoformat(bounds(text)[0])
        except ValueError:
            return Fault(
                "date",
                Bilingual("This day does not exist.", "没有这一天。"),
                Bilingual("Use a valid calendar date, for example 2024-02-29.", "请填写存在的日期，例如 2024-02-29。"),
            )
        return None
    fix = date_as_read(text)
    forms = Bilingual(
        "Use YYYY, YYYY-MM or YYYY-MM-DD, for example 2024, 2024-10 or 2024-10-27.",
        "请写成年、年-月或年-月-日，例如 2024、2024-10 或 2024-10-27。",
    )
    return Fault("date", Bilingual("This is not a valid date.", "日期无效。"), sentences(written(fix) if fix else None, forms))


def _text(column: Column) -> Verdict:
    if column.choices:
        allowed = frozenset(column.choices)

        def choose(text: str) -> Fault | None:
            if text in allowed:
                return None
            fix = CHOICES.get(text.strip(), "")
            hint = written(fix) if fix in allowed else did_you_mean(nearest(text, column.choices, 1))
            detail = Bilingual("This value is not allowed.", "不允许使用此值。")
            return Fault("choice", detail, sentences(hint, _one_of(column.choices)))

        return choose
    if column.pattern:
        pattern = re.compile(column.pattern)
        fitting = Bilingual(
            f"It must match {column.pattern}{f', for example {column.example}' if column.example else ''}.",
            f"须符合 {column.pattern}{f'，例如 {column.example}' if column.example else ''}。",
        )
        detail = Bilingual("The text does not match the pattern.", "文字不符合规定格式。")
        return lambda text: None if pattern.fullmatch(text) else Fault("pattern", detail, fitting)
    return _accept_all


def _accept_all(_: str) -> Fault | None:
    return None


def _number(column: Column, form: re.Pattern[str], kind_name: Bilingual, example: str) -> Verdict:
    low, high = column.minimum, column.maximum
    least = Bilingual(f"at least {low:g}", f"不小于 {low:g}") if low is not None else None
    most = Bilingual(f"at most {high:g}", f"不大于 {high:g}") if high is not None else None
    given = [part for part in (least, most) if part is not None]
    limits = Bilingual(f"It must be {' and '.join(given)}.", f"须{'、'.join(part.zh for part in given)}。")
    plain = Bilingual(
        f"Use plain digits without separators or units, for example {example}.", f"请只写数字，不带分隔符和单位，例如 {example}。"
    )

    def check(text: str) -> Fault | None:
        if not form.fullmatch(text):
            fix = number_as_read(text, whole=form is _INT)
            detail = Bilingual(f"This is not {kind_name}.", f"这不是{kind_name.zh}。")
            return Fault("type", detail, sentences(written(fix) if fix else None, plain))
        value = float(text)
        if abs(value) == float("inf"):
            return Fault(
                "range",
                Bilingual("The number is too large.", "数字过大。"),
                Bilingual("Use a number below 1e308.", "请填写小于 1e308 的数字。"),
            )
        if (low is not None and value < low) or (high is not None and value > high):
            return Fault("range", Bilingual("The number is out of range.", "数字超出范围。"), limits)
        return None

    return check


def _integer(column: Column) -> Verdict:
    return _number(column, _INT, Bilingual("a whole number", "整数"), column.example or "42")


def _float(column: Column) -> Verdict:
    return _number(column, _FLOAT, Bilingual("a number", "数字"), column.example or "83.6")


def _boolean(_: Column) -> Verdict:
    def check(text: str) -> Fault | None:
        if text in _BOOL:
            return None
        fix = boolean_as_read(text)
        detail = Bilingual("This is not a boolean.", "这不是“是”或“否”的值。")
        return Fault("type", detail, written(fix) if fix else Bilingual("Use true or false.", "请写 true 或 false。"))

    return check


def _words(column: Column) -> Verdict:
    item = re.compile(column.pattern) if column.pattern else None

    def check(text: str) -> Fault | None:
        parts = text.split(SEPARATOR)
        if any(not part or part != part.strip() for part in parts):
            return Fault(
                "words",
                Bilingual("An item of the list is empty or has white space around it.", "列表中有空项，或某项首尾有空白。"),
                Bilingual("Separate items with a single | and no spaces.", "各项之间用一个“|”分隔，不加空格。"),
            )
        if len(set(parts)) != len(parts):
            return Fault(
                "words", Bilingual("An item is listed twice.", "某项列出了两次。"), Bilingual("List each item once.", "每项只列一次。")
            )
        if item is not None and (wrong := next((part for part in parts if not item.fullmatch(part)), None)) is not None:
            expected = Bilingual(
                f"Each item must match {column.pattern}, for example {column.example}.",
                f"每项须符合 {column.pattern}，例如 {column.example}。",
            )
            detail = Bilingual(f"The item {wrong!r} does not match the pattern.", f"“{wrong}”不符合规定格式。")
            return Fault("pattern", detail, expected)
        return None

    return check


_CHECKS: dict[str, Callable[[Column], Verdict]] = {
    "str": _text,
    "int": _integer,
    "float": _float,
    "bool": _boolean,
    "date": lambda _: check_date,
    "words": _words,
}
_CONVERT: dict[str, Callable[[str], Value]] = {
    "str": str,
    "date": str,
    "int": int,
    "float": float,
    "bool": _BOOL.__getitem__,
    "words": lambda text: text.split(SEPARATOR),
}


def typed(cls: type[Row], cells: list[str]) -> dict[str, object]:
    """Return the values of one row by column name. ``cells`` are in the order of :func:`seed.columns.columns`.

    Empty cells are left out and lists are lists of strings. Each date ``x`` also gives ``x_lo`` and ``x_hi``, its first and last day.

    :raises ValueError: the number of cells is wrong, or a cell is not of its type. Neither happens for rows that passed a check.
    """
    plan = _converters(cls)
    if len(cells) != len(plan):
        raise ValueError(f"{cls.__name__} has {len(plan)} columns, not {len(cells)}.")
    values: dict[str, object] = {}
    for (name, kind, default, read), cell in zip(plan, cells, strict=True):
        text = cell or default
        if not text:
            continue
        values[name] = text if read is None else read(text)
        if kind == "date":
            if check_date(text) is not None:
                raise ValueError(f"{name}: {text!r} is not a valid date.")
            values[f"{name}_lo"], values[f"{name}_hi"] = bounds(text)
    return values


@cache
def _converters(cls: type[Row]) -> tuple[tuple[str, str, str, Callable[[str], Value] | None], ...]:
    texts = {"str", "date"}
    return tuple((c.name, c.kind, c.default, None if c.kind in texts else _CONVERT[c.kind]) for c in columns(cls))
