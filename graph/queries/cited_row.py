"""The statement of a single cited row: the figure of a claim with its unit and qualifier, a relationship as a sentence, and the quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seed.model import EDGES
from seed.sentences import sentence, sentence_zh
from seed.vocabularies import UNITS

_BEFORE = {"over": "超过", "at least": "至少", "at most": "至多", "approximately": "约"}
"""Qualifiers that stand before the figure, with their Chinese words."""
_AFTER = {"as printed": "原文如此", "rounded": "取整"}
"""Qualifiers that follow the figure in brackets."""
_FACTS = {"scope": ("Scope", "范围"), "period": ("Period", "时期"), "cohort": ("Covers", "统计对象")}
_WITHOUT_FIGURE = {"suppressed": ("suppressed by the source", "来源未公布"), "not available": ("not available", "无数据")}


@dataclass(frozen=True)
class Statement:
    """What a cited row states, in both languages: its figure, if it has one, and its place in the source (``quotes``, ``locator``)."""

    text: str
    text_zh: str
    figure: str | None = None
    figure_zh: str | None = None
    quotes: tuple[str, ...] = ()
    locator: str | None = None

    @property
    def note(self) -> str:
        """The statement with its quotes, in English, for a note in a bibliography."""
        quotes = [f'Quote: "{quote}"' for quote in self.quotes]
        place = [f"Place in the source: {self.locator}."] if self.locator else []
        return " ".join([self.text, *quotes, *place])


def statement_of(row: Mapping[str, Any]) -> Statement:
    """Return the statement of a row of the API: an entity with all its properties, or a relationship with both ends."""
    quotes = tuple(row.get("quotes") or ())
    if row.get("type") in EDGES:
        text, text_zh = _relationship(row)
        return Statement(text, text_zh, quotes=quotes, locator=row.get("locator"))
    name, name_zh = str(row["name"]), str(row.get("name_zh") or row.get("gloss_zh") or row["name"])
    text, text_zh = f"{name} ({row['id']}).", f"{name_zh}（{row['id']}）。"
    if "metric" not in row:
        return Statement(text, text_zh, quotes=quotes, locator=row.get("locator"))
    figure, figure_zh = _figure(row)
    facts = [(en, zh, row[key]) for key, (en, zh) in _FACTS.items() if row.get(key)]
    text += f" Figure: {figure}." + "".join(f" {label}: {value}." for label, _, value in facts)
    text_zh += f"数值：{figure_zh}。" + "".join(f"{label}：{value}。" for _, label, value in facts)
    return Statement(text, text_zh, figure, figure_zh, quotes, row.get("locator"))


def _figure(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return a figure with unit and qualifier: ``at least 500 people``, ``至少 500 人``."""
    value, unit, qualifier = row.get("value"), str(row.get("unit") or ""), str(row.get("qualifier") or "exact")
    if value is None:
        return _WITHOUT_FIGURE.get(str(row.get("value_status")), ("not stated", "未说明"))
    number = f"{value:.10g}" if unit == "year" else f"{value:,.10g}"
    amount, amount_zh = _with_unit(number, unit)
    if qualifier in _BEFORE:
        return f"{qualifier} {amount}", f"{_BEFORE[qualifier]} {amount_zh}"
    if qualifier in _AFTER:
        return f"{amount} ({qualifier})", f"{amount_zh}（{_AFTER[qualifier]}）"
    return amount, amount_zh


def _with_unit(number: str, unit: str) -> tuple[str, str]:
    if unit == "%":
        return f"{number}%", f"{number}%"
    return number if unit == "year" else f"{number} {unit}".rstrip(), f"{number} {UNITS.get(unit, unit)}".rstrip()


def _relationship(row: Mapping[str, Any]) -> tuple[str, str]:
    start, end = row["start"], row["end"]
    start_zh, end_zh = (str(node.get("name_zh") or node.get("gloss_zh") or node["name"]) for node in (start, end))
    text, text_zh = sentence(row["type"], start["name"], end["name"], row), sentence_zh(row["type"], start_zh, end_zh, row)
    return f"{text} ({row['id']}).", f"{text_zh}（{row['id']}）。"
