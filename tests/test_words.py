"""User-facing texts keep to plain English: phrases that were replaced do not come back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
PHRASES = re.compile(
    r"\bNearest: |(?<![Tt]here )\bis no (?:date|answer|cursor|type|format|number|file|id|key|name)\b"
    r"|\bmeans nothing without\b|\boutlived its time\b"
    r"|\b[Mm]ake a key worthless\b|\b[Ww]hose key it is\b|\bthose who ask\b|\bRows at most\b|\bat most are given\b"
    r"|\banswered to, by commas\b"
    r"|\bgoes over to the new data\b|\bto go on behind\b|\bno kind that is written\b|\bno answer of this\b|\bwrong never, and silent\b"
    r"|\bworld must change\b|\bGive \w+=\w+ besides\b|\bIn public an address gives no right\b"
)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
MODULES = [path for package in ("alliance", "seed", "graph", "api", "tools") for path in sorted((ROOT / package).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@each("path", PAGES, ids=name)
def test_pages_are_free_of_replaced_phrases(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [match[0] for match in PHRASES.finditer(text)]


@each("path", MODULES, ids=name)
def test_strings_and_docstrings_are_free_of_replaced_phrases(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [f"line {node.lineno}: {node.value[:80]!r}" for node in strings if PHRASES.search(node.value)]


def test_the_search_finds_a_replaced_phrase() -> None:
    assert PHRASES.search("'2024-13' is no date.")
