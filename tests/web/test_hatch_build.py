"""uv rebuilds the package exactly when one of the explorer's sources changes."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOOK = ROOT / "api" / "web" / "hatch_build.py"


def sources() -> tuple[str, ...]:
    """Return ``SOURCES`` of the build hook. It is parsed, not imported, since the hook needs build-time packages."""
    statements = ast.parse(HOOK.read_text(encoding="utf-8")).body
    values = (node.value for node in statements if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SOURCES")
    return tuple(ast.literal_eval(next(values)))


def watched() -> list[str]:
    """Return the files that uv checks for changes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    return [key["file"] for key in settings["cache-keys"]]


def test_every_source_is_a_cache_key() -> None:
    expected = [f"api/web/{name}{'/**/*' if (HOOK.parent / name).is_dir() else ''}" for name in sources()]
    assert sorted(watched()) == sorted(["pyproject.toml", "api/web/hatch_build.py", *expected])


def test_no_cache_key_matches_build_output() -> None:
    # A star in a file name also matches files in subfolders, so it would match the build output in dist.
    assert [key for key in watched() if "*" in key.removesuffix("/**/*")] == []
