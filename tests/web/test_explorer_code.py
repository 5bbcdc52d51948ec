"""Static checks and unit tests of the explorer: the same commands that developers run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.conftest import ROOT, node

WEB = ROOT / "api" / "web"


@pytest.fixture(scope="module")
def packages(explorer_built: Path) -> Path:
    """``node_modules`` of the explorer, installed by its build."""
    return explorer_built.parent / "node_modules"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("typescript/bin/tsc", ["--noEmit"]),
        ("eslint/bin/eslint.js", ["--max-warnings", "0", "."]),
        ("prettier/bin/prettier.cjs", ["--check", "src", "tests", "*.{ts,js,json,html}"]),
    ],
    ids=["types", "rules", "format"],
)
def test_explorer_passes_static_checks(packages: Path, script: str, words: list[str]) -> None:
    node(packages / script, *words, cwd=WEB)


def test_explorer_unit_tests_pass(packages: Path) -> None:
    found = re.search(r"Tests\s+(\d+) passed", node(packages / "vitest" / "vitest.mjs", "run", cwd=WEB))
    assert found is not None
    assert int(found[1]) >= 44


def test_import_against_the_layer_order_is_detected(packages: Path) -> None:
    wrong = WEB / "src" / "shared" / "wrong.ts"
    wrong.write_text('export { shellTexts } from "@/app/texts.ts";\n', encoding="utf-8")
    try:
        with pytest.raises(AssertionError, match="Imports go one way"):
            node(packages / "eslint/bin/eslint.js", str(wrong), cwd=WEB)
    finally:
        wrong.unlink()
