"""The package is built again when one of the explorer's sources changed, and only then."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOOK = ROOT / "api" / "web" / "hatch_build.py"


def sources() -> tuple[str, ...]:
    """What the hook builds from; it is read, not imported, since its own requirements are those of a build."""
    made = ast.parse(HOOK.read_text(encoding="utf-8")).body
    values = (node.value for node in made if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SOURCES")
    return tuple(ast.literal_eval(next(values)))


def watched() -> list[str]:
    """What uv looks at to know whether it must build again."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    return [key["file"] for key in settings["cache-keys"]]


def test_every_source_is_a_cache_key() -> None:
    expected = [f"api/web/{name}{'/**/*' if (HOOK.parent / name).is_dir() else ''}" for name in sources()]
    assert sorted(watched()) == sorted(["pyproject.toml", "api/web/hatch_build.py", *expected])


def test_no_cache_key_matches_build_output() -> None:
    # A star in the name of a file finds files of folders below as well, so it would find what the build writes into dist.
    assert [key for key in watched() if "*" in key.removesuffix("/**/*")] == []
