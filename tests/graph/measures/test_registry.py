"""Test that every measure has all definition sections, non-conflicting columns and parameters, and both languages."""

from __future__ import annotations

import re
from pathlib import Path

from graph.database.reader import Store
from graph.measures.definition import COMMON, SECTIONS, Measure, too_few
from graph.measures.registry import load_measures
from tests.conftest import Loop
from tests.each import each
from tools.measure_pages import FOLDER, pages

MEASURES = list(load_measures().values())
RESERVED = {"origin", "as_of", "key", "format", "bom", "store", "chosen", "form", "request"}


@each("measure", MEASURES, ids=lambda measure: measure.name)
def test_measure_is_well_formed(measure: Measure) -> None:
    assert all(f"## {name}\n" in measure.definition for name in SECTIONS)
    assert not RESERVED & set(measure.params)
    assert not (set(COMMON) | {"audit", "undated"}) & set(measure.returns)
    assert set(measure.example) <= set(measure.params)
    assert all(name in measure.example for name, param in measure.params.items() if not param.optional)
    for text in (measure.title_zh, measure.about_zh, *(param.help_zh for param in measure.params.values())):
        assert re.search(r"[\u4e00-\u9fff]", text), text
    assert measure.title.endswith("?")


def test_pages_are_up_to_date(store: Store, run: Loop) -> None:
    made = run(pages(store), timeout=120)
    assert {path.name for path in FOLDER.glob("*.md")} == set(made), "python -m tools.measure_pages"
    for name, text in made.items():
        assert Path(FOLDER / name).read_text(encoding="utf-8") == text, "python -m tools.measure_pages"


def test_too_few_rows_are_refused() -> None:
    assert too_few(10, "program", "个专业点") is None
    refused = too_few(9, "program", "个专业点")
    assert refused is not None
    assert "9 programs" in refused.text
